import type { Surface } from '../../../lib/domain/surface.ts';
import type { Exchange } from '../../sandbox/http.ts';
import type { Worn } from '../answer-in-coat.ts';
import { answerAnthropicBatch } from './anthropic-batches.ts';
import { answerBackground } from './background.ts';
import { answerOpenAiBatch } from './openai-batches.ts';
import { answerPrediction } from './predictions.ts';

/** Answers what begins work that ends later, or asks what became of it; `false`: it is no such thing. */
export async function answerJob(worn: Worn, exchange: Exchange, surface: Surface | null): Promise<boolean> {
  const hasResponses = worn.provider.surfaces.some(({ wire }) => wire === 'openai-responses');
  if (await answerOpenAiBatch(worn, exchange)) return true;
  if (await answerAnthropicBatch(worn, exchange)) return true;
  if (await answerPrediction(worn, exchange, surface)) return true;
  return hasResponses && answerBackground(worn, exchange);
}
