import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { wordsIn } from '../../../companion/report/report-words.ts';
import { widthOf } from '../../../companion/terminal/columns.ts';
import { writeAlerts, writeHistory } from '../../../companion/terminal/write-alerts.ts';
import { writeBudgets } from '../../../companion/terminal/write-budgets.ts';
import { writeCalls } from '../../../companion/terminal/write-calls.ts';
import { writeEnvelopes, writeSteps } from '../../../companion/terminal/write-envelopes.ts';
import { writeRefusals } from '../../../companion/terminal/write-refusals.ts';
import { writeRunways } from '../../../companion/terminal/write-runways.ts';
import { writeStatus } from '../../../companion/terminal/write-status.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const HOUR_MS = 3_600_000;
const zh = wordsIn('zh');

const BUDGET = {
  ...{ id: 'daily', limit: '5', limitNow: '5', unit: 'USD', per: 'day', scope: {}, hard: false },
  ...{ spent: '4', held: '0.5', left: '0.5', over: '0.2', mayPass: '0.3' },
  envelopes: [
    { name: 'prod', share: 1, labels: [], moved: '0', limitNow: '5', spent: '4', held: '0.5', left: '0.5', over: '1' },
  ],
  emergency: { amount: '1', stopsFirst: [] },
};
const CALL = {
  ...{ at: NOW, provider: 'openai', model: 'gpt-5', origin: 'tool:nightly', certainty: 'estimated' },
  cost: { unit: 'USD', likely: '0.5' },
};
const STATUS = {
  ...{ version: '0.1.0', origin: 'http://127.0.0.1:4117', startedAt: NOW - 3 * HOUR_MS, callsUnderWay: 2 },
  today: [{ unit: 'USD', cost: '1', calls: 8, refusals: 0, unknown: 0 }],
  month: [{ unit: 'USD', cost: '12', calls: 80, refusals: 3, unknown: 4 }],
  balances: [{ account: 'a', name: '工作', unit: 'CNY', usable: null, readAt: NOW - HOUR_MS }],
  unread: [{ provider: 'openai', name: 'work', problem: null, failingSince: NOW - 50 * HOUR_MS }],
  alerts: [
    { level: 'urgent' as const, title: '余额用完', isKnown: false },
    { level: 'soon' as const, title: '三天后用完', isKnown: true },
  ],
  budgets: [BUDGET],
};
const ALERT = {
  ...{ id: 'a1', level: 'soon', title: '余额偏低', meaning: ['还能用三天。'], todo: ['现在充值。'], link: null },
  ...{ subject: 'account:openai:work', since: NOW - HOUR_MS, owner: '小王', told: [] },
  ...{ acknowledged: { by: '小李', at: NOW - HOUR_MS }, snoozedUntil: NOW + HOUR_MS, overAt: NOW, isEndUnseen: false },
  ...{ toAcknowledgeMs: 60_000, toEndMs: 120_000 },
} as unknown as Parameters<typeof writeAlerts>[0][number];
const RUNWAY = {
  ...{ of: 'budget' as const, id: 'daily', name: 'daily', unit: 'USD', left: '3', text: '大约还能用三天。' },
  runway: { perDay: '1', basis: 'weekly' as const, days: 12 },
};
const STEPS = [
  { id: '1', at: NOW, kind: 'shared', shares: [{ name: 'prod', share: 1 }] },
  { id: '2', at: NOW, kind: 'moved', from: 'prod', to: 'rest', amount: '1', unit: 'USD', until: NOW },
  { id: '3', at: NOW, kind: 'unshared' },
] as const;

it.each<[string, readonly string[]]>([
  ['status', writeStatus(STATUS, NOW, [], zh)],
  ['an empty status', writeStatus({ ...STATUS, month: [], budgets: [], alerts: [] }, NOW, [], zh)],
  ['budgets', writeBudgets([BUDGET], zh)],
  ['no budgets', writeBudgets([], zh)],
  [
    'calls',
    writeCalls(
      [
        { ...CALL, outcome: 'answer' },
        { ...CALL, outcome: 'refusal', cause: 'depleted' },
      ],
      NOW,
      zh,
    ),
  ],
  ['no calls', writeCalls([], NOW, zh)],
  ['alerts', writeAlerts([ALERT], NOW, zh)],
  ['no alerts', writeAlerts([], NOW, zh)],
  ['their history', writeHistory([ALERT], 'UTC', zh)],
  ['no refusals', writeRefusals({ points: [], stories: [], isPart: false }, zh)],
  ['runways', writeRunways([RUNWAY], zh)],
  ['no runways', writeRunways([], zh)],
  ['envelopes', writeEnvelopes([BUDGET], zh)],
  ['no envelopes', writeEnvelopes([], zh)],
  ['their steps', writeSteps(STEPS, zh)],
])('%s in Chinese: in 80 columns, with no English sentence left', (_what, lines) => {
  const plain = lines.map((line) => stripVTControlCharacters(line));
  expect(plain.filter((line) => widthOf(line) > 80)).toEqual([]);
  const prose = plain.map((line) => line.replace(/tollkeeper [\w<>=/ .-]+/g, ''));
  // Names, units and addresses only.
  expect(prose.flatMap((line) => line.match(/[a-z]+ [a-z]+ [a-z]+/gi) ?? [])).toEqual([]);
  expect(prose.join('')).toMatch(/[\u4e00-\u9fff]/);
});
