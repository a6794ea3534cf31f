import { explainBalanceProblem } from '../../lib/domain/balance-problem.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { Leak } from '../../lib/watch/find-leaks.ts';
import type { SeenCall } from '../../lib/watch/reconcile.ts';
import { type CountedDay, differenceOf, explainUsage } from '../../lib/watch/reconcile-usage.ts';
import type { BilledDay } from '../../lib/watch/watch-conditions.ts';
import type { ReconciledCosts } from './reconcile-costs.ts';
import type { ReconciledCounts } from './reconcile-counts.ts';
import type { Reconciled, ReconciledWallet, ReconcileRange } from './reconcile-wallets.ts';

/** The ledger beside wallets and bills, for programs: amounts are decimals as text, instants epoch ms, null is unknown. */
export interface ShownReconciled {
  readonly from: number;
  readonly to: number;
  /** There were more calls than are looked at: differences of the oldest days are too large. */
  readonly isCut: boolean;
  readonly wallets: readonly ShownWallet[];
  readonly bills: readonly ShownBills[];
  readonly counts: readonly ShownCounts[];
}

export interface ShownWallet {
  readonly account: string;
  readonly name: string | null;
  readonly provider: string;
  readonly unit: string;
  readonly readings: number;
  readonly days: readonly ShownDay[];
  readonly topUps: readonly {
    readonly from: number;
    readonly to: number;
    readonly amount: string;
    readonly isReported: boolean;
  }[];
  readonly leaks: readonly ShownLeak[];
  readonly frozen: readonly { readonly from: number; readonly to: number; readonly amount: string }[];
}

interface ShownDay {
  readonly day: string;
  readonly gone: string;
  readonly seen: string;
  readonly difference: string;
  readonly toppedUp: string;
  readonly unknownCalls: number;
  readonly isExplained: boolean;
  readonly isSettled: boolean;
}

interface ShownLeak {
  readonly from: number;
  readonly to: number;
  readonly missing: string;
  readonly isMatch: boolean;
  readonly calls: readonly {
    readonly id: string;
    readonly providerRequestId: string | null;
    readonly model: string | null;
    readonly at: number;
    readonly endedAt: number;
    readonly outcome: string;
    readonly setAside: string | null;
  }[];
}

/** What a provider says it billed, or why that is not known. */
export interface ShownBills {
  readonly provider: string;
  /** The named account whose key was asked with; null: none was. */
  readonly account: string | null;
  /** Of days that were told, also where it was read before and could not be now. */
  readonly days: readonly {
    readonly day: string;
    readonly unit: string;
    readonly stated: string;
    readonly seen: string;
    readonly difference: string;
    readonly unknownCalls: number;
  }[];
  /** Why it could not be read when it was asked last; null: it was. */
  readonly problem: string | null;
}

/** What a provider says it counted, or why that is not known. Tokens. */
export interface ShownCounts {
  readonly provider: string;
  /** The named account whose key was asked with; null: none was. */
  readonly account: string | null;
  /** A row for each model of each day that was told. */
  readonly days: readonly (CountedDay & { readonly difference: { readonly input: number; readonly output: number } })[];
  /** What it comes to, in sentences. */
  readonly said: readonly string[];
  /** Why it could not be read when it was asked last; null: it was. */
  readonly problem: string | null;
}

/** `isLate`: it was asked too often in this hour, and not again now. */
export type AskedCosts = ReconciledCosts & { readonly isLate: boolean };
export type AskedCounts = ReconciledCounts & { readonly isLate: boolean };

/** What was found, of wallets, bills and counts. */
interface Found extends Reconciled {
  readonly costs: readonly AskedCosts[];
  readonly counts: readonly AskedCounts[];
  readonly range: ReconcileRange;
}

/** What was found, as programs read it. */
export function describeReconciled(found: Found, language: Language): ShownReconciled {
  const { range, wallets, costs, counts } = found;
  return {
    ...{ from: range.from, to: range.now },
    isCut: found.isCut || [...costs, ...counts].some(({ isCut }) => isCut),
    wallets: wallets.map(showWallet),
    bills: costs.map((one) => showBills(one, language)),
    counts: counts.map((one) => showCounts(one, language)),
  };
}

function showWallet({ account, unit, readings, days, spans, leaks, frozen }: ReconciledWallet): ShownWallet {
  return {
    ...{ account: account.id, name: account.name, provider: account.provider, unit, readings },
    days: days.map(({ day, goneNano, seenNano, differenceNano, topUpNano, unknownCalls, isExplained, isSettled }) => ({
      ...{ day, gone: toDecimal(goneNano), seen: toDecimal(seenNano), difference: toDecimal(differenceNano) },
      ...{ toppedUp: toDecimal(topUpNano), unknownCalls, isExplained, isSettled },
    })),
    topUps: spans.flatMap(({ topUps }) =>
      topUps.map(({ from, to, nano, isReported }) => ({ from, to, amount: toDecimal(nano), isReported })),
    ),
    leaks: leaks.map(showLeak),
    frozen: frozen.map(({ from, to, nano }) => ({ from, to, amount: toDecimal(nano) })),
  };
}

function showLeak({ from, to, missingNano, isMatch, calls }: Leak): ShownLeak {
  return { from, to, missing: toDecimal(missingNano), isMatch, calls: calls.map(showCall) };
}

function showCall(call: SeenCall): ShownLeak['calls'][number] {
  const { callId: id, providerRequestId, model, openedAt: at, settledAt: endedAt, outcome, setAsideNano } = call;
  const setAside = setAsideNano === null ? null : toDecimal(setAsideNano);
  return { id, providerRequestId, model, at, endedAt, outcome, setAside };
}

function showBills(costs: AskedCosts, language: Language): ShownBills {
  const { provider, name, days } = costs;
  return { provider, account: name, days: days.map(showCostDay), problem: whyNot(costs, language) };
}

/** What was counted by a provider, as programs and people read it. */
export function showCounts(counts: AskedCounts, language: Language): ShownCounts {
  const { provider, name, days, problem } = counts;
  const said = days.length === 0 && problem !== null ? [] : explainUsage(days, nameOf(provider));
  return {
    ...{ provider, account: name, days: days.map((day) => ({ ...day, difference: differenceOf(day) })) },
    said: said.map((text) => renderText(text, language)),
    problem: whyNot(counts, language),
  };
}

/** Why it could not be read when it was asked last; null: it was. */
function whyNot(
  { provider, problem, isLate }: Pick<AskedCosts, 'provider' | 'problem' | 'isLate'>,
  language: Language,
): string | null {
  if (isLate) return renderText({ key: 'watch.askedOften' }, language);
  if (problem === null) return null;
  return explainBalanceProblem(problem, nameOf(provider))
    .map((text) => renderText(text, language))
    .join(' ');
}

function nameOf(provider: string): string {
  return findProvider(provider)?.name ?? provider;
}

function showCostDay({ day, unit, statedNano, seenNano, differenceNano, unknownCalls }: BilledDay) {
  const [stated, seen, difference] = [toDecimal(statedNano), toDecimal(seenNano), toDecimal(differenceNano)];
  return { day, unit, stated, seen, difference, unknownCalls };
}
