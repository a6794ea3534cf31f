import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { widthOf } from '../../../companion/terminal/columns.ts';
import { shorten, showAmount } from '../../../companion/terminal/shorten.ts';
import { type ShownStatus, writeStatus } from '../../../companion/terminal/write-status.ts';
import { formatMoney, grouped } from '../../../lib/domain/format-money.ts';
import { parseDecimal } from '../../../lib/domain/money.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const STATUS: ShownStatus = {
  ...{ version: '0.1.0', origin: 'http://127.0.0.1:4117', startedAt: NOW - 3 * 3_600_000, callsUnderWay: 2 },
  today: [{ unit: 'USD', cost: '0.0004896', calls: 8, refusals: 0, unknown: 0 }],
  month: [
    { unit: 'USD', cost: '1234.5678', calls: 51_234, refusals: 3, unknown: 0 },
    { unit: 'CNY', cost: '12', calls: 1, refusals: 0, unknown: 0 },
    { unit: '', cost: '0', calls: 4, refusals: 0, unknown: 4 },
  ],
  balances: [
    { account: 'openai:work', name: 'work', unit: 'USD', usable: '3.926', readAt: NOW - 12 * 60_000 },
    { account: 'deepseek:很长的账户名称很长的账户名称很长', name: null, unit: 'CNY', usable: null, readAt: NOW },
    { account: 'xai:empty', name: null, unit: 'USD', usable: '-0.5', readAt: NOW - 72 * 3_600_000 },
  ],
  budgets: [
    { ...budget('daily', '5', 'day'), spent: '1', held: '0.25', left: '3.75' },
    { ...budget('full', '1', 'hour'), spent: '1', held: '0', left: '0', scope: { label: 'prod' } },
    {
      ...budget('a-very-long-name-of-a-budget', '200', 'month', 'calls'),
      hard: false,
      spent: '170',
      held: '0',
      left: '30',
      scope: { model: 'a-model-with-a-very-long-name-of-its-own' },
    },
    budget('each', '0.1', 'call'),
  ],
};

function budget(id: string, limit: string, per: string, unit = 'USD') {
  return { id, limit, limitNow: limit, unit, per, scope: {}, hard: true };
}

it('is read at a glance, in 80 columns', () => {
  const lines = writeStatus(STATUS, NOW).map((line) => stripVTControlCharacters(line));
  expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
  expect(lines.map((line) => line.trimEnd()).join('\n')).toMatchInlineSnapshot(`
    "Tollkeeper 0.1.0  http://127.0.0.1:4117
    up 3 h, 2 calls under way

    Spent                    today        this month
                          $0.00049          $1234.57    51,234 calls
                             0 CNY            12 CNY          1 call
                  3 refused by providers, 4 of unknown cost

    Accounts
    work                                     $3.92   read 12 min ago
    deepseek:很长的账户名称很长…           unknown   read less than a minute ago
    xai:empty                               -$0.50   read 3 days ago

    Budgets
    daily         ████░░░░░░░░░░░░  25 % $3.75 of $5 a day left
    full          ████████████████ 100 % $0 of $1 an hour left (label prod)
    a-very-long-… ██████████████░░  85 % 30 of 200 calls a month left (model a-mode…
    each          at most $0.10 a call"
  `);
});

it('begins with what is wrong, the worst by name', () => {
  const wrong = (level: 'urgent' | 'soon', title: string, isKnown = false) => ({ level, title, isKnown });
  const alerts = [
    wrong('urgent', 'DeepSeek refuses calls.'),
    wrong('urgent', 'OpenAI (work) is empty.', true),
    wrong('soon', `xai lasts until Tuesday${' and on'.repeat(12)}.`),
    wrong('soon', 'c'),
    wrong('soon', 'd'),
  ];
  const lines = writeStatus({ ...STATUS, alerts }, NOW).map((line) => stripVTControlCharacters(line));
  expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
  expect(lines.slice(2, 8)).toEqual([
    '',
    'urgent  DeepSeek refuses calls.',
    expect.stringMatching(/^soon {4}xai lasts .*…$/),
    'soon    c',
    '        1 more, 1 that somebody knows of, what helps: tollkeeper alerts',
    '',
  ]);
  expect(stripVTControlCharacters(writeStatus({ ...STATUS, alerts: [] }, NOW).join())).not.toContain('alerts');
});

it('says what to do where there is nothing yet', () => {
  const lines = writeStatus({ ...STATUS, today: [], month: [], balances: [], budgets: [] }, NOW);
  const text = stripVTControlCharacters(lines.join('\n'));
  expect(text).toContain('No calls this month.');
  expect(text).toContain('tollkeeper budgets set daily');
});

it.each([
  ['0', '0'],
  ['5', '5'],
  ['1234.5678', '1234.57'],
  ['0.0004896', '0.00049'],
  ['0.0155', '0.016'],
  ['0.0996', '0.10'],
  ['0.5', '0.50'],
  ['-0.0004896', '-0.00049'],
])('%s is shown as %s, as pages show it', (decimal, short) => {
  expect(shorten(decimal)).toBe(short);
  const money = { unit: 'USD', nano: parseDecimal(decimal) ?? 0n };
  if (decimal.includes('.')) expect(formatMoney(money, 'en')).toBe(showAmount(grouped(short, 'en'), 'USD'));
});

it('what is left is never shown as more, and what is missing never as less', () => {
  expect([shorten('0.0159', 'down'), shorten('3.926', 'down'), shorten('0.0151', 'up')]).toEqual([
    '0.015',
    '3.92',
    '0.016',
  ]);
});

it('dollars have their sign before them, a debt a minus before that', () => {
  expect([showAmount('3.926', 'USD'), showAmount('-0.5', 'USD'), showAmount('12', 'CNY')]).toEqual([
    '$3.93',
    '-$0.50',
    '12 CNY',
  ]);
});
