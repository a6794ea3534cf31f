import { describe, expect, it } from 'vitest';
import { replicatePredictions } from '../../lib/wires/replicate-predictions.ts';
import { headOf } from './head.ts';

describe('asking for a prediction', () => {
  it.each([
    [{ version: '5c7d5dc6', input: { text: 'canary' } }, '5c7d5dc6'],
    [{ model: 'owner/name', input: {} }, 'owner/name'],
    [{ input: {} }, null],
  ])('%j', (body, model) => {
    const draft = replicatePredictions.readRequest(JSON.stringify(body), null);
    expect(draft).toMatchObject({
      wire: 'replicate-predictions',
      model,
      inputTokens: null,
      units: null,
      revisable: [],
    });
    expect(JSON.stringify(draft)).not.toContain('canary');
  });

  it.each(['', '{}', '{"input":"x"}', '{"input":null}', '[]'])('%j is none', (body) => {
    expect(replicatePredictions.readRequest(body, null)).toBeNull();
    expect(replicatePredictions.revise('{"input":{}}', { kind: 'model', model: 'x' }, null)).toBeNull();
  });
});

// https://replicate.com/docs/topics/predictions, read 2026-11-21
const prediction = {
  id: 'gm3qorzdhgbfurvjtvhg6dckhu',
  model: 'replicate/hello-world',
  version: '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
  input: { text: 'Alice' },
  logs: '',
  output: 'hello Alice',
  error: null,
  status: 'succeeded',
  created_at: '2023-09-08T16:19:34.765994Z',
  started_at: '2023-09-08T16:19:34.779176Z',
  completed_at: '2023-09-08T16:19:34.791859Z',
  metrics: { predict_time: 0.012683, total_time: 0.025366 },
};

describe('what an answer billed', () => {
  const read = (more: object) => {
    const meter = replicatePredictions.openMeter(headOf('application/json'), null);
    meter.push(JSON.stringify({ ...prediction, ...more }));
    return meter.end();
  };

  it('is the time it took, in whole thousandths of a second', () => {
    expect(read({})).toEqual({
      usage: { milliseconds: 13 },
      cost: null,
      output: null,
      errorText: null,
      isComplete: true,
      job: { id: prediction.id, isOver: true },
    });
  });

  it('is not known while it runs', () => {
    const starting = { status: 'starting', started_at: null, completed_at: null, output: null };
    expect(read({ ...starting, metrics: {} }).usage).toBeNull();
    expect(read({ ...starting, metrics: { predict_time: 1 } }).usage).toBeNull();
    expect(read({ metrics: undefined }).usage).toBeNull();
  });

  // The names of these figures are from the facts of this project and not verified.
  it.each<[object, object | null]>([
    [
      { predict_time: 1, input_token_count: 5, output_token_count: 7 },
      { 'input-tokens': 5, 'output-tokens': 7 },
    ],
    [{ predict_time: 1, image_count: 2 }, { images: 2 }],
    [{ predict_time: 1, input_token_count: 5 }, { milliseconds: 1000 }],
    [{ predict_time: -1 }, null],
    [{ predict_time: '1' }, null],
    [{}, null],
  ])('%j', (metrics, usage) => {
    expect(read({ metrics }).usage).toEqual(usage);
  });

  it('one that failed says why', () => {
    expect(read({ status: 'failed', error: 'out of memory' }).errorText).toBe('{"error":"out of memory"}');
  });
});
