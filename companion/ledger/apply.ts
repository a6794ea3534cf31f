import { type Budget, capFor } from '../../lib/budget/budget.ts';
import { type Adjustment, type Booking, bookedUnknown, convert, type Hold, heldIn } from './amounts.ts';
import {
  addAdjustment,
  addHold,
  type BatchState,
  type BookedCall,
  bookHold,
  bookUnheld,
  changeHold,
  windowAt,
} from './batch-state.ts';
import { adjust, isCorrected, LATE, takeBackCorrections } from './correct.ts';
import type {
  BudgetUse,
  Objection,
  Operation,
  OperationResult,
  Reservation,
  ReserveRequest,
  Settled,
  Settlement,
} from './operations.ts';

/** Does one thing to the state of a transaction; what it answers holds once that is committed. */
export function apply(operation: Operation, state: BatchState): OperationResult {
  const held = state.holds.get(operation.callId)?.hold;
  switch (operation.kind) {
    case 'reserve':
      return reserve(operation.request, held, state);
    case 'mark-sent':
      if (held !== undefined && held.state !== 'sent') changeHold(state, { ...held, state: 'sent' });
      return held !== undefined;
    case 'extend':
      if (held === undefined) return false;
      changeHold(state, { ...held, expiresAt: Math.max(held.expiresAt, state.now + operation.ms) });
      return true;
    case 'settle':
      return settle(operation.settlement, held, state);
    case 'release':
      if (held !== undefined) bookHold(state, held, releasedOf(held, state.now));
      return held !== undefined;
    case 'adjust':
      return adjust(operation.adjustment, operation.limits ?? {}, held, state);
    case 'expire':
      return expire(held, state);
  }
}

function reserve(request: ReserveRequest, held: Hold | undefined, state: BatchState): Reservation {
  const { callId, call, money, tokens, rates, expiresInMs, asksOnly } = request;
  if (held !== undefined) {
    const { reservedAt, expiresAt } = held;
    return { kind: 'held', callId, reservedAt, expiresAt, isRepeated: true, uses: [], warnings: [] };
  }
  if (state.booked.has(callId)) return { kind: 'settled', callId };
  const { now, book } = state;
  const budgets = book.matching(call);
  const objections: Objection[] = [];
  for (const budget of budgets) {
    const objection = objectionOf(budget, request, state);
    if (objection !== null) objections.push(objection);
  }
  const refusals = objections.filter(({ isHard }) => isHard);
  if (refusals.length > 0) return { kind: 'refused', callId, objections: refusals };
  const expiresAt = now + expiresInMs;
  const phase = request.isSent ? 'sent' : 'reserved';
  if (!asksOnly)
    addHold(state, { callId, state: phase, call, money, tokens, rates, reservedAt: now, expiresAt }, budgets);
  const uses = budgets.map((budget) => measured(budget, request, state));
  return { kind: 'held', callId, reservedAt: now, expiresAt, isRepeated: false, uses, warnings: objections };
}

function objectionOf(budget: Budget, request: ReserveRequest, state: BatchState): Objection | null {
  const { isHard } = budget;
  if (request.asksOnly) {
    const use = measured(budget, request, state);
    return use.spent + use.held < use.cap ? null : { ...use, reason: 'limit', needed: null, isHard };
  }
  const needed = heldIn(budget, request);
  if (needed === null)
    return { ...measured(budget, request, state), reason: reasonOf(budget, request), needed, isHard };
  const window = windowAt(state, budget, state.now);
  const cap = capFor(budget, request.call, state.now);
  const used = window === null ? 0n : window.spent + window.held;
  // What needs nothing fits even where more is gone than there was.
  if (used + needed <= cap || (needed === 0n && budget.unit.kind === 'money')) return null;
  return { ...measured(budget, request, state), reason: 'limit', needed, isHard };
}

function reasonOf({ unit }: Budget, { money }: ReserveRequest): Objection['reason'] {
  if (unit.kind !== 'money') return 'uncounted';
  return money === null ? 'unpriced' : 'no-rate';
}

function measured(budget: Budget, { call }: ReserveRequest, state: BatchState): BudgetUse {
  const window = windowAt(state, budget, state.now);
  return {
    budget: budget.id,
    window: window === null ? null : window.span,
    cap: capFor(budget, call, state.now),
    ...{ spent: window?.spent ?? 0n, held: window?.held ?? 0n, uncounted: window?.uncounted ?? 0n },
  };
}

