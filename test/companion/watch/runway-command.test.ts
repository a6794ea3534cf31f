import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type ShownRunway, writeRunways } from '../../../companion/terminal/write-runways.ts';
import { openSpendHistory } from '../../../companion/watch/gather-spend.ts';
import { findRunwayConditions, findUnusualConditions } from '../../../companion/watch/runway-conditions.ts';

import { findRunways } from '../../../companion/watch/runways.ts';
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
    const told = (days: number) => findRunwayConditions(found, { now, zone: 'UTC', daysOf: () => days });
    expect(told(4)).toMatchObject([{ kind: 'runway', subject: { id: 'sandbox:acc' } }]);
    expect(told(0.1)).toEqual([]);
    // A named account that is the same wallet as one of the console is that one.
    await companion.store.transact(async ({ accounts }) => {
      const row = await accounts.get('sandbox:acc');
      if (row !== undefined) await accounts.put({ ...row, id: 'sandbox:main', name: 'main', mergedInto: row.id });
    });
    expect((await findRunways(desk)).map(({ of }) => of.id)).toEqual(['sandbox:acc']);
    expect(await findUnusualConditions(desk)).toEqual([]);
  }, 20_000);

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

  it('are equal calls, twenty in ten minutes, with what they cost', () => {
    expect(findLoops(times(25))).toMatchObject([{ calls: 25, nano: 125n, since: 0, until: 24 * 20_000 }]);
    expect(findLoops(times(19))).toEqual([]);
  });

  it('are none where sizes differ, calls were far apart, failed, or were answered from memory', () => {
    const sized = (number: number) => ({ draft: { ...draft, inputTokens: { low: 0, likely: 900 + number, high: 0 } } });
    expect(findLoops(times(40, sized))).toEqual([]);
    expect(findLoops(times(40, (number) => ({ openedAt: number * 60_000 })))).toEqual([]);
    expect(findLoops(times(40, () => ({ outcome: 'refusal' })))).toEqual([]);
    expect(findLoops(times(40, () => ({ saved: cost })))).toEqual([]);
  });
});
