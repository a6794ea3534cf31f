import type { OpenCall } from '../domain/open-call.ts';
import type { CallRecord } from '../domain/record.ts';
import { findSurfaceById } from '../providers/registry.ts';
import { bookCall } from './book-call.ts';
import { bookSaved } from './book-saved.ts';
import { groupsOf } from './forecast-output.ts';
import { mayTell, partsOfJob, waitForJob, withoutUndone } from './job-of-call.ts';
import type { CallContext, SettleLedger, SettlePorts } from './ports.ts';
import { isLost, isOvertaken, LOST, openLate, reopen } from './reopen-call.ts';
import type { Settled, Settlement } from './settlement.ts';

/**
 * The only writer of the ledger. Settling the same `callId` again books nothing and returns the first record, unless
 * that was one whose end nobody had seen (see {@link isOvertaken}). Every path ends here: answer, refusal, error, cut
 * stream, closed tab, expired row.
 */
export function settleCall(settlement: Settlement, ports: SettlePorts): Promise<Settled> {
  return ports.transact((ledger) => settleIn(ledger, settlement, ports));
}

/**
 * Settles calls whose end nobody saw in one transaction: all of them are booked, or none. What was sent is booked as
 * cut, what was held leaves nothing.
 */
export function settleLost(rows: readonly OpenCall[], ports: SettlePorts): Promise<void> {
  return ports.transact(async (ledger) => {
    const remembering = rememberContexts(ledger);
    // One after the other: they add to the same sums.
    for (const row of rows) {
      await settleIn(remembering, { ...row, outcome: row.isSent ? LOST : { kind: 'unsent' } }, ports);
    }
  });
}

/** Lost calls teach nothing and need no balance: what is known around the first of them serves the others too. */
function rememberContexts(ledger: SettleLedger): SettleLedger {
  const known = new Map<string, Promise<CallContext>>();
  return {
    ...ledger,
    readContext: (query) => {
      const key = JSON.stringify([query.provider, query.fingerprint, query.masked, query.account, query.model]);
      const context = known.get(key) ?? ledger.readContext(query);
      known.set(key, context);
      return context;
    },
  };
}

async function settleIn(ledger: SettleLedger, settlement: Settlement, ports: SettlePorts): Promise<Settled> {
  const now = ports.now();
  if (findSurfaceById(settlement.surface)?.isFollowUp) return settleJob(ledger, settlement, ports);
  const [known, row] = await Promise.all([
    ledger.findRecord(settlement.callId),
    ledger.findOpenCall(settlement.callId),
  ]);
  // A review that was overtaken may have left its row behind.
  if (row && (known || settlement.outcome.kind === 'unsent')) await ledger.closeOpenCall(settlement.callId);
  if (known && isOvertaken(known, settlement.outcome, row?.job ? null : now)) {
    return settleOvertaken(ledger, settlement, { known, row, now });
  }
  if (known) return { record: known, facts: null, cause: known.refusalCause };
  if (settlement.instead) return bookSaved(settlement, settlement.instead, { ledger, now, day: ports.dayOf(now) });
  if (settlement.outcome.kind === 'unsent') return { record: null, facts: null, cause: null };
  const opened = row ?? openLate(settlement, now);
  const open = settlement.isFailedOpen ? { ...opened, isReviewed: false } : opened;
  const waiting = waitForJob(open, settlement, now);
  if (waiting !== null) {
    await ledger.putOpenCall(waiting);
    return NOTHING_BOOKED;
  }
  return bookCall(settlement, open, { ledger, now, day: ports.dayOf(open.openedAt), lost: null });
}

/** What really came takes the place of a record that said only that nobody saw it, at once or when the work it began ends. */
async function settleOvertaken(
  ledger: SettleLedger,
  settlement: Settlement,
  { known, row, now }: { readonly known: CallRecord; readonly row: OpenCall | null; readonly now: number },
): Promise<Settled> {
  const draft = settlement.draft ?? known.draft;
  const account = known.account ?? settlement.account ?? null;
  const groups = draft ? groupsOf({ ...settlement, draft }) : [];
  const context = await ledger.readContext({ ...settlement, account, model: draft?.model ?? null, groups });
  const open = reopen(known, settlement, context);
  const waiting = waitForJob(open, settlement, now);
  if (waiting === null) return bookCall(settlement, open, { ledger, now, day: known.day, lost: known });
  await ledger.putOpenCall(row?.job ? row : waiting);
  return { record: known, facts: null, cause: null };
}

const NOTHING_BOOKED: Settled = { record: null, facts: null, cause: null };

/** Books what became of work that an earlier call began: once, because its row is closed with the first record. */
async function settleJob(ledger: SettleLedger, settlement: Settlement, ports: SettlePorts): Promise<Settled> {
  const { provider, origin, outcome } = settlement;
  if (outcome.kind !== 'answer' || !outcome.job?.isOver) return NOTHING_BOOKED;
  const { job } = outcome;
  const open = await ledger.findJob(provider, job.id);
  if (open === null || !mayTell(origin, open)) return NOTHING_BOOKED;
  const parts = partsOfJob(open, job, outcome);
  if (parts === null) {
    await ledger.putOpenCall(withoutUndone(open, job));
    return NOTHING_BOOKED;
  }
  const known = await ledger.findRecord(open.callId);
  const day = known?.day ?? ports.dayOf(open.openedAt);
  let first: Settled | null = null;
  const more: CallRecord[] = [];
  for (const part of parts) {
    const lost = known?.callId === part.open.callId && isLost(known) ? known : null;
    const settled = await bookCall(part.settlement, part.open, { ledger, now: ports.now(), day, lost });
    if (first !== null && settled.record !== null) more.push(settled.record);
    first ??= settled;
  }
  return first === null ? NOTHING_BOOKED : { ...first, ...(more.length > 0 && { more }) };
}
