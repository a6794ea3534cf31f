import type { Draft } from '../domain/call.ts';
import { carries, explainAllCarried } from '../domain/carries.ts';
import type { BatchRow, BatchTotal, BatchView, NoEstimate } from '../domain/estimator.ts';
import { explainNone } from '../domain/explain-estimate.ts';
import type { Money } from '../domain/money.ts';
import { atLine } from '../domain/read-pasted-request.ts';
import { type EstimateAdder, type EstimateSum, openEstimateAdder } from '../domain/sum-estimates.ts';
import { draftOf, priceCall } from '../engine/count-call.ts';
import { groupsOf } from '../engine/forecast-output.ts';
import type { CallContext } from '../engine/ports.ts';
import type { Provider } from '../providers/provider.ts';
import type { CountedLine } from './estimate-protocol.ts';

/** Models of one file that are told apart; the rest is one row. */
const ROWS_MAX = 50;
/** Lines with something wrong that are shown. */
const PROBLEMS_MAX = 5;

/** Prices of a file, added up line by line in constant memory. */
export interface Batch {
  readonly add: (lines: readonly CountedLine[]) => Promise<void>;
  readonly requests: () => number;
  readonly view: () => BatchView;
}

interface Around {
  /** Null: not known (any more). */
  readonly providerOf: (id: string) => Provider | null;
  readonly contextOf: (provider: Provider, draft: Draft) => Promise<CallContext>;
  readonly now: number;
}

/** Requests that one balance pays. */
interface Paid {
  readonly adder: EstimateAdder;
  balance: Money | null;
}

interface Group extends Paid {
  readonly provider: Provider;
  readonly model: string | null;
  readonly isInstead: boolean;
}

/** Begins a sum; `models`: what all of it would cost by each of them instead, too. */
export function openBatch(models: readonly string[], { providerOf, contextOf, now }: Around): Batch {
  const groups = new Map<string, Group>();
  const payers = new Map<Provider['id'], Paid & { readonly name: string }>();
  const all = openEstimateAdder();
  const contexts = new Map<string, Promise<CallContext>>();
  const problems: BatchView['problems'][number][] = [];
  let [requests, bad, unknown] = [0, 0, 0];
  let isCut = false;

  const contextFor = (provider: Provider, draft: Draft): Promise<CallContext> => {
    const key = JSON.stringify([provider.id, ...groupsOf({ draft, origin: '' })]);
    const known = contexts.get(key) ?? contextOf(provider, draft);
    if (contexts.size < ROWS_MAX * 4) contexts.set(key, known);
    return known;
  };

  function groupFor(provider: Provider, model: string | null, isInstead: boolean): Group | null {
    const key = JSON.stringify([provider.id, model, isInstead]);
    const known = groups.get(key);
    if (known !== undefined) return known;
    if (groups.size >= ROWS_MAX) {
      isCut = true;
      return null;
    }
    const group: Group = { provider, model, isInstead, adder: openEstimateAdder(), balance: null };
    groups.set(key, group);
    return group;
  }

  function payerFor({ id, name }: Provider): Paid {
    const payer = payers.get(id) ?? { name, adder: openEstimateAdder(), balance: null };
    payers.set(id, payer);
    return payer;
  }

  function tell(line: number, none: NoEstimate | null): void {
    if (none !== null && problems.length < PROBLEMS_MAX)
      problems.push({ line, texts: explainNone(noneAt(none, line)) });
  }

  async function addLine({ number, call }: CountedLine): Promise<void> {
    requests += 1;
    const provider = call.provider === null ? null : providerOf(call.provider);
    if (call.none?.kind === 'problem') bad += 1;
    else if (call.none !== null || provider === null) unknown += 1;
    const none = call.none ?? (provider === null ? ({ kind: 'provider' } as const) : null);
    tell(number, none);
    if (none !== null || provider === null) return;
    for (const [model, isInstead] of [[call.model, false] as const, ...models.map((one) => [one, true] as const)]) {
      const context = await contextFor(provider, { ...draftOf(call), model });
      const { estimate, balance, none: why } = priceCall(call, { provider, model, context, now });
      if (!isInstead) tell(number, why);
      if (estimate === null && !isInstead) unknown += 1;
      if (estimate === null) continue;
      const payer = isInstead ? [] : [payerFor(provider)];
      if (!isInstead) all.add(estimate);
      for (const paid of [groupFor(provider, model, isInstead), ...payer]) {
        paid?.adder.add(estimate);
        if (paid !== null && balance !== null) paid.balance = balance.money;
      }
    }
  }

  return {
    requests: () => requests,
    add: async (lines) => {
      for (const line of lines) await addLine(line);
    },
    view: () => {
      const rows = [...groups.values()].flatMap(rowsOf);
      return { requests, bad, unknown, problems, isCut, rows, totals: totalsOf(rows, [...payers.values()], all) };
    },
  };
}

/** What is more than any one row says: of each that pays for several of them, and of all. */
function totalsOf(
  rows: readonly BatchRow[],
  payers: readonly (Paid & { readonly name: string })[],
  all: EstimateAdder,
): readonly BatchTotal[] {
  const isMore = ({ unit, calls }: EstimateSum, of: readonly BatchRow[]): boolean =>
    !of.some(({ sum, isInstead }) => !isInstead && sum.unit === unit && sum.calls === calls);
  const paid = payers.flatMap(({ name, adder, balance }) =>
    adder.sums().flatMap((sum): readonly BatchTotal[] => {
      const own = rows.filter(({ providerName }) => providerName === name);
      return isMore(sum, own) ? [{ providerName: name, sum, carries: carriesOf(sum, balance) }] : [];
    }),
  );
  const whole = all.sums().filter(({ unit, calls }) => {
    const each = payers.flatMap(({ adder }) => adder.sums().filter((sum) => sum.unit === unit));
    return each.every((sum) => sum.calls < calls);
  });
  return [...paid, ...whole.map((sum) => ({ providerName: null, sum, carries: null }))];
}

function carriesOf(sum: EstimateSum, balance: Money | null): BatchTotal['carries'] {
  return balance && { how: carries(balance, sum), text: explainAllCarried(balance, sum) };
}

function noneAt(none: NoEstimate, line: number): NoEstimate {
  return none.kind === 'problem' ? { kind: 'problem', problem: atLine(none.problem, line) } : none;
}

function rowsOf({ provider, model, isInstead, adder, balance }: Group): readonly BatchRow[] {
  return adder.sums().map((sum) => ({
    providerName: provider.name,
    ...{ model, isInstead, sum },
    carries: carriesOf(sum, balance),
  }));
}
