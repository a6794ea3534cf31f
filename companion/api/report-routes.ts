import * as v from 'valibot';
import { makeReport } from '../report/make-report.ts';
import { readSchedule, removeSchedule, setSchedule } from '../report/report-schedule.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';

const day = v.pipe(v.string(), v.isoDate('a day is written 2026-11-30'));
const lang = v.optional(v.picklist(['en', 'zh']), 'en');
/** Days of one report. */
const DAYS_MAX = 366;

/** What some days cost, in one piece; and when that is sent by itself. */
export const reportRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/report',
    summary: 'Some days in one piece: sums by provider, model, label and kind, forecasts, balances, where you heard no',
    input: v.object({ from: day, to: day, lang }),
    answer: ({ lang: language, ...days }, desk) => {
      if (days.from > days.to) throw new ApiProblem(400, `${days.from} is after ${days.to}`);
      if (Date.parse(days.to) - Date.parse(days.from) >= DAYS_MAX * 86_400_000) {
        throw new ApiProblem(400, `a report has at most ${DAYS_MAX} days`);
      }
      return makeReport(desk, days, language);
    },
  }),
  route({
    method: 'GET',
    path: '/report/schedule',
    summary: 'When a report is sent by itself, and where',
    input: v.object({}),
    answer: async (_, { store }) => ({ schedule: await readSchedule(store) }),
  }),
  route({
    method: 'PUT',
    path: '/report/schedule',
    summary: 'Sends a report each week or month to a channel',
    input: v.object({
      channel: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
      every: v.optional(v.picklist(['week', 'month']), 'week'),
      time: v.optional(v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is written 09:00')), '09:00'),
      lang,
    }),
    answer: async ({ lang: language, ...given }, { store, now, channels }) => {
      if (!(await channels.known()).some(({ name }) => name === given.channel)) {
        throw new ApiProblem(404, `there is no channel "${given.channel}"; set one up first`);
      }
      return { schedule: await setSchedule(store, { ...given, language, since: now() }) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/report/schedule',
    summary: 'Sends no report by itself any more',
    input: v.object({}),
    answer: async (_, { store }) => {
      await removeSchedule(store);
      return { schedule: null };
    },
  }),
];
