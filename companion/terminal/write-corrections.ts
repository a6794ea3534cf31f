import { wrapColumns } from './columns.ts';
import { showAmount } from './shorten.ts';
import { speak } from './speak.ts';
import { writeTable } from './write-table.ts';

interface ShownCorrection {
  /** The call's. */
  readonly id: string;
  readonly unit: string;
  /** Signed decimal. */
  readonly amount: string;
}

/** What repricing did, as the API shows it. */
export interface ShownRepricing {
  readonly from: string;
  readonly to: string;
  readonly dry: boolean;
  readonly looked: number;
  readonly sums: readonly { readonly unit: string; readonly calls: number; readonly amount: string }[];
}

/** What accepting a day's difference did, as the API shows it. */
export interface ShownAccepted {
  readonly account: string;
  readonly day: string;
  readonly corrections: readonly ShownCorrection[];
  readonly left: readonly { readonly unit: string; readonly amount: string; readonly why: 'no-call' | 'under-way' }[];
}

/** A refund for people, in 80 columns. */
export function writeRefund({
  id,
  unit,
  amount,
  isNew,
}: ShownCorrection & { readonly isNew: boolean }): readonly string[] {
  const sum = showAmount(amount.replace(/^-/, ''), unit);
  const what = isNew
    ? speak('corrections.cameBackOfCallIt', { sum, id })
    : speak('corrections.thisRefundOfCallWas', { id });
  return wrapColumns(what, 80);
}

/** Repricing for people, in 80 columns. */
export function writeRepricing({ from, to, dry, looked, sums }: ShownRepricing): readonly string[] {
  const days = from === to ? from : speak('any.to', { from, to });
  if (sums.length === 0) return wrapColumns(speak('corrections.callsOfYourOwnPrices', { looked, days }), 80);
  return [
    ...wrapColumns(
      speak('corrections.callsOf', {
        looked,
        days,
        rest: dry ? speak('corrections.nothingWasBookedThisWould') : speak('corrections.booked'),
      }),
      80,
    ),
    ...writeTable(
      [speak('any.calls'), speak('any.difference'), ''],
      sums.map(({ unit, calls, amount }) => [String(calls), amount, unit]),
    ),
  ];
}

/** What was accepted, for people, in 80 columns. */
export function writeAccepted({ account, day, corrections, left }: ShownAccepted): readonly string[] {
  const why = {
    'no-call': speak('corrections.noCallOfYoursCan'),
    'under-way': speak('corrections.callsWereUnderWayAt'),
  };
  return [
    ...(corrections.length === 0
      ? [speak('corrections.nothingWasBooked', { account, day })]
      : [speak('corrections.areBooked', { account, day })]),
    ...(corrections.length === 0
      ? []
      : writeTable(
          [speak('any.call'), speak('any.difference'), ''],
          corrections.map(({ id, amount, unit }) => [id, amount, unit]),
        )),
    ...left.flatMap(({ unit, amount, why: because }) =>
      wrapColumns(speak('corrections.isNotBooked', { amount, unit, why: why[because] }), 80),
    ),
  ];
}
