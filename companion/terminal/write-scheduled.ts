import { showAmount } from './shorten.ts';
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
  if (scheduled.length === 0) return ['No work is planned. See: tollkeeper help runway'];
  const rows = scheduled.map(({ name, account, amount, unit, every, lastDay, nextAt }) => [
    ...[name, account, showAmount(amount, unit)],
    nextAt === null ? 'over' : new Date(nextAt).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16),
    every === null ? 'once' : `every ${every}${lastDay === null ? '' : ` until ${lastDay}`}`,
  ]);
  return writeTable(['Name', 'Account', 'Takes', 'Next', 'How often'], rows);
}
