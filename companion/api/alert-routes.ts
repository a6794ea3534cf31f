import * as v from 'valibot';
import type { Language } from '../../lib/domain/text.ts';
import { type Alert, acknowledge, isDone, SNOOZE_MS_MAX, snooze } from '../../lib/watch/alert-state.ts';
import { readAlert, readAlerts, readHistory, saveAlerts } from '../alerts/alert-store.ts';
import { describeAlert, type ShownAlert } from '../alerts/describe-alert.ts';
import { readSettings } from '../alerts/settings.ts';
import { showHistory } from '../alerts/show-history.ts';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

const lang = v.optional(v.picklist(['en', 'zh']), 'en');
const id = v.pipe(v.string(), v.maxLength(64));
const SPAN = 'it can wait for a minute to 90 days';
const HISTORY_MAX = 1000;
const historyLimit = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(Number),
  v.integer(),
  v.minValue(1),
  v.maxValue(HISTORY_MAX),
);

/** What is wrong, who was told, and what somebody says to it. */
export const alertRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/alerts',
    summary: 'What is wrong now, the urgent first',
    input: v.object({ lang }),
    answer: async ({ lang: language }, desk) => {
      await desk.alertDesk.look();
      return { alerts: await listAlerts(desk, language) };
    },
  }),
  route({
    method: 'GET',
    path: '/alerts/history',
    summary: 'Alerts of the past with who was told what, when and by which channels, the newest first',
    input: v.object({
      lang,
      limit: v.optional(historyLimit, 100),
      before: v.optional(v.pipe(id, v.description('the id of an alert: those that began before it'))),
    }),
    answer: async ({ lang: language, limit, before }, desk) =>
      inWatchTables(desk.store, async (tables) => {
        const all = await readHistory(tables);
        const from = before === undefined ? 0 : all.findIndex((alert) => alert.id === before) + 1;
        if (from === 0 && before !== undefined) throw new ApiProblem(404, `no alert "${before}" is kept any more`);
        return { alerts: await showHistory(tables, all.slice(from, from + limit), { language, now: desk.now() }) };
      }),
  }),
  route({
    method: 'POST',
    path: '/alerts/{id}/acknowledge',
    summary: 'Somebody knows: it goes on to nobody else, until it becomes worse',
    input: v.object({ id, by: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64)), 'you'), lang }),
    answer: (input, desk) => change(desk, input, (alert) => acknowledge(alert, input.by, desk.now())),
  }),
  route({
    method: 'POST',
    path: '/alerts/{id}/snooze',
    summary: 'Peace for a while; then one reminder, if it is still so',
    input: v.object({
      id,
      forMs: v.pipe(v.number(), v.integer(), v.minValue(60_000, SPAN), v.maxValue(SNOOZE_MS_MAX, SPAN)),
      lang,
    }),
    answer: (input, desk) =>
      change(desk, input, (alert) => {
        const at = desk.now();
        return snooze(alert, { at, until: at + input.forMs });
      }),
  }),
];

const LEVELS = ['urgent', 'soon', 'note'];

/** All that is so by the last look, the urgent first. */
export async function listAlerts(desk: ApiDesk, language: Language): Promise<readonly ShownAlert[]> {
  const shown = await inWatchTables(desk.store, async (tables) => {
    const settings = await readSettings(tables);
    const open = (await readAlerts(tables)).filter(({ overAt }) => overAt === null);
    return open.map((alert) => describeAlert(alert, { settings, language, now: desk.now() }));
  });
  return shown.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || a.since - b.since);
}

async function change(
  desk: ApiDesk,
  asked: { readonly id: string; readonly lang: Language },
  by: (alert: Alert) => Alert,
): Promise<object> {
  await inWatchTables(desk.store, async (tables) => {
    const alert = await readAlert(tables, asked.id);
    if (alert === null || isDone(alert)) throw new ApiProblem(404, `no alert "${asked.id}" is open`);
    await saveAlerts(tables, [by(alert)], []);
  });
  return { alerts: await listAlerts(desk, asked.lang) };
}
