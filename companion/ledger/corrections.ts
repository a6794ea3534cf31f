import type { TimeSpan } from '../../lib/budget/window-of.ts';
import type { CallRecord, RecordCorrection } from '../../lib/domain/record.ts';
import type { Adjustment } from './amounts.ts';
import type { Below } from './open-ledger.ts';
import { readAdjustment } from './rows.ts';

/** A correction of a call: what was told late is none, because its record says it. */
export type Correction = Adjustment & { readonly kind: 'refund' | 'repricing' | 'reconciliation' };

/** The corrections of some calls, by `callId`. */
export type CorrectionsByCall = ReadonlyMap<string, readonly Correction[]>;

/** Of these calls: a question for each where the database is a file, so only of as many as are shown. */
export async function readCorrectionsOf(
  { tx, ledger }: Pick<Below, 'tx' | 'ledger'>,
  callIds: readonly string[],
): Promise<CorrectionsByCall> {
  const text = `select * from adjustments where ledger = $1 and kind <> 'late-usage' and call_id :ids`;
  return byCall((await tx.rowsOf(text, [ledger], callIds)).map(readAdjustment));
}

/** Of the calls that were reserved in a span. There are few corrections at any time: they are looked through. */
export async function readCorrectionsIn(
  { tx, ledger }: { readonly tx: Pick<Below['tx'], 'rows'>; readonly ledger: string },
  { start, end }: TimeSpan,
): Promise<CorrectionsByCall> {
  const text =
    'select a.* from adjustments a join bookings c on c.ledger = a.ledger and c.call_id = a.call_id ' +
    `where a.ledger = $1 and a.kind <> 'late-usage' and c.reserved_at >= $2 and c.reserved_at < $3`;
  return byCall((await tx.rows(text, [ledger, start, end])).map(readAdjustment));
}

/** Records with their corrections, as a browser keeps them: what counts them is the same on both sides. */
export async function withCorrections(
  below: Pick<Below, 'tx' | 'ledger'>,
  records: readonly CallRecord[],
): Promise<readonly CallRecord[]> {
  const found = await readCorrectionsOf(
    below,
    records.map(({ callId }) => callId),
  );
  return records.map((record) => correctedBy(record, found.get(record.callId)));
}

/** A record with its corrections, in one order. Without any the record itself. */
export function correctedBy(record: CallRecord, corrections: readonly Correction[] | undefined): CallRecord {
  if (corrections === undefined || corrections.length === 0) return record;
  return { ...record, corrections: corrections.map(shownCorrection).sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

function shownCorrection({ id, kind, cost }: Correction): RecordCorrection {
  return { id, kind, unit: cost.unit, nano: cost.nano };
}

/** Behind the id of a correction: the one that takes it back, because what it stood for was told after all. */
export const BACK = '-back';

/** Whether it only takes another one back. */
export function takesBack({ id, kind }: Correction): boolean {
  return kind !== 'refund' && id.endsWith(BACK);
}

/** What corrections come to in a unit, nano-units. */
export function sumOfCorrections(corrections: readonly Correction[] | undefined, unit: string): bigint {
  return (corrections ?? []).reduce((sum, { cost }) => (cost.unit === unit ? sum + cost.nano : sum), 0n);
}

function byCall(adjustments: readonly Adjustment[]): CorrectionsByCall {
  const found = new Map<string, Correction[]>();
  for (const adjustment of adjustments) {
    if (!isCorrection(adjustment)) continue;
    const known = found.get(adjustment.callId);
    if (known === undefined) found.set(adjustment.callId, [adjustment]);
    else known.push(adjustment);
  }
  return found;
}

/** Whether it corrects a record; what was told late is in its record. */
export function isCorrection(adjustment: Adjustment): adjustment is Correction {
  return adjustment.kind !== 'late-usage';
}
