import type { Money } from '../domain/money.ts';
import type { RollupRow } from '../ledger/rows.ts';
import type { SpentSpan } from '../webext/popup-model.ts';

/** What of a day's sum is added up. */
export type SummedDay = Pick<RollupRow, 'day' | 'unit' | 'likelyNano' | 'calls' | 'unknownCalls'>;

/** What was spent in some days, both of `range` included. */
export function sumSpan(span: SpentSpan['span'], range: SpentSpan['days'], days: readonly SummedDay[]): SpentSpan {
  const inside = days.filter(({ day }) => day >= range.from && day <= range.to);
  const sums = new Map<string, { nano: bigint; calls: number }>();
  for (const { unit, likelyNano, calls } of inside) {
    const known = sums.get(unit) ?? { nano: 0n, calls: 0 };
    sums.set(unit, { nano: known.nano + likelyNano, calls: known.calls + calls });
  }
  const spent = [...sums].filter(([unit, { nano }]) => unit !== '' && nano !== 0n);
  return {
    span,
    days: range,
    sums: spent.sort(([, a], [, b]) => b.calls - a.calls).map(([unit, { nano }]): Money => ({ unit, nano })),
    calls: inside.reduce((sum, { calls }) => sum + calls, 0),
    unknownCalls: inside.reduce((sum, { unknownCalls }) => sum + unknownCalls, 0),
  };
}
