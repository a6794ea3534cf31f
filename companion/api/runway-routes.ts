import * as v from 'valibot';
import { toDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { describeRunway } from '../../lib/watch/describe-runway.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import type { FoundRunway } from '../watch/runways.ts';
import {
  dropScheduled,
  putScheduled,
  readScheduled,
  type Scheduled,
  scheduledInput,
  timesOf,
} from '../watch/schedule.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';
import { refuseOtherUnit, unitsOfAccount } from './units-of.ts';

/** How long balances and budgets last. */
export const runwayRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/runways',
    summary: 'How long each balance and each budget lasts at the usual pace, with an interval',
    input: v.object({ language: v.optional(v.picklist(['en', 'zh']), 'en') }),
    answer: async ({ language }, desk) => ({ zone: desk.zone, runways: await listRunways(desk, language) }),
  }),
  route({
    method: 'GET',
    path: '/runways/scheduled',
    summary: 'Work that is planned, and when it takes its money next',
    input: v.object({}),
    answer: (_, desk) => listScheduled(desk),
  }),
  route({
    method: 'PUT',
    path: '/runways/scheduled/{name}',
    summary: 'Plan work: what it takes of which account, and when; runways and the funding plan count with it',
    input: scheduledInput,
    answer: async (input, desk) => {
      const one = { ...input, account: await knownAccount(input.account, desk), zone: desk.zone };
      refuseOtherUnit(await unitsOfAccount(one.account, desk), one.unit);
      if (nextOf(one, desk.now()) === null) throw new ApiProblem(400, whyNever(one, desk.now()));
      if (!(await inWatchTables(desk.store, (tables) => putScheduled(tables, one)))) {
        throw new ApiProblem(409, 'there is too much planned work: remove some');
      }
      return listScheduled(desk);
    },
  }),
  route({
    method: 'DELETE',
    path: '/runways/scheduled/{name}',
    summary: 'Plan it no longer',
    input: v.object({ name: scheduledInput.entries.name }),
    answer: async ({ name }, desk) => {
      const isGone = await inWatchTables(desk.store, (tables) => dropScheduled(tables, name));
      if (!isGone) throw new ApiProblem(404, `nothing planned is called "${name}"`);
      return listScheduled(desk);
    },
  }),
];

async function listScheduled(desk: ApiDesk): Promise<object> {
  const all = await inWatchTables(desk.store, readScheduled);
  return { zone: desk.zone, scheduled: all.map((one) => ({ ...one, nextAt: nextOf(one, desk.now()) })) };
}

/** Epoch ms; null: it does not come again, or its time is none. */
function nextOf(one: Scheduled, now: number): number | null {
  try {
    return timesOf(one, now)[0]?.at ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Why it never takes its money. `now`: epoch ms. */
function whyNever(one: Scheduled, now: number): string {
  const { at, every, lastDay } = one;
  const first = Date.parse(`${at}Z`);
  // A day that its month does not have is read as one of the next.
  if (Number.isNaN(first) || !new Date(first).toISOString().startsWith(at)) return `there is no such time: "${at}"`;
  if (lastDay !== null && lastDay < at.slice(0, 10)) return `its last day, ${lastDay}, is before its first`;
  if (first > now) return `"${at}" is more than a year away: plan it nearer to its time`;
  return every === null ? `"${at}" is over` : `its last day, ${lastDay}, is over`;
}

/** An account by its id, whether its balance was read or not; money is counted off that wallet. */
async function knownAccount(wanted: string, { store, accounts }: ApiDesk): Promise<string> {
  const rows = await store.transact(async (tables) => tables.accounts.toArray());
  const ids = [...rows.map(({ id }) => id), ...accounts.list().map(({ id }) => id)];
  if (ids.includes(wanted)) return wanted;
  throw new ApiProblem(404, `there is no account "${wanted}"; see "tollkeeper runway --json" for their ids`);
}

/** All of them, for programs and with a sentence. */
export async function listRunways(desk: ApiDesk, language: 'en' | 'zh'): Promise<readonly object[]> {
  const { beside, zone } = desk;
  const now = desk.now();
  const found = await beside.ask('runways', { zone, now });
  return found.map((one) => describe(one, { now, zone, language }));
}

interface Reader {
  readonly now: number;
  readonly zone: string;
  readonly language: 'en' | 'zh';
}

function describe({ of, name, provider, unit, left, runway, renewsAt }: FoundRunway, reader: Reader): object {
  const amount = (value: bigint): string => (isCount(unit, of.kind) ? String(value) : toDecimal(value));
  return {
    ...{ of: of.kind, id: of.id, name, ...(provider !== null && { provider }), unit },
    left: left === null ? null : amount(left),
    text: renderText(describeRunway(runway, { ...reader, renewsAt }), reader.language),
    ...(renewsAt !== null && { renewsAt }),
    runway: runway && {
      ...{ p10: runway.p10, p50: runway.p50, p90: runway.p90, horizon: runway.horizon },
      ...{ perDay: amount(runway.perDayNano), basis: runway.basis, days: runway.days },
    },
  };
}

function isCount(unit: string, kind: FoundRunway['of']['kind']): boolean {
  return kind === 'budget' && (unit === 'tokens' || unit === 'calls');
}
