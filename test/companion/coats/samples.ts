import { readRecordings } from '../../../companion/coats/read-recordings.ts';
import { setAt } from '../../../companion/coats/set-at.ts';
import { priceUsage } from '../../../lib/domain/price.ts';
import type { Surface } from '../../../lib/domain/surface.ts';
import { findPrices } from '../../../lib/prices/find-prices.ts';
import { listModels } from '../../../lib/prices/list-models.ts';
import type { Provider } from '../../../lib/providers/provider.ts';
import { findProvider } from '../../../lib/providers/registry.ts';

import { chatDraft } from '../../domain/samples.ts';

/** A request of a surface: a recorded one, else the plainest that its wire understands. */
export interface SampleRequest {
  readonly path: string;
  readonly body: string;
}

export const QUESTION = 'How far is it to the moon, and how long would a walk there take?';

/** A model that a provider sells, of those whose names fit. */
export function modelOf(provider: Provider, fits: RegExp): string {
  const models = listModels(provider);
  const isPaid = (model: string): boolean =>
    findPrices(provider, chatDraft({ model })).some(
      (price) => (priceUsage({ 'input-tokens': 1000 }, price) ?? 0n) > 0n,
    );
  return models.find((name) => fits.test(name) && isPaid(name)) ?? models[0] ?? 'some-model';
}

/** A model of a provider that people converse with, and whose price is known. */
export function pricedModel(id: string): string {
  const provider = findProvider(id);
  if (provider === null) throw new Error(`no provider ${id}`);
  return modelOf(provider, CONVERSES);
}

const CONVERSES = /^(?!.*(embed|image|tts|audio|whisper|transcri|realtime|dall|rerank|ocr)).*$/;

export function sampleRequest(provider: Provider, surface: Surface, isStream = false): SampleRequest {
  const model = modelOf(provider, CONVERSES);
  const star = surface.isModelInPath ? (surface.wire === 'metered' ? 'fal-ai/flux/dev' : model) : 'one';
  const path = surface.path.replace(/\*\*|\*/g, (found) => (found === '**' ? star : star.replaceAll('/', '-')));
  const bound = { max_tokens: 60 };
  const streamed = isStream ? { stream: true, stream_options: { include_usage: true } } : {};
  const messages = [{ role: 'user', content: QUESTION }];
  const body = (): unknown => {
    switch (surface.wire) {
      case 'openai-chat':
      case 'cohere-chat':
        return { model, messages, ...bound, ...streamed };
      case 'anthropic-messages':
        return { model, messages, ...bound, ...(isStream && { stream: true }) };
      case 'openai-responses':
        return { model, input: QUESTION, max_output_tokens: 60, ...(isStream && { stream: true }) };
      case 'gemini-generate':
        return { contents: [{ role: 'user', parts: [{ text: QUESTION }] }], generationConfig: { maxOutputTokens: 60 } };
      case 'bedrock-converse':
        return { messages: [{ role: 'user', content: [{ text: QUESTION }] }], inferenceConfig: { maxTokens: 60 } };
      case 'openai-embeddings':
        return { model: modelOf(provider, /embed/), input: ['one', 'two words'] };
      case 'openai-images':
        return { model: modelOf(provider, /gpt-image|image/), prompt: 'a pear', n: 2 };
      case 'openai-audio':
        return { model: 'tts-1', input: 'Good morning', voice: 'alloy' };
      default:
        return meteredBody(surface);
    }
  };
  const recorded = readRecordings(provider.id).answers.find((one) => one.surface === surface.id);
  if (surface.wire === 'metered' && recorded !== undefined)
    return { path: recorded.path ?? path, body: recorded.requestBody };
  if (surface.id.endsWith('/transcriptions') && recorded !== undefined) return { path, body: recorded.requestBody };
  return { path, body: JSON.stringify(body()) };
}

/** What a rule counts, where it looks for it. */
function meteredBody({ rule }: Surface): unknown {
  const count = rule?.count;
  if (count?.of === 'elements') return setAt({}, count.path, ['https://example.com/a', 'https://example.com/b']);
  if (count?.of === 'number') return setAt({}, count.path, 2);
  if (count?.of === 'characters') return setAt({}, count.paths[0] ?? '$.text', 'Good morning');
  return { url: 'https://example.com' };
}
