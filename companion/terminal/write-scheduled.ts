import { showAmount } from './shorten.ts';
import { speak } from './speak.ts';
import { writeTable } from './write-table.ts';

/** What `GET /runways/scheduled` says. */
export interface ShownScheduled {
  /** IANA name. */
  readonly zone: string;
  readonly scheduled: readonly {
    readonly name: string;
    readonly account: string;
    readonly unit: string;
    /** Decimal. */
    readonly amount: string;
    readonly every: string | null;
    readonly lastDay: string | null;
    /** Epoch ms; null: it does not come again. */
    readonly nextAt: number | null;
  }[];
}

/** Planned work, in 80 columns. */
export function writeScheduled({ scheduled, zone }: ShownScheduled): readonly string[] {
  if (scheduled.length === 0) return [speak('scheduled.noWorkIsPlannedSee')];
  const rows = scheduled.map(({ name, account, amount, unit, every, lastDay, nextAt }) => [
    ...[name, account, showAmount(amount, unit)],
    nextAt === null
      ? speak('scheduled.over')
      : new Date(nextAt).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16),
    every === null
      ? speak('scheduled.once')
      : speak('scheduled.every', { every, rest: lastDay === null ? '' : speak('scheduled.until', { lastDay }) }),
  ]);
  return writeTable(
    [
      speak('scheduled.name'),
      speak('any.account'),
      speak('scheduled.takes'),
      speak('scheduled.next'),
      speak('scheduled.howOften'),
    ],
    rows,
  );
}
