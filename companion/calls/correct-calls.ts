import { equalParts, larger, type Money, smaller, toDecimal } from '../../lib/domain/money.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { repriceRecord } from '../../lib/engine/reprice-record.ts';
import { openFreeOrder } from '../../lib/ledger/free-use.ts';
import { readContext } from '../../lib/ledger/ledger-context.ts';
import type { Span } from '../../lib/watch/reconcile.ts';
import { type Correction, readCorrectionsOf, sumOfCorrections, takesBack } from '../ledger/corrections.ts';
import type { Holds } from '../ledger/holds.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';

/** What calls are corrected with. */
export interface CorrectionDesk {
  readonly holds: Pick<Holds, 'adjust'>;
  readonly store: Pick<LedgerStore, 'transactBelow'>;
}

/** A correction that was booked, or would be. */
export interface BookedCorrection {
  readonly callId: string;
  readonly unit: string;
  /** Signed nano-units: what is spent more, or less. */
  readonly nano: bigint;
}

/** `over`: more than it came to. `other-unit`: it cost in another. `unknown`: nobody knows what it came to. `absent`: no such call. */
export type Refunded =
  | { readonly kind: 'booked'; readonly isNew: boolean; readonly booked: BookedCorrection }
  | { readonly kind: 'over'; readonly unit: string; readonly leftNano: bigint }
  | { readonly kind: 'other-unit'; readonly unit: string }
  | { readonly kind: 'unknown' | 'absent' };

interface Found {
  readonly record: CallRecord;
  readonly corrections: readonly Correction[];
}

interface Priced extends Found {
  /** What it comes to now; null: nobody says, or it was not asked. */
  readonly price: Money | null;
}

interface Refund {
  readonly callId: string;
  /** Tells one refund from the next; the same again is booked once. */
  readonly id: string;
  readonly nano: bigint;
  readonly unit: string | null;
}

/** Books what a provider gave back of a call; of several at once as many as it came to. */
export async function refundCall(desk: CorrectionDesk, refund: Refund): Promise<Refunded> {
  const before = await judgeRefund(desk, refund);
  if (before.kind !== 'fits') return before;
  const { found, unit } = before;
  const booked = { callId: refund.callId, unit, nano: -refund.nano };
  if (await book(desk, found.record, { ...booked, id: `refund-${refund.id}`, kind: 'refund' })) {
    return { kind: 'booked', isNew: true, booked };
  }
  // Another one was faster, or there is no booking that it could correct.
  const after = await judgeRefund(desk, refund);
  return after.kind === 'fits' ? { kind: 'absent' } : after;
}

async function judgeRefund(
  desk: CorrectionDesk,
  { callId, id, nano, unit: said }: Refund,
): Promise<Refunded | { readonly kind: 'fits'; readonly found: Found; readonly unit: string }> {
  const [found] = await findCalls(desk, [callId]);
  if (found === undefined) return { kind: 'absent' };
  const unit = unitOf(found);
  if (unit === null) return { kind: 'unknown' };
  if (said !== null && said !== unit) return { kind: 'other-unit', unit };
  const before = found.corrections.find((one) => one.id === `refund-${id}`);
  if (before !== undefined) {
    return { kind: 'booked', isNew: false, booked: { callId, unit: before.cost.unit, nano: before.cost.nano } };
  }
  const leftNano = totalOf(found, unit);
  return nano > leftNano ? { kind: 'over', unit, leftNano } : { kind: 'fits', found, unit };
}

/** So many calls are looked at in one transaction: a review that comes meanwhile waits for it. */
const TOGETHER_MAX = 100;

/** Books the difference to what calls come to by what the user says of prices now. `isDry`: says it alone. */
export async function repriceCalls(
  desk: CorrectionDesk,
  callIds: readonly string[],
  isDry: boolean,
): Promise<readonly BookedCorrection[]> {
  const changes: BookedCorrection[] = [];
  for (let start = 0; start < callIds.length; start += TOGETHER_MAX) {
    const found = await findCalls(desk, callIds.slice(start, start + TOGETHER_MAX), true);
    for (const { record, corrections, price } of found) {
      // What a balance showed is truer than any price.
      if (price === null || isSettledByBalance(corrections)) continue;
      const earlier = corrections.filter(({ kind }) => kind === 'repricing');
      const was = knownNano(record) + sumOfCorrections(earlier, price.unit);
      // What was given back stays so: no call comes to less than nothing.
      const nano = larger(price.nano - was, -totalOf({ record, corrections }, price.unit));
      const change = { callId: record.callId, unit: price.unit, nano };
      const isFirst = !isKnown(record) && earlier.length === 0;
      if (change.nano === 0n && !isFirst) continue;
      // Of two that do so at once one books it.
      const id = `repricing-${earlier.length + 1}`;
      if (isDry || (await book(desk, record, { ...change, id, kind: 'repricing' }))) changes.push(change);
    }
  }
  return changes;
}

