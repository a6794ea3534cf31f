import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runwayCommand } from '../../../companion/commands/runway.ts';
import { type ShownRunway, writeRunways } from '../../../companion/terminal/write-runways.ts';
import { openSpendHistory } from '../../../companion/watch/gather-spend.ts';
import { findRunwayConditions, findUnusualConditions } from '../../../companion/watch/runway-conditions.ts';

import { findRunways } from '../../../companion/watch/runways.ts';
import type { CallRecord } from '../../../lib/domain/record.ts';
import { findLoops } from '../../../lib/watch/find-loops.ts';
import { recordOf } from '../export-samples.ts';
import { runCompanion } from '../running-companion.ts';
import { runCommand } from '../start-command.ts';

const DAY_MS = 86_400_000;

describe('tollkeeper runway', () => {
  it('tells of a balance, in a sentence and in figures, and status with it', async () => {
    const { companion, folder, ask } = await runCompanion();
    const now = Date.now();
    const call = {
      provider: 'sandbox',
      account: 'sandbox:acc',
      model: 'toll-mini',
      key: 'k',
      label: null,
      origin: 'tool:x',
    };
    for (let day = 1; day <= 10; day += 1) {
      const cost = { unit: 'USD', nano: 1_000_000_000n };
      await companion.holds.settle({ callId: `c${day}`, cost, tokens: 10n, unheld: { call, at: now - day * DAY_MS } });
    }
    await companion.store.transact(async ({ accounts, readings }) => {
      const plain = { provider: 'sandbox', name: 'Ada', consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
      await accounts.put({ id: 'sandbox:acc', ...plain });
      const reading = { unit: 'USD', availableNano: 2_500_000_000n, frozenNano: null, at: now, source: 'api' } as const;
      await readings.put({ account: 'sandbox:acc', unit: 'USD', reading, spentSinceNano: 0n });
    });
    const { status, body } = await ask('GET', '/api/v1/runways');
    expect(status).toBe(200);
    expect(body.runways).toMatchObject([
      { of: 'account', id: 'sandbox:acc', name: 'Sandbox · Ada', left: '2.5', unit: 'USD' },
    ]);
    expect(body.runways[0].text).toMatch(/^lasts \d–\d days, likely until /);
    const env = { PATH: process.env.PATH, TOLLKEEPER_HOME: folder, HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
    const shown = await runCommand(['runway'], { env });
    expect([shown.code, shown.out]).toEqual([
      0,
      expect.stringContaining(`Ada  $2.50 left\n  ${body.runways[0].text}\n`),
    ]);
    expect((await runCommand(['status'], { env })).out).toContain(body.runways[0].text);
    const desk = {
      ...{ store: companion.store, holds: companion.holds, history: openSpendHistory(companion.store) },
      ...{ zone: 'UTC', now },
    };
    const found = await findRunways(desk);
    const always = { hours: Array(168).fill(true), holidays: [], leadOf: () => null, isOpen: () => false };
    const told = (days: number) => findRunwayConditions(found, { ...always, now, zone: 'UTC', daysOf: () => days });
    expect(told(4)).toMatchObject([{ kind: 'runway', subject: { id: 'sandbox:acc' } }]);
    expect(told(0)).toEqual([]);
    // A named account that is the same wallet as one of the console is that one.
    await companion.store.transact(async ({ accounts }) => {
      const row = await accounts.get('sandbox:acc');
      if (row !== undefined) await accounts.put({ ...row, id: 'sandbox:main', name: 'main', mergedInto: row.id });
    });
    expect((await findRunways(desk)).map(({ of }) => of.id)).toEqual(['sandbox:acc']);
    expect(await findUnusualConditions(desk)).toEqual([]);
  }, 20_000);

  it('counts with work that is planned, and says what it does not understand', async () => {
    const { folder, ask } = await runCompanion();
    vi.stubEnv('TOLLKEEPER_HOME', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const body = { provider: 'sandbox', name: 'acc', key: 'sk-0123456789abcdef' };
    await ask('POST', '/api/v1/accounts', { body });
    const run = async (line: string, values: Readonly<Record<string, string>> = {}): Promise<string> => {
      const lines: string[] = [];
      await runwayCommand.run({
        ...{ values, operands: ['schedule', ...line.split(' ')], input: process.stdin },
        ...{ stopped: new AbortController().signal, complain: () => undefined },
        print: (text) => void lines.push(text),
      });
      return lines.join('\n');
    };
    const job = { account: 'sandbox:acc', amount: '2.4', at: '2001-01-31T02:00' };
    const shown = await run('add reindex', { ...job, every: 'month', until: '2999-12-31' });
    expect(shown).toMatch(/reindex +sandbox:acc +\$2\.40 +20\d\d-\S+ 02:00 +every month until 2999-12-31/);
    const soon = new Date(Date.now() + DAY_MS).toISOString().slice(0, 16);
    const once = await run('add reindex', { ...job, at: soon });
    expect(once).toMatch(/reindex +sandbox:acc +\$2\.40 +20\d\d-\S+ \d\d:\d\d +once/);
    for (const line of once.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const wrong: readonly [string, Readonly<Record<string, string>>, string][] = [
      ['add again', { account: 'sandbox:acc', amount: '2' }, '--at was not said'],
      ['add again', { ...job, account: 'nobody' }, 'there is no account "nobody"'],
      ['add again', job, '"2001-01-31T02:00" is over'],
      ['add again', { ...job, every: 'day', until: '2002-01-01' }, 'its last day, 2002-01-01, is over'],
      ['add again', { ...job, every: 'day', until: '2000-01-01' }, 'its last day, 2000-01-01, is before its first'],
      ['add again', { ...job, at: '2999-01-01T00:00' }, 'more than a year away'],
      ['add again', { ...job, at: '2027-02-31T00:00' }, 'there is no such time: "2027-02-31T00:00"'],
      ['add again', { ...job, amount: '0' }, 'an amount is above 0'],
      ['remove again', {}, 'nothing planned is called "again"'],
      ['add', job, 'was not said'],
      ['postpone again', {}, 'nothing that is done'],
    ];
    for (const [line, values, why] of wrong) {
      await expect(run(line, values)).rejects.toMatchObject({ why: expect.stringContaining(why) });
    }
    expect(await run('remove reindex')).toContain('No work is planned.');
  });

  it('is read in 80 columns', () => {
    const one: ShownRunway = {
      ...{ of: 'account', id: 'a', name: 'n'.repeat(100), unit: 'USD', left: '12.5' },
      ...{
        text: 'lasts 6–9 days, likely until Tuesday about 14:00',
        runway: { perDay: '1.75', basis: 'weekly', days: 28 },
      },
    };
    const lines = writeRunways([one, { ...one, of: 'budget', name: 'daily', left: null, runway: null }]).map((line) =>
      stripVTControlCharacters(line),
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.slice(1)).toEqual([
      '  lasts 6–9 days, likely until Tuesday about 14:00',
      '  about $1.75 a day; by the hours of the week, 28 days with calls',
      '',
      'daily (budget)  left: unknown',
      '  lasts 6–9 days, likely until Tuesday about 14:00',
    ]);
    expect(writeRunways([]).join(' ')).toContain('tollkeeper accounts add');
  });
});

describe('loops in the ledger', () => {
  const draft = {
    ...{ wire: 'openai-chat', model: 'gpt', inputTokens: { low: 900, likely: 900, high: 900 } },
    ...{ outputTokensMax: 100, answers: 1, units: null },
  } as unknown as NonNullable<ReturnType<typeof recordOf>['draft']>;
  const cost = { unit: 'USD', lowNano: 5n, likelyNano: 5n, highNano: 5n };
  const call = (number: number, change: object = {}) =>
    recordOf(number, { draft, cost, outcome: 'answer', openedAt: number * 20_000, ...change });
  const times = (count: number, change?: (number: number) => object) =>
    Array.from({ length: count }, (_, number) => call(number, change?.(number)));

  const loopsOf = (records: readonly CallRecord[]) => findLoops(records, ({ origin }) => origin.startsWith('tool:'));

  const bySize = (records: readonly CallRecord[]) => findLoops(records, () => false);

  it('are equal requests where somebody compared them, and not others of their size', () => {
    const compared = (repeat: (number: number) => number) => (number: number) => ({
      ...{ origin: 'tool:job', isReviewed: true },
      ...(repeat(number) > 2 && { wasted: { repeat: Math.min(repeat(number), 20) } }),
    });
    // A job of many texts of one length.
    expect(
      loopsOf(
        times(
          40,
          compared(() => 1),
        ),
      ),
    ).toEqual([]);
    // Every second is the same request: the first two are not told, and counted all the same.
    const half = compared((number) => (number % 2 === 0 ? number / 2 + 1 : 1));
    const [found, ...others] = loopsOf(times(60, (number) => ({ ...half(number), openedAt: number * 10_000 })));
    expect(others).toEqual([]);
    expect([found?.calls, found?.until]).toEqual([30, 58 * 10_000]);
    expect(
      loopsOf(
        times(
          19,
          compared((number) => number + 1),
        ),
      ),
    ).toEqual([]);
    expect(
      loopsOf(
        times(
          20,
          compared((number) => number + 1),
        ),
      ),
    ).toMatchObject([{ calls: 20, nano: 100n, since: 0 }]);
  });

  it('are equal calls, twenty in ten minutes, with what they cost', () => {
    expect(bySize(times(25))).toMatchObject([{ calls: 25, nano: 125n, since: 0, until: 24 * 20_000 }]);
    expect(bySize(times(19))).toEqual([]);
  });

  it('are none where sizes differ, calls were far apart, failed, or were answered from memory', () => {
    const sized = (number: number) => ({ draft: { ...draft, inputTokens: { low: 0, likely: 900 + number, high: 0 } } });
    expect(bySize(times(40, sized))).toEqual([]);
    expect(bySize(times(40, (number) => ({ openedAt: number * 60_000 })))).toEqual([]);
    expect(bySize(times(40, () => ({ outcome: 'refusal' })))).toEqual([]);
    expect(bySize(times(40, () => ({ saved: cost })))).toEqual([]);
  });
});
