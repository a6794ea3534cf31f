import { wrap } from '../commands/help.ts';
import { showAmount } from './shorten.ts';
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
  const what = isNew ? `${sum} came back of call ${id}: it is booked.` : `This refund of call ${id} was booked before.`;
  return wrap(what, 80);
}

/** Repricing for people, in 80 columns. */
export function writeRepricing({ from, to, dry, looked, sums }: ShownRepricing): readonly string[] {
  const days = from === to ? from : `${from} to ${to}`;
  if (sums.length === 0) return wrap(`${looked} calls of ${days}: your own prices change nothing of them.`, 80);
  return [
    ...wrap(`${looked} calls of ${days}. ${dry ? 'Nothing was booked; this would be:' : 'Booked:'}`, 80),
    ...writeTable(
      ['Calls', 'Difference', ''],
      sums.map(({ unit, calls, amount }) => [String(calls), amount, unit]),
    ),
  ];
}

/** What was accepted, for people, in 80 columns. */
export function writeAccepted({ account, day, corrections, left }: ShownAccepted): readonly string[] {
  const why = { 'no-call': 'no call of yours can have taken it', 'under-way': 'calls were under way at a reading' };
  return [
    ...(corrections.length === 0 ? [`${account}, ${day}: nothing was booked.`] : [`${account}, ${day}, booked:`]),
    ...(corrections.length === 0
      ? []
      : writeTable(
          ['Call', 'Difference', ''],
          corrections.map(({ id, amount, unit }) => [id, amount, unit]),
        )),
    ...left.flatMap(({ unit, amount, why: because }) => wrap(`${amount} ${unit} is not booked: ${why[because]}.`, 80)),
  ];
}
