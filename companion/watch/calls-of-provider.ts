import type { CallRecord } from '../../lib/domain/record.ts';
import { isoDayOf } from '../../lib/domain/utc-day.ts';
import type { Below } from '../ledger/open-ledger.ts';
import type { ReconcileRange } from './reconcile-wallets.ts';

/** Calls of days of UTC, the newest first. */
export interface ProviderCalls {
  readonly rows: readonly CallRecord[];
  /** When the first of the days begins, epoch ms. */
  readonly start: number;
  /** The last day of which not all calls were looked at; '': there is none. */
  readonly cutDay: string;
}

/** What the ledger has of a provider, whole days of UTC up to now. */
export async function callsOfProvider(
  { tables }: Pick<Below, 'tables'>,
  provider: string,
  { from, now, callsMax }: Omit<ReconcileRange, 'dayOf'>,
): Promise<ProviderCalls> {
  const start = Date.parse(`${isoDayOf(from)}T00:00:00Z`);
  const rows = await tables.records
    .where('[provider+openedAt]')
    .between([provider, start], [provider, now], true, true)
    .reverse()
    .limit(callsMax)
    .toArray();
  const oldest = rows.length < callsMax ? undefined : rows.at(-1);
  return { rows, start, cutDay: oldest === undefined ? '' : isoDayOf(oldest.openedAt) };
}

/** What of a day must be so that it can be compared. */
interface Comparing extends Pick<ProviderCalls, 'cutDay'>, Omit<ReconcileRange, 'dayOf' | 'callsMax'> {
  readonly told: { readonly from: string; readonly until: string };
}

/** Whether a day was told and over then, is over in the range, and all its calls were looked at. */
export function isComparable(day: string, { told, from, now, cutDay }: Comparing): boolean {
  return day >= isoDayOf(from) && day >= told.from && day < told.until && day < isoDayOf(now) && day > cutDay;
}
