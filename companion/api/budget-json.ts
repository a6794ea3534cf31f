import * as v from 'valibot';
import { type Budget, type BudgetScope, type BudgetUnit, type BudgetWindow, limitAt } from '../../lib/budget/budget.ts';
import { parseDecimal, toDecimal } from '../../lib/domain/money.ts';
import type { BudgetUse } from '../ledger/operations.ts';
import type { ShownBudget } from '../terminal/write-budgets.ts';
import { zoneInput } from '../zone-input.ts';
import { ApiProblem } from './route.ts';

/** What a budget can be for, by the field that names it. */
export const SCOPES = ['provider', 'account', 'model', 'key', 'label', 'origin'] as const;

const amount = v.pipe(
  v.string(),
  v.regex(/^\d{1,18}(\.\d{1,9})?$/, 'an amount is a decimal of at most nine places, such as "5" or "0.25"'),
);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** A budget as programs write it. */
export const budgetInput = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/, 'a name is of letters, digits, dots, dashes')),
  limit: amount,
  /** `USD`, `CNY`, `credits` …, `tokens` or `calls`. */
  unit: v.optional(v.pipe(v.string(), v.regex(/^[\w ]{1,24}$/)), 'USD'),
  per: v.optional(v.picklist(['call', 'hour', 'day', 'week', 'month']), 'month'),
  zone: v.optional(zoneInput),
  /** Of a month: its day, 1 to 28. Of a week: 1 is Monday, 7 Sunday. */
  startsOn: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(28))),
  scope: v.optional(v.record(v.picklist(SCOPES), name), {}),
  hard: v.optional(v.boolean(), true),
  elastic: v.optional(v.boolean(), false),
  onFailure: v.optional(v.picklist(['open', 'closed']), 'closed'),
});
export type BudgetInput = v.InferOutput<typeof budgetInput>;

/** The budget that is meant. */
export function toBudget(input: BudgetInput, zone: string): Budget {
  const unit = toUnit(input.unit);
  return {
    id: input.id,
    scope: toScope(input.scope),
    unit,
    window: toWindow(input, input.zone ?? zone),
    limit: toAmount(input.limit, unit),
    isHard: input.hard,
    ...(input.elastic && { isElastic: true }),
    onFailure: input.onFailure,
    raises: [],
  };
}

/** An amount in a budget's unit. Throws what can be shown where it is none. */
export function toAmount(text: string, unit: BudgetUnit): bigint {
  const nano = parseDecimal(text);
  const isWhole = nano !== null && nano % 1_000_000_000n === 0n;
  if (nano === null || nano < 0n) throw new ApiProblem(400, `"${text}" is no amount`);
  if (unit.kind === 'money') return nano;
  if (!isWhole) throw new ApiProblem(400, `${unit.kind} are counted whole: "${text}" is not`);
  return nano / 1_000_000_000n;
}

/** An amount of a budget as a decimal. */
export function fromAmount(amount: bigint, unit: BudgetUnit): string {
  return unit.kind === 'money' ? toDecimal(amount) : String(amount);
}

/** A budget and how it stands, for programs; without its envelopes. */
export function describeBudget(budget: Budget, use: BudgetUse | null, now: number): ShownBudget {
  const { id, unit, window } = budget;
  const write = (of: bigint): string => fromAmount(of, unit);
  const cap = use?.cap ?? limitAt(budget, now);
  return {
    id,
    limit: write(budget.limit),
    unit: unit.kind === 'money' ? unit.currency : unit.kind,
    per: window.kind === 'per-call' ? 'call' : window.kind,
    ...(window.kind !== 'per-call' && { zone: window.zone }),
    ...('startsOn' in window && { startsOn: window.startsOn }),
    scope: fromScope(budget.scope),
    hard: budget.isHard,
    elastic: budget.isElastic === true,
    onFailure: budget.onFailure,
    limitNow: write(cap),
    ...(use && {
      spent: write(use.spent),
      held: write(use.held),
      left: write(use.spent + use.held < cap ? cap - use.spent - use.held : 0n),
      ...(use.spent > cap && { over: write(use.spent - cap) }),
      ...passing(use, cap, write),
      uncounted: Number(use.uncounted),
      ...(use.window && { from: use.window.start, until: use.window.end }),
    }),
  };
}

/** By how much the limit may be passed yet, by calls that go on: what is usual is held of them, and some take more. */
function passing({ spent, held, heldMost = held }: BudgetUse, cap: bigint, write: (of: bigint) => string) {
  const most = spent + heldMost;
  return heldMost > held && most > cap ? { mayPass: write(most - (spent > cap ? spent : cap)) } : {};
}

function toUnit(unit: string): BudgetUnit {
  return unit === 'tokens' || unit === 'calls' ? { kind: unit } : { kind: 'money', currency: unit };
}

const SCOPE_OF: Readonly<Record<(typeof SCOPES)[number], (value: string) => BudgetScope>> = {
  provider: (provider) => ({ kind: 'provider', provider }),
  account: (account) => ({ kind: 'account', account }),
  model: (model) => ({ kind: 'model', model }),
  key: (key) => ({ kind: 'key', key }),
  label: (label) => ({ kind: 'label', label }),
  origin: (origin) => ({ kind: 'origin', origin }),
};

function toScope(scope: BudgetInput['scope']): BudgetScope {
  const [entry, ...others] = Object.entries(scope);
  if (others.length > 0) throw new ApiProblem(400, 'a budget has one scope; make one for each');
  if (entry === undefined) return { kind: 'everything' };
  const [kind, value] = entry;
  return SCOPE_OF[kind as (typeof SCOPES)[number]](value);
}

function fromScope(scope: BudgetScope): ShownBudget['scope'] {
  if (scope.kind === 'envelope') return { envelope: scope.labels };
  if (scope.kind === 'account') return { account: scope.account };
  const { kind: _, ...named } = scope;
  return named;
}

function toWindow({ per, startsOn }: BudgetInput, zone: string): BudgetWindow {
  if (per === 'week' || per === 'month') return { kind: per, zone, ...(startsOn !== undefined && { startsOn }) };
  if (startsOn !== undefined) throw new ApiProblem(400, 'startsOn: only a week or a month begins on a day that is set');
  return per === 'call' ? { kind: 'per-call' } : { kind: per, zone };
}
