import { explainRow } from '../../companion/explain/explain-row.ts';
import { readRow } from '../../companion/explain/read-row.ts';

/** Bodies of 64 kB, each of another shape. */
const BODY_CHARS = 64 * 1024;
const SENTENCE = 'Your account balance is insufficient for this request, please recharge. ';

const SHAPES: Readonly<Record<string, string>> = {
  'one message': JSON.stringify({ error: { code: 'x', message: SENTENCE.repeat(BODY_CHARS / SENTENCE.length) } }),
  'many fields': JSON.stringify(
    Object.fromEntries(
      Array.from({ length: 1100 }, (_, index) => [`field_${index}`, `value ${index} of a balance, $${index}`]),
    ),
  ),
  'plain text': SENTENCE.repeat(BODY_CHARS / SENTENCE.length),
  events: `data: {"choices":[{"delta":{"content":"balance"}}]}\n\n`.repeat(1200),
  'broken quotes': `{'error': {'message': 'insufficient ${"balance' ".repeat(6500)}`,
  'nested text': JSON.stringify({
    error: JSON.stringify({ error: JSON.stringify({ message: SENTENCE.repeat(700) }) }),
  }),
};

/** How long explaining one shape takes, ms. */
export interface LargeTime {
  readonly median: number;
  readonly p95: number;
}

/** How long each takes. */
export function timeLargeBodies(times = 200): Readonly<Record<string, LargeTime>> {
  const result: Record<string, LargeTime> = {};
  for (const [name, body] of Object.entries(SHAPES)) {
    const row = readRow({ host: 'api.example.test', status: 402, body });
    for (let turn = 0; turn < 30; turn++) explainRow(row, 'en');
    const taken = Array.from({ length: times }, () => {
      const start = performance.now();
      explainRow(row, 'en');
      return performance.now() - start;
    }).sort((a, b) => a - b);
    result[name] = { median: taken[Math.floor(times / 2)] ?? 0, p95: taken[Math.floor(times * 0.95)] ?? 0 };
  }
  return result;
}
