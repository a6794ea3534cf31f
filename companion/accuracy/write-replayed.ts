import type { Score } from '../../lib/forecast/score.ts';
import type { Replayed } from './replay.ts';

/** What a replay comes to, for a terminal of 80 columns. */
export function writeReplayed({ all, models }: Replayed): readonly string[] {
  if (all.calls === 0) return ['The trace has no calls: there is nothing to score.'];
  return [
    all.calls === 1
      ? '1 call, forecast from what is usual: there is none before it.'
      : `${all.calls.toLocaleString('en')} calls, each forecast from those before it.`,
    '',
    `  inside      ${percent(all.inside)} of the answers were within P10 to P90 (80 % is right)`,
    `  pinball     ${figure(all.pinball)} of the mean answer was lost (less is better)`,
    `  median      ${percent(all.medianError)} off was P50 in the median call`,
    ...(models.length === 0 ? [] : ['', ...table(models)]),
  ];
}

function table(models: Replayed['models']): readonly string[] {
  const rows = [...models].sort((one, other) => other.calls - one.calls);
  return [
    `  ${'model'.padEnd(36)}${'calls'.padStart(10)}${'inside'.padStart(9)}${'pinball'.padStart(10)}${'median'.padStart(9)}`,
    ...rows.map((row) => `  ${cut(row.model).padEnd(36)}${columns(row)}`),
  ];
}

function columns({ calls, inside, pinball, medianError }: Score): string {
  return [
    calls.toLocaleString('en').padStart(10),
    percent(inside).padStart(9),
    figure(pinball).padStart(10),
    percent(medianError).padStart(9),
  ].join('');
}

function cut(text: string): string {
  return text.length > 34 ? `${text.slice(0, 33)}…` : text;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}

function figure(value: number | null): string {
  return value === null ? '–' : value.toFixed(4);
}
