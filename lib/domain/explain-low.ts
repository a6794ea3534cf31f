import { isStale } from './balance.ts';
import { limit, owned } from './explain-amounts.ts';
import { roundCount } from './explain-options.ts';
import type { LowLine } from './low-balance.ts';
import { timesIn } from './money.ts';
import type { Text } from './text.ts';

/** A balance that has just become low. */
export interface LowBalance {
  /** "Laozhang · dev@example.org". */
  readonly account: string;
  readonly unit: string;
  readonly nano: bigint;
  /** When it was read, epoch ms. */
  readonly readAt: number;
  readonly line: LowLine;
}

/** The one notice about it: what happened, for how much it does, the way on. */
export function explainLow(
  { account, unit, nano, readAt, line }: LowBalance,
  now: number,
): { readonly title: Text; readonly lines: readonly Text[] } {
  const isOld = isStale({ unit, availableNano: nano, frozenNano: null, at: readAt, source: 'console' }, now);
  const old: Text = { key: 'low.readAt', params: { age: { kind: 'age', ms: now - readAt } } };
  return {
    title: { key: 'low.head', params: { account, have: owned({ unit, nano }) } },
    lines: [lasts(nano, unit, line), ...(isOld ? [old] : []), { key: 'low.next' }],
  };
}

/** For how many calls it does, as far as that is known. */
function lasts(nano: bigint, unit: string, { typicalNano, belowNano }: LowLine): Text {
  if (nano <= 0n) return { key: 'low.empty' };
  if (typicalNano === null) return { key: 'low.chosen', params: { limit: limit({ unit, nano: belowNano ?? 0n }) } };
  const times = timesIn(nano, typicalNano) ?? 0n;
  return times === 0n ? { key: 'low.none' } : { key: 'low.lasts', params: { n: roundCount(times) } };
}
