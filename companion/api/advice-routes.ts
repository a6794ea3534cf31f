import * as v from 'valibot';
import { CACHE_POLICIES } from '../../lib/domain/savings-view.ts';
import { findCalled } from '../../lib/providers/registry.ts';
import { adviseBilling, askWhatIf, findSavings, sinceRecharge } from '../advice/advise.ts';
import { toPlain } from '../advice/plain.ts';
import { OfferProblem, readCommitments, readPackages } from '../advice/read-offers.ts';
import { readAccountNames } from '../balance/account-name.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

const DAYS_MAX = 366;
const days = v.optional(
  v.pipe(
    v.union([v.number(), v.string()]),
    v.transform(Number),
    v.integer('days are a whole number'),
    v.minValue(1, 'days are 1 at least'),
    v.maxValue(DAYS_MAX, `days are ${DAYS_MAX} at most`),
  ),
  30,
);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const offers = v.optional(v.pipe(v.string(), v.maxLength(2000)), '');

/** What calls could have cost, and what could be saved. Amounts are decimals, texts in every language. */
export const adviceRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/advice/billing',
    summary: 'What the last days would have cost under other methods of billing, and which fits',
    input: v.object({
      days,
      /** `20USD=30USD@openai`, `9USD=1000calls`: packages of a month, with commas. */
      packages: offers,
      /** `500USD-10%@openai`: at least so much a month, and everything so much cheaper. */
      commitments: offers,
    }),
    answer: async (input, desk) => {
      const packages = understood(() => readPackages(input.packages));
      const commitments = understood(() => readCommitments(input.commitments));
      return spanned(desk, input.days, await adviseBilling(desk, { days: input.days, packages, commitments }));
    },
  }),
  route({
    method: 'GET',
    path: '/advice/what-if',
    summary: 'What the last days would have cost to another model, at another provider, or with another use of caches',
    input: v.object({
      days,
      model: v.optional(name),
      provider: v.optional(name),
      cache: v.optional(v.picklist(CACHE_POLICIES)),
      /** Calls to this model only. */
      of: v.optional(name),
    }),
    answer: async ({ days: count, model, provider, cache = null, of = null }, desk) => {
      if (model === undefined && provider === undefined && cache === null) {
        throw new ApiProblem(400, 'nothing is to be another: name a model, a provider or a cache policy');
      }
      const found = provider === undefined ? null : findCalled(provider);
      if (provider !== undefined && found === null) {
        throw new ApiProblem(
          400,
          `no provider is called "${provider}"; sites are named as "tollkeeper sites" lists them`,
        );
      }
      const change = { ...(model !== undefined && { model }), ...(found && { provider: found.id }) };
      return spanned(desk, count, await askWhatIf(desk, count, { change, cache, of }));
    },
  }),
  route({
    method: 'GET',
    path: '/advice/savings',
    summary: 'What could be saved of the last days, and what would end refusals for good',
    input: v.object({ days }),
    answer: async (input, desk) => spanned(desk, input.days, await findSavings(desk, input.days)),
  }),
  route({
    method: 'GET',
    path: '/spend/since-recharge',
    summary: 'Where the money of each account went since it was last recharged, and what of it nobody saw',
    input: v.object({ days, account: v.optional(name) }),
    answer: async ({ days: count, account = null }, desk) => {
      const accounts = await sinceRecharge(desk, { account, days: count });
      if (account !== null && accounts.length === 0) {
        throw new ApiProblem(404, `no balance of an account "${account}" is known; "tollkeeper status" lists them`);
      }
      const nameOf = await readAccountNames(desk.store);
      return spanned(desk, count, { accounts: accounts.map((one) => ({ ...one, name: nameOf(one.account) })) });
    },
  }),
];

function spanned({ zone }: ApiDesk, count: number, answer: object): object {
  return { days: count, zone, ...(toPlain(answer) as object) };
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof OfferProblem ? new ApiProblem(400, error.message) : error;
  }
}