function isSettledByBalance(corrections: readonly Correction[]): boolean {
  return corrections.some(({ kind }) => kind === 'reconciliation') && !corrections.some(takesBack);
}

/** What was booked of a difference, and what was not, because no call of ours can have taken it: nano-units. */
export interface AcceptedSpan {
  readonly booked: readonly BookedCorrection[];
  readonly leftNano: bigint;
}

/**
 * Books a span's difference between ledger and balance on its calls: on those of unknown cost where there are any, in equal parts;
 * else more on the last one, and less from the last ones on, none below 0. The same span again books nothing.
 */
export async function acceptDifference(desk: CorrectionDesk, unit: string, span: Span): Promise<AcceptedSpan> {
  const parts = partsOf(span);
  const found = await findCalls(
    desk,
    parts.map(({ callId }) => callId),
  );
  const booked: BookedCorrection[] = [];
  let leftNano = span.differenceNano;
  for (const { callId, nano } of parts) {
    const record = found.find((one) => one.record.callId === callId)?.record;
    const change = { callId, unit, nano };
    const id = `reconciliation-${span.from}-${span.to}`;
    if (record === undefined || !(await book(desk, record, { ...change, id, kind: 'reconciliation' }))) continue;
    booked.push(change);
    leftNano -= nano;
  }
  return { booked, leftNano };
}

function partsOf({
  calls,
  differenceNano,
}: Pick<Span, 'calls' | 'differenceNano'>): readonly { readonly callId: string; readonly nano: bigint }[] {
  const unknown = calls.filter(({ cost }) => cost === null);
  if (unknown.length > 0) {
    // Less is gone than the known ones came to: these have taken nothing.
    const parts = equalParts(larger(differenceNano, 0n), unknown.length);
    return unknown.map(({ callId }, at) => ({ callId, nano: parts[at] ?? 0n }));
  }
  const newest = calls.toReversed();
  const [last] = newest;
  if (last === undefined || differenceNano === 0n) return [];
  if (differenceNano > 0n) return [{ callId: last.callId, nano: differenceNano }];
  let left = -differenceNano;
  return newest.flatMap(({ callId, cost }) => {
    const taken = smaller(left, cost?.likelyNano ?? 0n);
    left -= taken;
    return taken > 0n ? [{ callId, nano: -taken }] : [];
  });
}

/** @returns whether it was booked: not again, not for more than the call came to, and on nothing that no budget counts. */
function book(
  { holds }: CorrectionDesk,
  record: CallRecord,
  { nano, unit, ...named }: BookedCorrection & Pick<Correction, 'id' | 'kind'>,
): Promise<boolean> {
  const limits = { leastNano: -knownNano(record), isUnknown: !isKnown(record) };
  return holds.adjust({ ...named, cost: { unit, nano }, tokens: 0n, calls: 0n }, limits);
}

/** Calls of which there is a record, with what corrects them. `isPriced`: and what they come to now. */
function findCalls(
  { store }: CorrectionDesk,
  callIds: readonly string[],
  isPriced = false,
): Promise<readonly Priced[]> {
  return store.transactBelow(async ({ tx, ledger, tables }) => {
    const corrections = await readCorrectionsOf({ tx, ledger }, callIds);
    const found: Priced[] = [];
    const usedBefore = openFreeOrder(tables);
    for (const record of await tables.records.bulkGet([...callIds])) {
      if (record === undefined) continue;
      const price = isPriced ? await repriceRecord(record, await readContext(tables, record), usedBefore) : null;
      found.push({ record, corrections: corrections.get(record.callId) ?? [], price });
    }
    return found;
  });
}

function isKnown({ cost, certainty }: CallRecord): boolean {
  return cost !== null && certainty !== 'unknown';
}

function knownNano(record: CallRecord): bigint {
  return isKnown(record) ? (record.cost?.likelyNano ?? 0n) : 0n;
}

/** What a call cost in; null: nobody knows what it came to. */
function unitOf({ record, corrections }: Found): string | null {
  if (isKnown(record)) return record.cost?.unit ?? null;
  return corrections[0]?.cost.unit ?? null;
}

function totalOf({ record, corrections }: Found, unit: string): bigint {
  return knownNano(record) + sumOfCorrections(corrections, unit);
}

/** A correction for programs: a signed decimal. */
export function describeCorrection({ callId, unit, nano }: BookedCorrection): object {
  return { id: callId, unit, amount: toDecimal(nano) };
}
