import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { saveAlerts } from '../../../companion/alerts/alert-store.ts';
import { inWatchTables } from '../../../companion/ledger/in-watch-tables.ts';
import type { Report } from '../../../companion/report/gather-report.ts';
import { writeHtml } from '../../../companion/report/write-html.ts';
import { writeMail } from '../../../companion/report/write-mail.ts';
import { writeReport } from '../../../companion/report/write-report.ts';
import { renderText } from '../../../lib/domain/render-text.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import type { Condition } from '../../../lib/watch/alert.ts';
import type { Alert } from '../../../lib/watch/alert-state.ts';
import { made, usd } from '../../advice/samples.ts';
import { runCompanion } from '../running-companion.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const DOLLAR = 1_000_000_000n;
const NOTHING = { billed: null, billing: null, counting: null, lengths: [], accepted: null, refusedAt: null };
const LEARNED = { ...NOTHING, rate: null, spentSinceNano: 0n, blursReading: false, wasFalseAsk: null, card: null };

it('a report has how long balances last, what is unusual and what could be saved, where there is any of it', async () => {
  const { companion, ask } = await runCompanion({ isPolling: false });
  const now = Date.now();
  const call = {
    provider: 'openai',
    account: 'openai:team',
    model: 'gpt-5.5',
    key: 'k',
    label: null,
    origin: 'tool:x',
  };
  for (let day = 1; day <= 10; day += 1) {
    const cost = { unit: 'USD', nano: DOLLAR };
    await companion.holds.settle({ callId: `c${day}`, cost, tokens: 10n, unheld: { call, at: now - day * DAY } });
  }
  await companion.store.transact(async (tables) => {
    const plain = { provider: 'openai', name: 'team', consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
    await tables.accounts.put({ id: 'openai:team', ...plain });
    const reading = { unit: 'USD', availableNano: 3n * DOLLAR, frozenNano: null, at: now, source: 'api' } as const;
    await tables.readings.put({ account: 'openai:team', unit: 'USD', reading, spentSinceNano: 0n });
    for (let number = 0; number < 40; number += 1) {
      const openedAt = now - (number % 5) * DAY - 60_000;
      const day = new Date(openedAt).toISOString().slice(0, 10);
      const failed = { openedAt, day, account: 'openai:team', outcome: 'cut', cost: usd(50_000_000n) } as const;
      await openLedger(tables).append(made(number, { ...failed, usage: { 'input-tokens': 10_000 } }), LEARNED);
    }
  });
  const from = new Date(now - 6 * DAY).toISOString().slice(0, 10);
  const { body } = await ask('GET', `/api/v1/report?from=${from}&to=${new Date(now).toISOString().slice(0, 10)}`);
  expect(body.sectionsMissing).toBe(0);
  const byId = new Map<string, { rows: string[][]; summary: string[] }>(
    body.sections.map((section: { id: string }) => [section.id, section]),
  );
  expect([...byId.keys()]).toEqual(expect.arrayContaining(['runway', 'savings']));
  expect(byId.get('runway')?.rows).toEqual([
    ['OpenAI · team', '$3.00', expect.stringMatching(/^lasts \d–\d days, likely until /)],
  ]);
  expect(byId.get('savings')?.rows[0]?.[0]).toBe('$2.00');
  expect(byId.get('savings')?.summary).toEqual(['In all $2.00; tollkeeper savings tells where.']);
}, 60_000);

it('a report says what was unusual, and what somebody was told with how long it took', async () => {
  const { companion, ask } = await runCompanion({ isPolling: false });
  const now = Date.now();
  const condition = (kind: Condition['kind'], more: Partial<Condition> = {}): Condition => ({
    ...{
      key: `account:openai:team|USD|${kind}`,
      kind,
      level: 'urgent',
      subject: { kind: 'account', id: 'openai:team' },
    },
    ...{ title: { key: 'recharge.failing', params: { account: kind } }, meaning: [], todo: [], link: null, ...more },
  });
  const alert = (kind: Condition['kind'], change: Partial<Alert>, more: Partial<Condition> = {}): Alert => {
    const told = { at: now - 5 * HOUR, contact: 'ann', kind: 'raised', level: 'urgent', notice: `n-${kind}` } as const;
    return {
      ...{
        id: kind,
        condition: condition(kind, more),
        since: now - 5 * HOUR,
        missingSince: null,
        overAt: null,
        step: 0,
      },
      ...{ waitsFrom: null, heard: [], told: [told], acknowledged: null, snoozed: null, ...change },
    };
  };
  const over = { missingSince: now - 2 * HOUR, overAt: now - 2 * HOUR };
  const known = { acknowledged: { at: now - 4.5 * HOUR, by: 'ann', level: 'urgent' as const } };
  await inWatchTables(companion.store, (tables) =>
    saveAlerts(
      tables,
      [
        alert('empty', { ...known, ...over }),
        alert('recharge-late', over, { unseenFrom: 0 }),
        alert('low', { told: [] }),
      ],
      [],
    ),
  );
  // The same again and again from a page, with success.
  await companion.store.transact(async (tables) => {
    const sizes = { inputTokens: { low: 900, likely: 1000, high: 1200 }, outputTokensMax: 8000 };
    for (let number = 0; number < 30; number += 1) {
      const openedAt = now - 10_000 * (number + 1);
      const day = new Date(openedAt).toISOString().slice(0, 10);
      const place = { account: 'openai:team', origin: 'https://play.example', draft: sizes };
      const took = { usage: { 'input-tokens': 1000, 'output-tokens': 10 }, cost: usd(2n * DOLLAR) };
      await openLedger(tables).append(
        made(number, { openedAt, settledAt: openedAt + 1000, day, ...place, ...took }),
        LEARNED,
      );
    }
  });
  const [from, to] = [now - 6 * DAY, now].map((at) => new Date(at).toISOString().slice(0, 10));
  const { body } = await ask('GET', `/api/v1/report?from=${from}&to=${to}`);
  expect(body.sectionsMissing).toBe(0);
  const section = (id: string): { rows: string[][]; summary: string[] } =>
    body.sections.find((one: { id: string }) => one.id === id);
  expect(section('alerts').summary).toEqual([
    '2 times; tollkeeper alerts history tells each.',
    '1 was acknowledged, within 30 min.',
    '1 of balances was over, within 3 h.',
  ]);
  // Nobody saw how the second ended, so that nobody says how long it took.
  expect(
    section('alerts')
      .rows.map((row) => row.slice(1))
      .toSorted(),
  ).toEqual([
    ['30 min', '3 h'],
    ['–', '–'],
  ]);
  expect(section('unusual').rows).toEqual([[expect.any(String), expect.stringContaining('30')]]);
  const { body: history } = await ask('GET', '/api/v1/alerts/history?limit=2');
  const { body: older } = await ask('GET', `/api/v1/alerts/history?limit=2&before=${history.alerts[1].id}`);
  const all = [...history.alerts, ...older.alerts].map(({ id }: { id: string }) => id);
  expect(all.toSorted()).toEqual(['empty', 'low', 'recharge-late']);
  const ends = [...history.alerts, ...older.alerts].map((one) => [one.id, one.isEndUnseen, one.toEndMs]);
  expect(ends).toContainEqual(['recharge-late', true, null]);
  expect(ends).toContainEqual(['empty', false, 3 * HOUR]);
  expect((await ask('GET', '/api/v1/alerts/history?before=gone')).status).toBe(404);
}, 60_000);

it.each(['en', 'zh'] as const)(
  'a report says in every form what it lacks: a part that failed, and calls it did not look at (%s)',
  async (lang) => {
    const { companion, ask } = await runCompanion({ isPolling: false });
    const now = Date.now();
    // As a disk that was damaged leaves it.
    const row = {
      id: 'broken',
      dueAt: null,
      state: 'done',
      subject: 'x',
      value: { since: now, told: [1], condition: null },
    };
    await inWatchTables(companion.store, async ({ alerts }) => void (await alerts.put(row)));
    const [from, to] = [now - 6 * DAY, now + DAY].map((at) => new Date(at).toISOString().slice(0, 10));
    const { body } = await ask('GET', `/api/v1/report?from=${from}&to=${to}&lang=${lang}`);
    expect(body.sectionsMissing).toBe(1);
    const say = (key: 'report.leftOut' | 'report.isPart'): string => renderText({ key }, lang);
    const formsOf = (report: Report): readonly string[] =>
      [writeReport(report).join(' '), writeHtml(report), writeMail(report)].map((text) =>
        stripVTControlCharacters(text).replace(/\s+/g, lang === 'zh' ? '' : ' '),
      );
    for (const form of formsOf(body)) {
      expect(form).toContain(say('report.leftOut'));
      expect(form).not.toContain(say('report.isPart'));
    }
    const part = { ...body, sectionsMissing: 0, details: { ...body.details, isPart: true } };
    for (const form of formsOf(part)) {
      expect(form).toContain(say('report.isPart'));
      expect(form).not.toContain(say('report.leftOut'));
    }
  },
  60_000,
);
