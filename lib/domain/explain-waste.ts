import type { Repeats } from './prompt-marks.ts';
import type { Text, TextParam } from './text.ts';
import type { Waste } from './waste.ts';

/** One quiet line about the most telling of it; null: there is nothing to tell. */
export function explainWaste({ repeats, lost, carried }: Waste): Text | null {
  if (repeats !== null) return { key: 'chip.repeats', params: timesOf(repeats) };
  if (lost !== null) return { key: 'chip.lost', params: { money: { kind: 'money', money: lost } } };
  if (carried === null) return null;
  const { percent, anew } = carried;
  return { key: 'chip.carried', params: { percent, anew: { kind: 'money', money: anew } } };
}

/** "6 times in 4 min". */
export function timesOf({ count, sinceMs }: Repeats): Readonly<Record<string, TextParam>> {
  return { times: count, minutes: Math.max(1, Math.ceil(sinceMs / 60_000)) };
}
