import * as v from 'valibot';
import { capFor, isWithin } from '../../lib/budget/budget.ts';
import { budgetsOf } from '../../lib/budget/envelopes.ts';
import type { Draft } from '../../lib/domain/call.ts';
import type { ModelEstimate } from '../../lib/domain/estimator.ts';
import { type CountedCall, countCall, draftOf, priceCall } from '../../lib/engine/count-call.ts';
import { openCallFinder } from '../../lib/engine/find-call.ts';
import { groupsOf } from '../../lib/engine/forecast-output.ts';
import { NO_CONTEXT } from '../../lib/engine/price-counted.ts';
import { readContext } from '../../lib/ledger/ledger-context.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { findProvider, knownSites } from '../../lib/providers/registry.ts';
import { heldAmountsOf } from '../calls/held-amounts.ts';
import { describeEstimate } from '../estimate/describe-estimate.ts';
import { explainRow } from '../explain/explain-row.ts';
import { readRow } from '../explain/read-row.ts';
import { heldIn } from '../ledger/amounts.ts';
import { fromAmount } from './budget-json.ts';
import { daysIn } from './days.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

const language = v.optional(v.picklist(['en', 'zh']), 'en');

/** What a call would cost, what an error means, how right the estimates were. */
export const verdictRoutes: readonly ApiRoute[] = [
  route({
    method: 'POST',
    path: '/estimate',
    summary: "What a request would cost, and whether today's balance and budgets carry it; nothing is stored or sent",
    input: v.object({
      /** Its JSON, `{url, body}`, or a curl command. */
      request: v.union([v.string(), v.record(v.string(), v.unknown())]),
      models: v.optional(v.pipe(v.array(v.string()), v.maxLength(50)), []),
      provider: v.optional(v.string()),
      label: v.optional(v.string()),
      lang: language,
    }),
    answer: async ({ request, models, provider = null, label = null, lang }, desk) => {
      const text = typeof request === 'string' ? request : JSON.stringify(request);
      const find = openCallFinder({ provider, sites: knownSites });
      const call = countCall(text, { find, counters: desk.counters, models, withParts: true });
      const seller = call.provider === null ? null : findProvider(call.provider);
      const { id, none, parts } = call;
      const estimates = none === null && seller !== null ? await priceWithLedger(call, { seller, models, desk }) : [];
      const [first] = estimates;
      const balance = first?.balance?.money ?? null;
      const said = describeEstimate(
        { id, none, provider: seller, models: estimates, parts },
        { language: lang, balance },
      );
      if (first === undefined || seller === null) return said;
      return { ...said, budgets: await drawnOn(draftOf(call), { seller, first, label, desk }) };
    },
  }),
  route({
    method: 'POST',
    path: '/explain',
    summary: 'What an error of a provider means: whose wallet, was it charged, what helps',
    input: v.looseObject({ lang: language }),
    answer: async ({ lang, ...row }) => {
      try {
        const { lines: _, help: _help, ...explained } = explainRow(readRow(row), lang);
        return explained;
      } catch (error) {
        throw new ApiProblem(400, error instanceof Error ? error.message : 'It cannot be read.');
      }
    },
  }),
  route({
    method: 'GET',
    path: '/accuracy',
    summary: 'How right the estimates of calls were, all together and by model',
    input: v.object({}),
    answer: async (_, { beside }) => {
      const { all, models } = await beside.ask('accuracy');
      return JSON.parse(JSON.stringify({ ...all, models }, writeAmount));
    },
  }),
];

/** Amounts as in an export: nano-units, decimal strings. */
function writeAmount(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

async function priceWithLedger(
  call: CountedCall,
  { seller, models, desk }: { readonly seller: Provider; readonly models: readonly string[]; readonly desk: ApiDesk },
): Promise<readonly ModelEstimate[]> {
  const draft = draftOf(call);
  const asked = models.length === 0 ? [call.model] : models;
  const contexts = await desk.store.transact(async (tables) => {
    const found = [];
    for (const model of asked) {
      const groups = groupsOf({ draft: { ...draft, model }, origin: '' });
      found.push(await readContext(tables, { provider: seller.id, fingerprint: null, model, callId: '', groups }));
    }
    return found;
  });
  const now = desk.now();
  const day = daysIn(desk.zone)(now);
  return asked.map((model, index) =>
    priceCall(call, { provider: seller, model, context: contexts[index] ?? NO_CONTEXT, now, day }),
  );
}

interface Drawing {
  readonly seller: Provider;
  readonly first: ModelEstimate;
  readonly label: string | null;
  readonly desk: ApiDesk;
}

/** The budgets that the call would draw on, and whether it fits them now. `fits` null: nobody can tell. */
async function drawnOn(draft: Draft, { seller, first, label, desk }: Drawing): Promise<readonly object[]> {
  const { holds, rates } = desk;
  const call = { provider: seller.id, account: null, model: first.model, key: null, label, origin: null };
  const amounts = heldAmountsOf(draft, first, first.estimate === null ? {} : rates.ratesFrom(first.estimate.unit));
  const uses = await holds.usage();
  return (await holds.budgets())
    .flatMap(budgetsOf)
    .filter((budget) => isWithin(budget, call))
    .map((budget) => {
      const use = uses.find((one) => one.budget === budget.id);
      const needed = heldIn(budget, amounts);
      const left = use === undefined ? null : capFor(budget, call, desk.now()) - use.spent - use.held;
      return {
        id: budget.id,
        hard: budget.isHard,
        needed: needed === null ? null : fromAmount(needed, budget.unit),
        left: left === null ? null : fromAmount(left > 0n ? left : 0n, budget.unit),
        fits: needed === null || left === null ? null : needed <= left,
      };
    });
}