function settle(settlement: Settlement, held: Hold | undefined, state: BatchState): Settled {
  if (held !== undefined) {
    bookHold(state, held, bookingOf(settlement, held, state.now));
    return 'booked';
  }
  const booked = state.booked.get(settlement.callId);
  if (booked !== undefined) return settleLate(settlement, booked, state);
  if (settlement.unheld === undefined) return 'missing';
  const { call, atMost } = settlement.unheld;
  const at = unheldAt(settlement.unheld, state.now);
  const money = atMost === undefined ? null : { unit: atMost.unit, worstNano: atMost.nano, usualNano: atMost.nano };
  const nothing = { money, tokens: null, rates: {} };
  const unheld: Hold = { ...nothing, callId: settlement.callId, state: 'sent', call, reservedAt: at, expiresAt: at };
  bookUnheld(state, unheld, bookingOf(settlement, unheld, state.now));
  return 'booked';
}

/** When a call without a hold counts as reserved; a clock that was set back while it ran makes it no call of tomorrow. */
export function unheldAt({ at, agoMs }: NonNullable<Settlement['unheld']>, now: number): number {
  return at ?? now - Math.max(0, agoMs ?? 0);
}

function bookingOf({ cost, tokens, calls, rates }: Settlement, hold: Hold, now: number): Booking {
  const unknown = bookedUnknown(hold, now);
  return {
    ...unknown,
    certainty: cost === null ? 'unknown' : 'known',
    ...{ cost: cost ?? unknown.held, tokens: tokens ?? unknown.heldTokens, calls: calls ?? 1n },
    rates: { ...rates, ...hold.rates },
  };
}

/** It never left: a row without sums, so that it is not reserved again and a word that comes late finds it. */
function releasedOf(hold: Hold, now: number): Booking {
  return { ...bookedUnknown(hold, now), certainty: 'released', cost: null, tokens: null, calls: 0n };
}

/** The difference to what it was booked at; in another unit: all of that back, and all of the new. */
function settleLate(settlement: Settlement, booked: BookedCall, state: BatchState): Settled {
  const { booking, adjustments } = booked;
  const wasCorrected = isCorrected(booked);
  const { callId, cost, tokens, calls = 1n } = wasCorrected ? settlement : withMost(settlement, booking);
  if (booking.certainty === 'known' || cost === null) return 'repeated';
  if (adjustments.some(({ id }) => id === LATE)) return 'repeated';
  const was = wasCorrected ? null : booking.cost;
  const isSameUnit = was === null || was.unit === cost.unit;
  const nano = was !== null && isSameUnit ? cost.nano - was.nano : cost.nano;
  // A call that was released is booked with no tokens; what was held of it says nothing.
  const wasTokens = booking.calls === 0n ? 0n : (booking.tokens ?? booking.heldTokens ?? 0n);
  const wasCalls = wasCorrected ? 1n : booking.calls;
  const late: Adjustment = {
    ...{ callId, id: LATE, kind: 'late-usage', cost: { unit: cost.unit, nano } },
    tokens: tokens === null ? 0n : tokens - wasTokens,
    calls: calls - wasCalls,
  };
  if (was !== null && !isSameUnit && canTell(cost.unit, booked, state)) {
    const back = { unit: was.unit, nano: -was.nano };
    const rest = { callId, id: `${LATE}-back`, kind: 'late-usage', tokens: 0n, calls: 0n } as const;
    addAdjustment(state, booked, { ...rest, cost: back });
  }
  if (wasCorrected) takeBackCorrections(booked, state);
  addAdjustment(state, booked, late);
  return 'adjusted';
}

/** It went without the hold that was written too late and given back: what it may have cost at the most counts, as of any other. */
function withMost(settlement: Settlement, { certainty, held, heldTokens }: Booking): Settlement {
  const { cost, tokens, unheld } = settlement;
  if (certainty !== 'released' || unheld === undefined) return settlement;
  return { ...settlement, cost: cost ?? unheld.atMost ?? held ?? NO_COST, tokens: tokens ?? heldTokens };
}

/** Of no unit: no budget of money can count it. */
const NO_COST = { unit: '', nano: 0n };

/** Whether every budget of the call has a rate for this unit: otherwise what was booked stays, rather than nothing. */
function canTell(unit: string, { booking }: BookedCall, { book }: BatchState): boolean {
  return book
    .matching(booking.call)
    .every((budget) => budget.unit.kind !== 'money' || convert(0n, unit, budget.unit.currency, booking.rates) !== null);
}

function expire(held: Hold | undefined, state: BatchState): 'released' | 'booked' | 'not-due' {
  if (held === undefined || held.expiresAt > state.now) return 'not-due';
  if (held.state === 'reserved') {
    bookHold(state, held, releasedOf(held, state.now));
    return 'released';
  }
  bookHold(state, held, bookedUnknown(held, state.now));
  return 'booked';
}
