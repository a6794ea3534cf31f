import type { Score } from '../../lib/forecast/score.ts';
import { padColumns } from '../terminal/columns.ts';
import { speak } from '../terminal/speak.ts';
import type { Replayed } from './replay.ts';

/** What a replay comes to, for a terminal of 80 columns. */
export function writeReplayed({ all, models }: Replayed): readonly string[] {
  if (all.calls === 0) return [speak('replayed.theTraceHasNoCalls')];
  return [
    all.calls === 1
      ? speak('replayed.1CallForecastFromWhat')
      : speak('replayed.callsEachForecastFromThose', { calls: all.calls.toLocaleString('en') }),
    '',
    speak('replayed.insideOfTheAnswersWere', { inside: percent(all.inside) }),
    speak('any.pinballOfTheMeanAnswer', { what: figure(all.pinball) }),
    speak('replayed.medianOffWasP50In', { medianError: percent(all.medianError) }),
    ...(models.length === 0 ? [] : ['', ...table(models)]),
  ];
}

function table(models: Replayed['models']): readonly string[] {
  const rows = [...models].sort((one, other) => other.calls - one.calls);
  return [
    `  ${padColumns(speak('scored.head.model'), 36)}${head('calls', 10)}${head('inside', 9)}${head('pinball', 10)}${head('median', 9)}`,
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

function head(name: 'calls' | 'inside' | 'pinball' | 'median', columns: number): string {
  return padColumns(speak(`scored.head.${name}`), columns, 'left');
}
