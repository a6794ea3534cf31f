import type { Budget, BudgetUnit } from '../../lib/budget/budget.ts';
import { isReserve, partNamed } from '../../lib/budget/envelopes.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import type { Problem, StatedOption, StatedSum } from '../gateway/problem.ts';
import type { Holds } from '../ledger/holds.ts';
import type { BudgetUse, Objection } from '../ledger/operations.ts';

/** What stops a call, and what is known around it. */
export interface StoppedCall {
  /** At least one. */
  readonly objections: readonly Objection[];
  /** Those of the call: an objection's figures are in its budget's unit. */
  readonly budgets: readonly Budget[];
  readonly facts: CallFacts | null;
  readonly label: string | null;
  /** How all budgets stand, for where to move money from. Absent: nobody asked. */
  readonly uses?: readonly BudgetUse[];
  /** The largest bound on its answer with which it would go, tokens; null: none, or nobody knows. */
  readonly fits: number | null;
}

/** Why hard budgets stop a call, for programs and for people. */
export function overBudget(stopped: StoppedCall): Problem {
  const { objections, budgets, facts, fits } = stopped;
  const [first] = objections;
  const estimate = facts?.estimate ?? null;
  const sum = (nano: bigint): StatedSum => ({ unit: estimate?.unit ?? '', amount: toDecimal(nano) });
  const unitOf = ({ budget }: Objection): BudgetUnit =>
    budgets.find(({ id }) => id === budget)?.unit ?? { kind: 'money', currency: '' };
  return {
    type: 'budget-exceeded',
    title: 'Stopped by your own budget',
    detail: `${objections.map((one) => sayObjection(one, unitOf(one), stopped)).join(' ')} Nothing was sent, nothing was charged.`,
    userMessage: 'This request cannot be made right now: a spending limit has been reached.',
    ...(first && shortOf(first, unitOf(first))),
    ...(estimate && {
      estimate: { low: sum(estimate.lowNano), likely: sum(estimate.likelyNano), high: sum(estimate.highNano) },
      ...(estimate.mostNano !== undefined && { cost: sum(estimate.mostNano) }),
    }),
    options: [
      ...lowerOption(fits),
      ...(first ? moveOption(first, unitOf(first), stopped) : []),
      ...optionsOf(first, unitOf, facts).filter(({ kind }) => fits === null || kind !== 'lower-max-tokens'),
    ],
    'violated-policies': objections.map(({ budget }) =>
      partNamed(budget) === null ? `budget:${budget}` : `envelope:${budget}`,
    ),
  };
}

/** How all budgets stand, where an envelope stops a call: another one may have what it needs. Nothing where it cannot be read. */
export async function readUses(
  objections: readonly Objection[],
  holds: Pick<Holds, 'usage'>,
): Promise<readonly BudgetUse[]> {
  return objections.some(({ budget }) => partNamed(budget) !== null) ? holds.usage().catch(() => []) : [];
}

/** What is left in a budget of money, and what is missing in it. */
function shortOf({ reason, needed, ...use }: Objection, unit: BudgetUnit): Pick<Problem, 'balance' | 'shortfall'> {
  if (unit.kind !== 'money' || reason !== 'limit') return {};
  const left = leftOf(use);
  const sum = (nano: bigint): StatedSum => ({ unit: unit.currency, amount: toDecimal(nano) });
  return { balance: sum(left), ...(needed !== null && { shortfall: sum(needed - left) }) };
}

function leftOf({ cap, spent, held }: Pick<Objection, 'cap' | 'spent' | 'held'>): bigint {
  const left = cap - spent - held;
  return left > 0n ? left : 0n;
}

function lowerOption(fits: number | null): readonly StatedOption[] {
  if (fits === null) return [];
  return [{ kind: 'lower-max-tokens', text: `It fits with max_tokens ${fits}.`, maxTokens: fits }];
}

function sayObjection(objection: Objection, unit: BudgetUnit, { facts, budgets, label }: StoppedCall): string {
  const { budget, reason, cap, spent, held, needed } = objection;
  const name = sayName(budget);
  const say = (amount: bigint): string => (unit.kind === 'money' ? toDecimal(amount) : String(amount));
  const named = unit.kind === 'money' ? unit.currency : unit.kind;
  switch (reason) {
    case 'limit': {
      const asked = needed === null ? '' : `; this call may need ${say(needed)}`;
      const emergency = budgets.find(({ id }) => id === budget)?.envelopes?.emergency;
      const isLast = emergency !== undefined && label !== null && emergency.stopsFirst.includes(label);
      const kept = isLast ? ` The last ${say(emergency.amount)} ${named} are kept from calls labelled "${label}".` : '';
      return `${name} has ${say(leftOf(objection))} left of ${say(cap)} ${named} (${say(spent)} spent, ${say(held)} held)${asked}.${kept}`;
    }
    case 'unpriced':
      return `${name} is a hard one, and ${sayUnknown(facts)}.`;
    case 'uncounted':
      return `${name} counts tokens, and how many this call can take is not known: ${hasTools(facts) ? TOOLS : 'set max_tokens'}.`;
    case 'no-rate':
      return `${name} is in another currency, and no rate to it is set.`;
  }
}

