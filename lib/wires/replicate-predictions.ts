import type { Usage } from '../domain/call.ts';
import { parseJson, readKey } from '../domain/json-path.ts';
import { isEnd, readError, readFigure } from './answer-text.ts';
import { openFigureMeter } from './json-meter.ts';
import { plainDraft } from './plain-draft.ts';
import { readModel } from './request-keys.ts';
import type { Wire } from './wire.ts';

/**
 * Replicate's predictions. https://replicate.com/docs/topics/predictions The answer to the one that creates a prediction states
 * what it took only if it waited for the end; else what later looks at it find settles it.
 */
export const replicatePredictions: Wire = {
  id: 'replicate-predictions',
  readRequest(bodyText) {
    const body = parseJson(bodyText);
    const input = readKey(body, 'input');
    if (typeof input !== 'object' || input === null) return null;
    return plainDraft('replicate-predictions', {
      model: readModel(readKey(body, 'version') ?? readKey(body, 'model')),
    });
  },
  revise: () => null,
  openMeter: (head) =>
    openFigureMeter(head, (prediction, answer) => {
      answer.errorText ??= readError(prediction);
      const [metrics, id] = ['metrics', 'id'].map((key) => readKey(prediction, key));
      if (typeof id === 'string') answer.job = { id, isOver: isEnd(readKey(prediction, 'status')) };
      if (readKey(prediction, 'completed_at') != null && metrics != null) answer.usage = readMetrics(metrics);
    }),
};

/**
 * A model is billed by one of these: its tokens, its pictures, or its time, which all have. Null when a figure is negative or
 * absurd.
 */
function readMetrics(metrics: unknown): Usage | null {
  const [input, output, images] = ['input_token_count', 'output_token_count', 'image_count'].map((key) =>
    readFigure(readKey(metrics, key)),
  );
  if (input != null && output != null) return { 'input-tokens': input, 'output-tokens': output };
  if (images != null) return { images };
  const seconds = readKey(metrics, 'predict_time');
  const milliseconds = typeof seconds === 'number' ? readFigure(Math.round(seconds * 1000)) : null;
  return milliseconds === null ? null : { milliseconds };
}
