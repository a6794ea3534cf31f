import * as v from 'valibot';
import { balanceNow } from '../../lib/domain/balance.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { balancesOf, readWallets } from '../../lib/ledger/ledger-context.ts';
import { sumsFrom } from '../report/day-sums.ts';
import type { ShownStatus } from '../terminal/write-status.ts';
import { listPolls } from '../watch/list-polls.ts';
import { listAlerts } from './alert-routes.ts';
import { listBudgets } from './change-budget.ts';
import { dayIn, daysBefore } from './days.ts';
import { type ApiDesk, type ApiRoute, route } from './route.ts';

const day = v.pipe(v.string(), v.isoDate('a day is written 2026-11-30'));
const count = (max: number) =>
  v.optional(
    v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer(), v.minValue(1), v.maxValue(max)),
  );

/** What was called, what it cost, what is left. */
export const ledgerRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/status',
    summary: 'Is it running, what was spent today and this month, how do the budgets stand',
    input: v.object({ lang: v.optional(v.picklist(['en', 'zh']), 'en') }),
    answer: async ({ lang }, desk) => {
      const today = dayIn(desk.zone, desk.now());
      const [spentToday, spentThisMonth, calls] = [
        await sumsFrom(desk.store, today, today),
        await sumsFrom(desk.store, `${today.slice(0, 7)}-01`, today),
        await desk.store.transact(async ({ openCalls }) => (await openCalls.toArray()).length),
      ];
      return {
        ...{ version: desk.version, origin: desk.origin, startedAt: desk.startedAt, zone: desk.zone },
        ...{ callsUnderWay: calls, today: spentToday, month: spentThisMonth },
        ...{ budgets: await listBudgets(desk), balances: await listBalances(desk) },
        unread: (await listPolls(desk, lang)).filter(({ state }) => state === 'unread'),
        alerts: (await listAlerts(desk, lang)).map(({ id, level, title, acknowledged, snoozedUntil }) => ({
          ...{ id, level, title, isKnown: acknowledged !== null || snoozedUntil !== null },
        })),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/spend',
    summary: 'What was spent from one day to another, by provider, model or day',
    input: v.object({
      from: v.optional(day),
      to: v.optional(day),
      by: v.optional(v.picklist(['provider', 'model', 'day']), 'model'),
    }),
    answer: async ({ from, to, by }, desk) => {
      const last = to ?? dayIn(desk.zone, desk.now());
      const first = from ?? daysBefore(last, 29);
      return { from: first, to: last, by, rows: await desk.beside.ask('sums', first, last, by) };
    },
  }),
  route({
    method: 'GET',
    path: '/calls',
    summary: 'Calls that ended, the newest first',
    input: v.object({ limit: count(1000), before: count(Number.MAX_SAFE_INTEGER) }),
    answer: async ({ limit = 50, before = Number.MAX_SAFE_INTEGER }, { beside }) => ({
      calls: await beside.ask('calls', before, limit),
    }),
  }),
  route({
    method: 'GET',
    path: '/balances',
    summary: 'What is left in each account, by the last reading and what was spent since',
    input: v.object({}),
    answer: async (_, desk) => ({ balances: await listBalances(desk) }),
  }),
];

/** Budgets and balances as they stand. */
export async function budgetsAndBalances(desk: ApiDesk): Promise<Pick<ShownStatus, 'budgets' | 'balances'>> {
  const [budgets, balances] = [await listBudgets(desk), await listBalances(desk)];
  return { budgets, balances };
}

async function listBalances({ store }: ApiDesk): Promise<ShownStatus['balances']> {
  return store.transact(async (tables) => {
    const accounts = await tables.accounts.toArray();
    const found: ShownStatus['balances'][number][] = [];
    for (const provider of new Set(accounts.map((row) => row.provider))) {
      const wallets = await readWallets(tables, provider);
      for (const account of wallets.accounts) {
        for (const { reading, spentSinceNano, openNano } of balancesOf(account, wallets, null)) {
          const { usableNano } = balanceNow(reading, spentSinceNano, openNano);
          found.push({
            ...{ account: account.id, name: account.name, provider, unit: reading.unit },
            usable: usableNano === null ? null : toDecimal(usableNano),
            ...{ source: reading.source, readAt: reading.at, spentSince: toDecimal(spentSinceNano) },
          });
        }
      }
    }
    return found;
  });
}
