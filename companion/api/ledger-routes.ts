import * as v from 'valibot';
import { balanceNow } from '../../lib/domain/balance.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { balancesOf, readWallets } from '../../lib/ledger/ledger-context.ts';
import type { RollupRow } from '../../lib/ledger/rows.ts';
import { type Correction, readCorrectionsIn, readCorrectionsOf } from '../ledger/corrections.ts';
import type { Below } from '../ledger/open-ledger.ts';
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
    input: v.object({}),
    answer: async (_, desk) => {
      const today = dayIn(desk.zone, desk.now());
      const [spentToday, spentThisMonth, calls] = [
        await sumsFrom(desk, today, today),
        await sumsFrom(desk, `${today.slice(0, 7)}-01`, today),
        await desk.store.transact(async ({ openCalls }) => (await openCalls.toArray()).length),
      ];
      return {
        ...{ version: desk.version, origin: desk.origin, startedAt: desk.startedAt, zone: desk.zone },
        ...{ callsUnderWay: calls, today: spentToday, month: spentThisMonth },
        ...{ budgets: await listBudgets(desk), balances: await listBalances(desk) },
        unread: (await listPolls(desk, 'en')).filter(({ state }) => state === 'unread'),
        alerts: (await listAlerts(desk, 'en')).map(({ id, level, title, acknowledged, snoozedUntil }) => ({
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
      return { from: first, to: last, by, rows: await sumsFrom(desk, first, last, by) };
    },
  }),
  route({
    method: 'GET',
    path: '/calls',
    summary: 'Calls that ended, the newest first',
    input: v.object({ limit: count(1000), before: count(Number.MAX_SAFE_INTEGER) }),
    answer: ({ limit = 50, before = Number.MAX_SAFE_INTEGER }, { store }) =>
      store.transactBelow(async (below) => {
        const rows = await below.tables.records.where('openedAt').between(0, before).reverse().limit(limit).toArray();
        const corrections = await readCorrectionsOf(
          below,
          rows.map(({ callId }) => callId),
        );
        return { calls: rows.map((row) => describeCall(row, corrections.get(row.callId))) };
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

/** A call for programs. `corrections`: what was booked of it since. Absent: nothing. */
export function describeCall(record: CallRecord, corrections: readonly Correction[] = []): object {
  const { cost } = record;
  return {
    id: record.callId,
    request: record.requestId,
    at: record.openedAt,
    settledAt: record.settledAt,
    provider: record.provider,
    model: record.model,
    origin: record.origin,
    outcome: record.outcome,
    certainty: record.certainty,
    ...(record.refusalCause && { cause: record.refusalCause }),
    ...(record.usage && { usage: record.usage }),
    ...(record.policies && { policies: record.policies }),
    ...(record.saved && { saved: { unit: record.saved.unit, likely: toDecimal(record.saved.likelyNano) } }),
    cost: cost && {
      unit: cost.unit,
      low: toDecimal(cost.lowNano),
      likely: toDecimal(cost.likelyNano),
      high: toDecimal(cost.highNano),
    },
    ...(corrections.length > 0 && {
      corrections: corrections.map(({ id, kind, cost: { unit, nano } }) => ({
        id,
        kind,
        unit,
        amount: toDecimal(nano),
      })),
    }),
    estimate: record.estimateLikelyNano === null ? null : toDecimal(record.estimateLikelyNano),
  };
}

/** Budgets and balances as they stand. */
export async function budgetsAndBalances(desk: ApiDesk): Promise<Pick<ShownStatus, 'budgets' | 'balances'>> {
  const [budgets, balances] = [await listBudgets(desk), await listBalances(desk)];
  return { budgets, balances };
}

/** Sums of days, by what is asked for; by unit alone without. */
export async function sumsFrom(
  { store }: Pick<ApiDesk, 'store'>,
  from: string,
  to: string,
  by: 'provider' | 'model' | 'day' | null = null,
): Promise<readonly object[]> {
  const rows = await store.transactBelow(async (below) => [
    ...(await below.tables.rollups.where('day').between(from, to, true, true).toArray()),
    ...(await correctionsOfDays(below, from, to)),
  ]);
  const sums = new Map<string, { key: object; calls: number; refusals: number; unknown: number; nano: bigint }>();
  for (const row of rows) {
    const key = {
      ...(by === 'model' && { provider: row.provider }),
      ...(by !== null && { [by]: row[by] }),
      unit: row.unit,
    };
    const name = JSON.stringify(key);
    const sum = sums.get(name) ?? { key, calls: 0, refusals: 0, unknown: 0, nano: 0n };
    sum.calls += row.calls;
    sum.refusals += row.refusals;
    sum.unknown += row.unknownCalls;
    sum.nano += row.likelyNano;
    sums.set(name, sum);
  }
  return [...sums.values()]
    .sort((a, b) => (a.nano === b.nano ? b.calls - a.calls : a.nano < b.nano ? 1 : -1))
    .map(({ key, nano, calls, refusals, unknown }) => ({ ...key, cost: toDecimal(nano), calls, refusals, unknown }));
}

type DaySum = Pick<
  RollupRow,
  'day' | 'provider' | 'model' | 'unit' | 'calls' | 'refusals' | 'likelyNano' | 'unknownCalls'
>;

/** A call is of the day of its record, or of one beside that by the database's clock, ms. */
const BESIDE_MS = 2 * 86_400_000;

/** What corrections of calls change in the sums of days, which are of records alone. */
async function correctionsOfDays(below: Below, from: string, to: string): Promise<readonly DaySum[]> {
  const span = { start: Date.parse(from) - BESIDE_MS, end: Date.parse(to) + BESIDE_MS };
  const corrections = await readCorrectionsIn(below, span);
  const records = await below.tables.records.bulkGet([...corrections.keys()]);
  return records.flatMap((record): readonly DaySum[] => {
    if (record === undefined || record.day < from || record.day > to) return [];
    const { day, provider, model, certainty, cost } = record;
    const of = { day, provider, model: model ?? '', calls: 0, refusals: 0, unknownCalls: 0 };
    const changes = (corrections.get(record.callId) ?? []).map(
      (one): DaySum => ({ ...of, unit: one.cost.unit, likelyNano: one.cost.nano }),
    );
    // What it came to is known from its first correction on.
    const isTold = cost === null || certainty === 'unknown';
    return isTold ? [{ ...of, unit: cost?.unit ?? '', likelyNano: 0n, unknownCalls: -1 }, ...changes] : changes;
  });
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
