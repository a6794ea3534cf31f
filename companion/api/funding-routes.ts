import * as v from 'valibot';
import { toDecimal } from '../../lib/domain/money.ts';
import { nameAccount } from '../balance/account-name.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { type FundingStep, findFunding, toFunded } from '../plan/find-funding.ts';
import { fundingInput, holidayInput, readFunding, setFunding, setHolidays } from '../plan/funding-settings.ts';
import { writeCalendar } from '../plan/write-calendar.ts';
import type { FoundRunway } from '../watch/runways.ts';
import { knownSubject } from './owners-of.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

const account = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** The recharges that the coming days need, and how people pay. */
export const fundingRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/funding',
    summary: 'The recharges of the next 30 days by date and currency, and as a calendar',
    input: v.object({}),
    answer: async (_, desk) => describe(desk),
  }),
  route({
    method: 'PUT',
    path: '/funding/accounts/{account}',
    summary: 'Say how an account is recharged: by what, how much, and how long it takes',
    input: v.object({ account, ...fundingInput.entries }),
    answer: async ({ account: given, ...how }, desk) => {
      const id = (await knownSubject(`account:${given}`, desk)).slice('account:'.length);
      const isKept = await inWatchTables(desk.store, (tables) => setFunding(tables, id, how));
      if (!isKept) throw new ApiProblem(409, 'too many accounts have a way of paying: remove one');
      return describe(desk);
    },
  }),
  route({
    method: 'DELETE',
    path: '/funding/accounts/{account}',
    summary: 'Forget how an account is recharged',
    input: v.object({ account }),
    answer: async ({ account: id }, desk) => {
      await inWatchTables(desk.store, (tables) => setFunding(tables, id, null));
      return describe(desk);
    },
  }),
  route({
    method: 'PUT',
    path: '/funding/holidays',
    summary: 'Say on which days nobody recharges anything',
    input: v.object({ holidays: v.pipe(v.array(holidayInput), v.maxLength(400)) }),
    answer: async ({ holidays }, desk) => {
      await inWatchTables(desk.store, (tables) => setHolidays(tables, holidays));
      return describe(desk);
    },
  }),
];

/** A planned recharge as programs read it. */
export type ShownStep = Omit<FundingStep, 'amountNano'> & { readonly amount: string };

async function describe(desk: ApiDesk): Promise<object> {
  const { store, beside, zone, accounts: named } = desk;
  const now = desk.now();
  const runways = await beside.ask('runways', { zone, now });
  const habits = await beside.ask('habits', { zone, of: runways.map(toFunded) });
  const steps = findFunding(habits, { runways, zone, now });
  const settings = await inWatchTables(store, (tables) => readFunding(tables));
  const accounts = runways.filter(({ of }) => of.kind === 'account');
  const read = new Set(accounts.map(({ of }) => of.id));
  const unknown = [
    ...accounts.filter(isBlind).map(({ of, name }) => ({ account: of.id, name })),
    // Their key is there, and their balance was never read.
    ...named.list().flatMap((row) => (read.has(row.id) ? [] : [{ account: row.id, name: nameAccount(row) }])),
  ];
  const sums = new Map<string, bigint>();
  for (const { unit, amountNano } of steps) sums.set(unit, (sums.get(unit) ?? 0n) + amountNano);
  return {
    steps: steps.map(({ amountNano, ...step }): ShownStep => ({ ...step, amount: toDecimal(amountNano) })),
    totals: [...sums].map(([unit, nano]) => ({ unit, amount: toDecimal(nano) })),
    unknown,
    planned: accounts.filter((found) => !isBlind(found)).length,
    ...{ settings, zone, calendar: writeCalendar(steps) },
  };
}

/** Nobody knows what is left, or what it takes: nothing was spent of it yet, and nothing is known to come. */
function isBlind({ left, runway, expected }: FoundRunway): boolean {
  if (left === null || runway === null) return true;
  return runway.days === 0 && (expected ?? []).every((nano) => nano === 0n);
}
