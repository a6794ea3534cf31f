import type { LargeTime } from './large-bodies.ts';
import type { Score, Shares } from './score.ts';

/** What is asked of a corpus that was worked with, and of one that was not. */
export const TARGETS = {
  given: { accuracy: 0.97, recall: null, precision: 1 },
  unseen: { accuracy: 0.92, recall: 0.97, precision: 0.98 },
} as const;

/** A 64 kB body is explained in at most so much, ms at the 95th percentile. */
export const LARGE_MS_MAX = 1;

/** The figures of a corpus, for a person. */
export function writeScore(name: string, score: Score, target: (typeof TARGETS)[keyof typeof TARGETS]): string[] {
  return [
    `${name}: ${score.rows} bodies`,
    `  cause accuracy     ${judge(score.accuracy, target.accuracy)}  (as labelled ${percent(score.asLabelled)})`,
    `  refusal recall     ${judge(score.recall, target.recall)}`,
    `  refusal precision  ${judge(score.precision, target.precision)}`,
    ...(score.first === null ? [] : [writeFirst(score.first)]),
    `  useless recharge   ${score.uselessRecharge.length === 0 ? '0' : `MISSED: ${score.uselessRecharge.join(', ')}`}`,
    `  time per body      ${score.msMedian.toFixed(3)} ms median, ${score.msP95.toFixed(3)} ms p95`,
    ...writeConfusion(score.confusion),
    ...score.wrong.map(({ id, label, answer }) => `  wrong: ${id}: ${label}, taken for ${answer}`),
    '',
  ];
}

function writeFirst({ accuracy, asLabelled, recall, precision }: Shares): string {
  const shares = `${percent(accuracy)} (as labelled ${percent(asLabelled)}), recall ${percent(recall)}`;
  return `  when first met     ${shares}, precision ${percent(precision)}`;
}

/** What is left of the figures where each provider's bodies are read without the words that only they have. */
export function writeLeftOut({ rows, accuracy, asLabelled, recall, precision }: Score): string[] {
  return [
    `each provider without its own words: ${rows} bodies`,
    `  cause accuracy     ${percent(accuracy)}  (as labelled ${percent(asLabelled)})`,
    `  refusal recall     ${percent(recall)}`,
    `  refusal precision  ${percent(precision)}`,
    '',
  ];
}

/** The times of large bodies, for a person. */
export function writeTimes(times: Readonly<Record<string, LargeTime>>): string[] {
  const rows = Object.entries(times).map(([shape, { median, p95 }]) => {
    const verdict = p95 <= LARGE_MS_MAX ? '' : `  MISSED: p95 at most ${LARGE_MS_MAX} ms`;
    return `  ${shape.padEnd(14)} ${median.toFixed(3)} ms median, ${p95.toFixed(3)} ms p95${verdict}`;
  });
  return ['64 kB bodies, the quietest of eight rounds:', ...rows];
}

function judge(value: number | null, target: number | null): string {
  const isMissed = value !== null && target !== null && value < target;
  return `${percent(value)}${isMissed ? `  MISSED: at least ${percent(target)}` : ''}`;
}

function percent(value: number | null): string {
  return value === null ? '  none' : `${(value * 100).toFixed(1)} %`;
}

function writeConfusion(confusion: Score['confusion']): string[] {
  return Object.entries(confusion)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([label, answers]) => {
      const counts = Object.entries(answers).sort(([, a], [, b]) => b - a);
      return `  ${label.padEnd(26)}${counts.map(([answer, count]) => `${answer} ${count}`).join(', ')}`;
    });
}
