import { type Amounts, needed } from './explain-amounts.ts';
import type { TextParam } from './text.ts';

/**
 * "$0.012 (likely up to $0.041, at most $0.13)": what a call costs is never said as one figure, unless it is one. `likely`: how
 * the first of them is said.
 */
export function costRange({ likely, high, most }: Amounts, said: TextParam): TextParam {
  if (likely === null || high === null || likely.nano >= high.nano) return said;
  if (most === null) return { key: 'chip.range', params: { likely: said, high: needed(high) } };
  if (most.nano <= high.nano) return { key: 'chip.most', params: { likely: said, most: needed(most) } };
  return { key: 'chip.rangeMost', params: { likely: said, high: needed(high), most: needed(most) } };
}
