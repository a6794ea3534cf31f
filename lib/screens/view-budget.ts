import type { Budget, BudgetScope } from '../budget/budget.ts';
import { limitAt } from '../budget/budget.ts';
import { capsOf } from '../budget/envelopes.ts';
import type { BudgetStanding, BudgetView, EnvelopeView, MoveView } from '../domain/budget-view.ts';
import type { BudgetFacts } from '../domain/facts.ts';
import { percentIn } from '../domain/money.ts';

/** What is spent and held of a budget or a part of one. */
export interface BudgetUsed {
  readonly spent: bigint;
  readonly held: bigint;
  /** What is in force. Absent: what the budget itself says. */
  readonly cap?: bigint;
  /** Calls whose amount nobody can tell. Absent: nobody said. */
  readonly uncounted?: bigint;
}

interface Around {
  /** What is used of it, or of a part (`<budget>/<envelope>`); undefined: nothing. */
  readonly usedOf: (id: string) => BudgetUsed | undefined;
  readonly nameOf: { readonly provider: (id: string) => string; readonly account: (id: string) => string };
  /** Epoch ms. */
  readonly now: number;
}

/** Older moves are not shown: there may be many. */
const MOVES_MAX = 50;

/** A budget with its parts, as screens show it. */
export function viewBudget(budget: Budget, { usedOf, nameOf, now }: Around): BudgetView {
  const { id, scope, window, isHard, limit, envelopes } = budget;
  const use = usedOf(id);
  return {
    ...{ id, isHard, limit, scope: nameScope(scope, nameOf), counts: countsOf(budget) },
    span: window.kind === 'per-call' ? 'call' : window.kind,
    ...standingOf(use, use?.cap ?? limitAt(budget, now)),
    unknownCalls: Number(use?.uncounted ?? 0n),
    envelopes: envelopesOf(budget, usedOf, now),
    moves: movesOf(envelopes?.moves ?? []),
    emergency: envelopes?.emergency ?? null,
  };
}

/** What a budget counts. */
export function countsOf({ unit }: Pick<Budget, 'unit'>): BudgetFacts['counts'] {
  return unit.kind === 'money' ? { of: unit.kind, unit: unit.currency } : { of: unit.kind };
}

/** How it stands; of what nobody has used yet nothing is used. */
export function standingOf(use: BudgetUsed | undefined, cap: bigint): BudgetStanding {
  const { spent = 0n, held = 0n } = use ?? {};
  return { cap, spent, held, percent: percentIn(spent + held, cap) };
}

function nameScope(scope: BudgetScope, nameOf: Around['nameOf']): BudgetView['scope'] {
  switch (scope.kind) {
    case 'everything':
      return null;
    case 'provider':
      return { kind: scope.kind, name: nameOf.provider(scope.provider) };
    case 'account':
      return { kind: scope.kind, name: nameOf.account(scope.account) };
    case 'model':
      return { kind: scope.kind, name: scope.model };
    case 'key':
      return { kind: scope.kind, name: scope.key };
    case 'label':
      return { kind: scope.kind, name: scope.label };
    case 'origin':
      return { kind: scope.kind, name: scope.origin };
    case 'envelope':
      return { kind: 'label', name: scope.labels.join(', ') };
  }
}

function envelopesOf(budget: Budget, usedOf: Around['usedOf'], now: number): readonly EnvelopeView[] {
  const { id, envelopes } = budget;
  if (envelopes === undefined) return [];
  const whole = envelopes.shares.reduce((sum, { share }) => sum + BigInt(share), 0n);
  const caps = capsOf(envelopes, limitAt(budget, now), now);
  return envelopes.shares.map(({ name, labels, share }) => ({
    ...{ name, labels, share: percentIn(BigInt(share), whole) },
    ...standingOf(usedOf(`${id}/${name}`), caps.get(name) ?? 0n),
  }));
}

function movesOf(moves: readonly MoveView[]): readonly MoveView[] {
  const newest = moves.toSorted((a, b) => b.at - a.at).slice(0, MOVES_MAX);
  return newest.map(({ id, from, to, amount, at, until }) => ({ id, from, to, amount, at, until }));
}