function sayName(id: string): string {
  const part = partNamed(id);
  return part === null ? `The budget "${id}"` : `The envelope "${part.envelope}" of the budget "${part.budget}"`;
}

/** An envelope that has less than the call needs is helped by another one that has more. */
function moveOption(
  { budget: id, reason, needed, ...use }: Objection,
  unit: BudgetUnit,
  { budgets, uses = [] }: StoppedCall,
): readonly StatedOption[] {
  const part = partNamed(id);
  if (part === null || reason !== 'limit') return [];
  const { shares = [] } = budgets.find((one) => one.id === part.budget)?.envelopes ?? {};
  // The reserve is there for this: it is asked first.
  const others = [...shares.filter(isReserve), ...shares.filter((one) => !isReserve(one))]
    .filter(({ name }) => name !== part.envelope)
    .map(({ name }) => ({ name, left: freeOf(uses.find(({ budget }) => budget === `${part.budget}/${name}`)) }));
  const short = needed === null ? null : needed - (use.cap - use.spent - use.held);
  const giver = others.find(({ left }) => left !== null && short !== null && left >= short);
  if (giver === undefined && others.every(({ left }) => left !== null)) return [];
  const amount = short === null ? '<amount>' : unit.kind === 'money' ? toDecimal(short) : String(short);
  const named = unit.kind === 'money' ? unit.currency : unit.kind;
  const command = `tollkeeper envelopes move ${amount} ${named} --from ${giver?.name ?? '<envelope>'} --to ${part.envelope} --budget ${part.budget}`;
  return [{ kind: 'move-envelope', text: `Move what is missing into it: ${command}` }];
}

/** Null: nobody asked. */
function freeOf(use: BudgetUse | undefined): bigint | null {
  return use === undefined ? null : leftOf(use);
}

/** Why nobody can tell what a call can cost at most. */
function sayUnknown(facts: CallFacts | null): string {
  if (facts === null) return 'what this call asks for could not be read';
  if (hasTools(facts)) return `what this call can cost at most is not known: ${TOOLS}`;
  if (hasPrice(facts)) return 'what this call can cost at most is not known: set max_tokens';
  return `what ${facts.model ?? 'this call'} costs at ${facts.providerName} is not known`;
}

/** Why a bound on the answer alone bounds nothing. */
const TOOLS = 'the provider may search or run tools for it, and how often, or what that costs, is not known';

/** Whether the provider runs tools for it, and what they come to is not known. */
function hasTools(facts: CallFacts | null): boolean {
  const { basis, mostNano } = facts?.estimate ?? {};
  return basis?.foundMax !== undefined && (basis.foundMax === null || mostNano === undefined);
}

function hasPrice({ estimate }: CallFacts): boolean {
  return estimate !== null && estimate.isGuess !== true;
}

function optionsOf(
  objection: Objection | undefined,
  unitOf: (of: Objection) => BudgetUnit,
  facts: CallFacts | null,
): readonly StatedOption[] {
  if (objection === undefined) return [];
  const { window, reason } = objection;
  // A part is raised and set with its budget.
  const { budget } = partNamed(objection.budget) ?? objection;
  const raise: StatedOption = {
    kind: 'raise-budget',
    text: `Raise it for a while: tollkeeper budgets raise ${budget} --by <amount> --for 2h`,
  };
  if ((reason === 'unpriced' || reason === 'uncounted') && hasTools(facts)) {
    return [
      {
        kind: 'bound-tools',
        text: 'Say how often it may search: max_uses of web_search with Anthropic, max_tool_calls with OpenAI responses; or leave those tools out.',
      },
      { kind: 'soften-budget', text: `Let such calls go: set the budget ${budget} with --soft.` },
    ];
  }
  if (reason === 'unpriced' && (facts === null || !hasPrice(facts))) {
    return [
      ...(facts === null ? [] : [{ kind: 'cheaper-model', text: 'Choose a model whose price is known.' }]),
      { kind: 'soften-budget', text: `Let such calls go: set the budget ${budget} with --soft.` },
    ];
  }
  if (reason === 'unpriced' || reason === 'uncounted') return [{ kind: 'lower-max-tokens', text: 'Set max_tokens.' }];
  if (reason === 'no-rate') return rateOptions(budget, unitOf(objection), facts);
  if (window === null) return [{ kind: 'lower-max-tokens', text: 'Set a lower max_tokens.' }, raise];
  return [{ kind: 'wait', text: `The budget begins anew at ${new Date(window.end).toISOString()}.` }, raise];
}

/** Neither a new day nor a higher limit would help. Credits have no rate that holds for all of their providers. */
function rateOptions(budget: string, unit: BudgetUnit, facts: CallFacts | null): readonly StatedOption[] {
  const [from, to] = [unit.kind === 'money' ? unit.currency : '', facts?.estimate?.unit ?? ''];
  const isOfStates = [from, to].every((name) => /^[A-Z]{3}$/.test(name));
  return [
    ...(isOfStates
      ? [{ kind: 'set-rate', text: `Say how many ${to} one ${from} is: tollkeeper rates set ${from} ${to} <rate>` }]
      : []),
    { kind: 'soften-budget', text: `Let such calls go: set the budget ${budget} with --soft.` },
  ];
}
