import * as v from 'valibot';
import { ARRIVAL_WAYS } from '../../lib/domain/help.ts';
import { parseDecimal, toDecimal } from '../../lib/domain/money.ts';
import type { AccountRow } from '../../lib/ledger/rows.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { expectedBy, statedMinutes } from '../../lib/watch/recharge.ts';
import { askStated, tellingProviders } from '../watch/ask-statements.ts';
import { type AskedCosts, type AskedCounts, showCounts } from '../watch/describe-reconciled.ts';
import { listPolls } from '../watch/list-polls.ts';
import { newAccount } from '../watch/poll-account.ts';
import { reportRecharge } from '../watch/recharges.ts';
import type { ReconcileRange } from '../watch/reconcile-wallets.ts';
import { BILLS, COUNTS } from '../watch/stated-days.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';
import { refuseOtherUnit, unitsOfAccount } from './units-of.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const lang = v.optional(v.picklist(['en', 'zh']), 'en');
const DAY_MS = 86_400_000;
const DAYS_MAX = 90;
const daysBack = v.pipe(v.number(), v.integer('days are a whole number'), v.minValue(1), v.maxValue(DAYS_MAX));
/** More calls of a provider are not looked at in one go; the answer says so. */
export const CALLS_MAX = 50_000;

/** Balances that are watched, money on its way, and the ledger beside what providers took. */
export const watchRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/balances/watched',
    summary: 'Whose balance is asked for, when it was read, and why it could not be',
    input: v.object({ lang }),
    answer: async (input, desk) => ({ watched: await listPolls(desk, input.lang) }),
  }),
  route({
    method: 'POST',
    path: '/balances/recharged',
    summary: 'Say that an account was recharged: it is waited for until its balance rises',
    input: v.object({
      /** Its name, or its id in the ledger. */
      account: name,
      /** A decimal, in the unit of its balance. Absent: it is not said. */
      amount: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(40))), null),
      unit: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(40))), null),
      by: v.optional(v.nullable(v.picklist(ARRIVAL_WAYS)), null),
    }),
    answer: async (input, desk) => {
      const row = await findAccount(input.account, desk);
      const nano = readSum(input.amount);
      const unit = nano === null ? null : chooseUnit(input.unit, await unitsOfAccount(row.id, desk));
      const at = desk.now();
      await reportRecharge(desk, row, { at, unit, nano, way: input.by });
      const minutes = statedMinutes(findProvider(row.provider)?.help.arrivals, input.by);
      return {
        ...{ account: row.id, name: row.name, provider: row.provider, at },
        ...{ amount: nano === null ? null : toDecimal(nano), unit, statedMinutes: minutes },
        expectedBy: expectedBy({ at }, minutes),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/reconcile',
    summary: 'The ledger beside balance drops, and beside what providers tell that they billed and counted',
    input: v.object({
      days: v.optional(daysBack, 7),
      /** False: no provider is asked. */
      ask: v.optional(v.boolean(), true),
      lang,
    }),
    answer: async ({ days, ask, lang }, desk) => {
      const now = desk.now();
      const range = { from: now - days * DAY_MS, now, callsMax: CALLS_MAX };
      const [costs, counts] = [await costsOf(desk, range, ask), await countsOf(desk, range, ask)];
      return desk.beside.ask('reconciled', { range, zone: desk.zone, costs, counts }, lang);
    },
  }),
  route({
    method: 'GET',
    path: '/counts',
    summary: 'What providers were heard to have counted, by day and model, beside the ledger',
    input: v.object({
      days: v.optional(v.pipe(v.union([v.number(), v.string()]), v.transform(Number), daysBack), 30),
      lang,
    }),
    answer: async ({ days, lang }, desk) => {
      const now = desk.now();
      const found = await desk.beside.ask('counts', { from: now - days * DAY_MS, now, callsMax: CALLS_MAX });
      return { counts: found.map((one) => showCounts({ ...one, isLate: false }, lang)) };
    },
  }),
];

type Range = Omit<ReconcileRange, 'dayOf'>;

/** The bills of each provider that tells them, asked for now or as they were told before. */
async function costsOf(desk: ApiDesk, range: Range, ask: boolean): Promise<readonly AskedCosts[]> {
  const { desk: watch } = desk.watch;
  const found: AskedCosts[] = [];
  for (const provider of tellingProviders(desk, BILLS)) {
    const isLate = ask && !(await askStated(watch, BILLS, { provider, from: range.from }));
    const costs = await desk.beside.ask('costs', provider, range);
    if (costs !== null) found.push({ ...costs, isLate });
  }
  return found;
}

/** What each provider counted that tells it, likewise. */
async function countsOf(desk: ApiDesk, range: Range, ask: boolean): Promise<readonly AskedCounts[]> {
  const { desk: watch } = desk.watch;
  const late: string[] = [];
  for (const provider of ask ? tellingProviders(desk, COUNTS) : []) {
    if (!(await askStated(watch, COUNTS, { provider, from: range.from }))) late.push(provider);
  }
  const counts = await desk.beside.ask('counts', range);
  return counts.map((one) => ({ ...one, isLate: late.includes(one.provider) }));
}

/** An account by its id or its name, as the ledger has it; a named account that was never read is one as well. */
export async function findAccount(wanted: string, desk: ApiDesk): Promise<AccountRow> {
  const rows = await desk.store.transact(({ accounts }) => Promise.resolve(accounts.toArray()));
  const named = desk.accounts.list().filter(({ id }) => !rows.some((row) => row.id === id));
  const all = [...rows, ...named.map((account) => newAccount(account, '', desk.now()))];
  const byId = all.filter(({ id }) => id === wanted);
  const found = byId.length > 0 ? byId : all.filter((row) => row.name === wanted || row.provider === wanted);
  const [only, ...others] = found;
  if (only === undefined) {
    throw new ApiProblem(404, `no account is called "${wanted}"; see "tollkeeper balance watched" for their names`);
  }
  if (others.length > 0) {
    const ids = found.slice(0, 5).map(({ id }) => id);
    throw new ApiProblem(409, `"${wanted}" may be several accounts: say ${ids.join(' or ')}`);
  }
  return only;
}

/** A sum as people write it, nano-units. Null: none was given. Throws an `ApiProblem` where it is none. */
export function readSum(amount: string | null): bigint | null {
  if (amount === null) return null;
  const nano = parseDecimal(amount);
  if (nano === null || nano <= 0n) throw new ApiProblem(400, `"${amount}" is no sum of money: write it as 10 or 10.50`);
  return nano;
}

function chooseUnit(said: string | null, units: readonly string[]): string {
  if (said !== null) {
    refuseOtherUnit(units, said);
    return said;
  }
  const [only, ...others] = units;
  if (only !== undefined && others.length === 0) return only;
  throw new ApiProblem(400, 'say what the amount is in, such as USD: the account has no balance yet, or several');
}
