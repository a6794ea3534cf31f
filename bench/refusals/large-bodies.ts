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

/**
 * How long each takes: of several rounds the quietest, for what else the machine does comes and goes, and what explaining
 * costs is in all of them.
 */
export function timeLargeBodies(rounds = 8, times = 100): Readonly<Record<string, LargeTime>> {
  const result: Record<string, LargeTime> = {};
  for (const [name, body] of Object.entries(SHAPES)) {
    const row = readRow({ host: 'api.example.test', status: 402, body });
    const explain = () => explainRow(row, 'en');
    for (let turn = 0; turn < 60; turn++) explain();
    const taken = Array.from({ length: rounds }, () => timeRound(explain, times));
    result[name] = taken.reduce((best, round) => (round.p95 < best.p95 ? round : best));
  }
  return result;
}

function timeRound(run: () => void, times: number): LargeTime {
  const taken = Array.from({ length: times }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { median: taken[Math.floor(times / 2)] ?? 0, p95: taken[Math.floor(times * 0.95)] ?? 0 };
}
