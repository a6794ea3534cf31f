import * as v from 'valibot';
import { decodeJson, encodeJson } from '../../lib/domain/bigint-json.ts';
import { CALL_OUTCOMES } from '../../lib/domain/dashboard.ts';
import { SPEND_BY, SPEND_PERIODS } from '../../lib/domain/spend-view.ts';
import { viewAbout } from '../screens/view-about.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';

const CALLS_MAX = 100;
const DAYS_MAX = 366;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const day = v.pipe(v.string(), v.isoDate('a day is written 2026-11-30'));
const whole = (min: number, max: number) =>
  v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer(), v.minValue(min), v.maxValue(max));
const orNull = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema), null);
const within = v.pipe(
  v.string(),
  v.maxLength(2000),
  v.transform((text) => decodeJson(text)),
  v.partial(v.object(v.entriesFromList(SPEND_BY, v.pipe(v.string(), v.maxLength(300))))),
);

/**
 * What the dashboard's screens show, as the values that they are made of: amounts are whole nano-units, written
 * `{"$nano": "1500000000"}`. They go with this version of the dashboard; programs ask the other addresses.
 */
export const screenRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/screens/overview',
    summary: 'The first screen of the dashboard',
    input: v.object({}),
    answer: async (_, { beside, zone, now }) => shown(await beside.ask('overview', { zone, now: now() })),
  }),
  route({
    method: 'GET',
    path: '/screens/calls',
    summary: 'Calls of the dashboard that fit, the newest first, from a place on',
    input: v.object({
      provider: orNull(name),
      account: orNull(name),
      model: orNull(name),
      outcome: orNull(v.picklist(CALL_OUTCOMES)),
      fromDay: orNull(day),
      toDay: orNull(day),
      search: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
      at: orNull(whole(0, Number.MAX_SAFE_INTEGER - 1)),
      skip: v.optional(whole(0, 1_000_000), 0),
      limit: v.optional(whole(1, CALLS_MAX), CALLS_MAX),
    }),
    answer: async ({ at, skip, limit, ...filter }, { beside, zone }) =>
      shown(await beside.ask('slice', { filter, after: at === null ? null : { at, skip }, callsMax: limit, zone })),
  }),
  route({
    method: 'GET',
    path: '/screens/calls/newest',
    summary: 'When the newest call was made, epoch ms',
    input: v.object({}),
    answer: async (_, { beside }) => ({ at: await beside.ask('newest') }),
  }),
  route({
    method: 'GET',
    path: '/screens/calls/choices',
    summary: 'What calls can be filtered by',
    input: v.object({}),
    answer: async (_, { beside }) => beside.ask('choices'),
  }),
  route({
    method: 'GET',
    path: '/screens/calls/accuracy',
    summary: 'How right the estimates of the newest calls were, by model',
    input: v.object({}),
    answer: async (_, { beside }) => shown(await beside.ask('rightness')),
  }),
  route({
    method: 'GET',
    path: '/screens/calls/{id}',
    summary: 'Everything about one call',
    input: v.object({ id: name, lang: v.optional(v.picklist(['en', 'zh']), 'en') }),
    answer: async ({ id, lang: language }, { beside, version }) => {
      const call = await beside.ask('call', id, { version, language });
      if (call === null) throw new ApiProblem(404, `there is no call "${id}"`);
      return shown(call);
    },
  }),
  route({
    method: 'GET',
    path: '/screens/spend',
    summary: 'What was spent, over time and by what',
    input: v.object({
      period: v.optional(v.picklist(SPEND_PERIODS)),
      from: v.optional(day),
      to: v.optional(day),
      by: v.optional(v.picklist(SPEND_BY), 'provider'),
      /** JSON: `{"provider": "openai"}`. */
      within: v.optional(within, '{}'),
      unit: orNull(name),
    }),
    answer: async ({ period = '30', from, to, by, within: inside, unit }, { beside, zone, now }) => {
      const asked = from !== undefined && to !== undefined ? { from, to } : period;
      const query = { period: asked, by, within: inside as Readonly<Record<string, string>>, unit };
      return shown(await beside.ask('spend', query, { zone, now: now() }));
    },
  }),
  route({
    method: 'GET',
    path: '/screens/accounts',
    summary: 'Every wallet: what is in it, for how long, and how it is filled',
    input: v.object({}),
    answer: async (_, { beside, zone, now }) => shown(await beside.ask('accounts', { zone, now: now() })),
  }),
  route({
    method: 'GET',
    path: '/screens/budgets',
    summary: 'Every budget with its envelopes and how it stands, the fullest first',
    input: v.object({}),
    answer: async (_, { beside, now }) => shown(await beside.ask('budgets', now())),
  }),
  route({
    method: 'GET',
    path: '/screens/prices',
    summary: 'Every model that was called, with its price and where that is from',
    input: v.object({}),
    answer: async (_, { beside, now }) => shown(await beside.ask('prices', now())),
  }),
  route({
    method: 'GET',
    path: '/screens/refusals',
    summary: 'Where somebody heard no, for people; whether anybody did is `isThere`',
    input: v.object({ days: orNull(whole(1, DAYS_MAX)) }),
    answer: async ({ days }, { beside, now }) =>
      days === null ? { isThere: await beside.ask('isRefused') } : shown(await beside.ask('refusals', days, now())),
  }),
  route({
    method: 'GET',
    path: '/screens/about',
    summary: 'Versions, and whether everything works',
    input: v.object({}),
    answer: async (_, desk) => viewAbout(desk),
  }),
];

/** As it is written; see {@link screenRoutes}. */
function shown(view: unknown): unknown {
  return JSON.parse(encodeJson(view));
}
