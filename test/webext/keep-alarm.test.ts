import './fake-browser.ts';
import { expect, it } from 'vitest';
import { keepAlarm, MINUTE_ALARM } from '../../lib/webext/keep-alarm.ts';
import { browser } from './fake-browser.ts';

const NOW = Date.UTC(2026, 10, 23);
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

it.each([
  ['there is none', null, 1],
  ['it rings within the minute', NOW + 30_000, 0],
  ['it is overdue: the machine slept', NOW - YEAR_MS, 0],
  ['it was set while the clock was ahead', NOW + YEAR_MS, 1],
])("makes the minute's alarm, where %s", async (_, scheduledTime, times) => {
  const made: unknown[] = [];
  Object.assign(browser, {
    alarms: {
      get: async (name: string) => (scheduledTime === null ? undefined : { name, scheduledTime }),
      create: async (...how: unknown[]) => void made.push(how),
    },
  });
  await keepAlarm(NOW);
  expect(made).toEqual(Array.from({ length: times }, () => [MINUTE_ALARM, { periodInMinutes: 1 }]));
});
