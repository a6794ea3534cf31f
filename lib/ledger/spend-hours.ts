import { requestKind } from '../domain/call-names.ts';
import type { CallRecord } from '../domain/record.ts';
import type { HourRow, KindSums } from './rows.ts';
import type { LedgerTables, PaceTables } from './tables.ts';

const HOUR_MS = 3_600_000;
/** Of a key's fingerprint so much tells the keys of one account apart. */
const KEY_CHARS = 8;

/** What tells such a row from others, as its table's key. */
export type HourKey = [
  hour: number,
  account: string,
  provider: string,
  unit: string,
  model: string,
  key: string,
  origin: string,
];

/**
 * Adds a record to what was spent in its hour, or with `isTaken` takes it out again; what nobody knows the cost of is no part of
 * it. Nothing where the host keeps no such sums. Call inside a transaction.
 */
export async function addToHour(tables: LedgerTables & PaceTables, record: CallRecord, isTaken = false): Promise<void> {
  const part = hourOf(record);
  if (tables.hours === undefined || part === null) return;
  const known = await tables.hours.get(hourKey(part));
  // What was forgotten by now (too old, deleted with its account) has nothing to be taken from.
  if (known === undefined && isTaken) return;
  const next = known === undefined ? part : isTaken ? withoutPart(known, part) : withPart(known, part);
  if (next.calls <= 0) await tables.hours.delete(hourKey(part));
  else await tables.hours.put(next);
}

/** Both sums in one; they are of the same hour and all else. */
export function withPart(known: HourRow, part: HourRow): HourRow {
  return add(known, part, 1n);
}

/** A call's part taken out of a sum. What an older version added has no kind to be taken from. */
function withoutPart(known: HourRow, part: HourRow): HourRow {
  return add(known, part, -1n);
}

function add({ kinds: known, ...sums }: HourRow, part: HourRow, sign: 1n | -1n): HourRow {
  const kinds: Record<string, KindSums> = { ...known };
  for (const [kind, { nano, calls }] of Object.entries(part.kinds ?? {})) {
    const before = kinds[kind] ?? NOTHING;
    const left = { nano: before.nano + sign * nano, calls: before.calls + Number(sign) * calls };
    if (left.calls > 0) kinds[kind] = left;
    else delete kinds[kind];
  }
  return {
    ...{ ...sums, nano: sums.nano + sign * part.nano, calls: sums.calls + Number(sign) * part.calls },
    ...(Object.keys(kinds).length > 0 && { kinds }),
  };
}

const NOTHING: KindSums = { nano: 0n, calls: 0 };

/**
 * The record's own part of such a sum; null: it has none. Under the account that paid itself, so that it stays right whichever
 * accounts turn out to be one wallet.
 */
export function hourOf(record: CallRecord): HourRow | null {
  const {
    cost,
    certainty,
    openedAt,
    account,
    paidBy = account,
    provider,
    model,
    fingerprint,
    origin,
    surface,
  } = record;
  if (cost === null || certainty === 'unknown' || record.saved !== undefined) return null;
  return {
    ...{ hour: openedAt - (openedAt % HOUR_MS), account: paidBy ?? '', provider, unit: cost.unit, model: model ?? '' },
    ...{ key: fingerprint?.slice(0, KEY_CHARS) ?? '', origin, nano: cost.likelyNano, calls: 1 },
    // What an upgrade finds may lack any of it.
    ...(surface && { kinds: { [requestKind(surface)]: { nano: cost.likelyNano, calls: 1 } } }),
  };
}

/** The key of such a row in its table. */
export function hourKey({ hour, account, provider, unit, model, key, origin }: HourRow): HourKey {
  return [hour, account, provider, unit, model, key, origin];
}
