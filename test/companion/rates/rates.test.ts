import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { convert } from '../../../companion/ledger/amounts.ts';
import { type KeptRate, openRates } from '../../../companion/rates/rates.ts';
import { runCompanion } from '../running-companion.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-rates-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const path = (): string => join(folder, 'rates.json');

const DOLLAR = 1_000_000_000n;
const EURO: KeptRate = { from: 'EUR', to: 'USD', rate: '1.08', source: 'ECB', date: '2026-11-22' };

describe('rates that a person set', () => {
  it('hold both ways, never round a call down, and are there after a restart', () => {
    openRates(path()).set(EURO);
    const { list, ratesFrom } = openRates(path());
    expect(list()).toEqual([EURO]);
    expect(convert(108n * DOLLAR, 'USD', 'EUR', ratesFrom('USD'))).toBe(100n * DOLLAR);
    const dollars = convert(100n * DOLLAR, 'EUR', 'USD', ratesFrom('EUR')) ?? 0n;
    expect(dollars).toBeGreaterThanOrEqual(108n * DOLLAR);
    expect(dollars - 108n * DOLLAR).toBeLessThan(1000n);
    expect(ratesFrom('USD')).toEqual({ 'USD/EUR': { rateNano: 1_080_000_000n, source: 'ECB', date: '2026-11-22' } });
    if (process.platform !== 'win32') expect(statSync(path()).mode & 0o077).toBe(0);
  });

  it('are one between two currencies, whichever way it was said last', () => {
    const { set, list, remove, ratesFrom } = openRates(path());
    set(EURO);
    const turned = { ...EURO, from: 'USD', to: 'EUR', rate: '0.5' };
    set(turned);
    expect(list()).toEqual([turned]);
    expect(convert(DOLLAR, 'USD', 'EUR', ratesFrom('USD'))).toBe(DOLLAR / 2n);
    expect([remove('EUR', 'USD'), remove('EUR', 'USD'), list(), ratesFrom('USD')]).toEqual([true, false, [], {}]);
  });

  it('say nothing of a third currency, nor of a unit that they were not set for', () => {
    const { set, ratesFrom } = openRates(path());
    set(EURO);
    expect(convert(DOLLAR, 'USD', 'CNY', ratesFrom('USD'))).toBeNull();
    expect(convert(DOLLAR, 'CNY', 'EUR', ratesFrom('USD'))).toBeNull();
    expect(ratesFrom('credits')).toEqual({});
  });

  it('are bounded, and a damaged file is said to be so', () => {
    const { set } = openRates(path());
    const name = (at: number): string => `A${String.fromCharCode(65 + Math.floor(at / 26), 65 + (at % 26))}`;
    for (let at = 0; at < 100; at += 1) set({ ...EURO, from: name(at), to: 'XXX' });
    expect(() => set(EURO)).toThrow(/at most 100 rates/);
    writeFileSync(path(), JSON.stringify({ version: 1, rates: [{ ...EURO, rate: '0.0' }] }), { mode: 0o600 });
    expect(() => openRates(path())).toThrow(/is damaged .*above 0.*; correct it/);
  });
});

describe('a budget in another currency than its calls', () => {
  const budget = { limit: '5', unit: 'EUR', per: 'day' };

  it('stops them until a rate is set, and says how; each call keeps the rate that it was held with', async () => {
    const { ask, chat } = await runCompanion();
    await ask('PUT', '/api/v1/budgets/eur', { body: budget });
    const stopped = await chat();
    expect(stopped.status).toBe(402);
    const { options, balance } = stopped.body.error.problem;
    expect(options.map(({ kind }: { kind: string }) => kind)).toEqual(['set-rate', 'soften-budget']);
    expect(options[0].text).toContain('tollkeeper rates set EUR USD <rate>');
    expect(balance).toBeUndefined();
    const set = await ask('PUT', '/api/v1/rates/EUR/USD', { body: { rate: '2', source: 'ECB' } });
    expect(set.body.rates).toMatchObject([{ from: 'EUR', to: 'USD', rate: '2', source: 'ECB' }]);
    expect((await chat()).status).toBe(200);
    const spent = async (): Promise<number> => Number((await ask('GET', '/api/v1/budgets')).body.budgets[0].spent);
    await expect.poll(spent).toBeGreaterThan(0);
    const [call] = (await ask('GET', '/api/v1/calls?limit=1')).body.calls;
    const first = await spent();
    expect(first).toBeCloseTo(Number(call.cost.likely) / 2, 8);
    await ask('PUT', '/api/v1/rates/EUR/USD', { body: { rate: '1' } });
    expect(await spent()).toBe(first);
    expect((await chat()).status).toBe(200);
    await expect.poll(spent).toBeCloseTo(first * 3, 8);
    expect((await ask('DELETE', '/api/v1/rates/USD/EUR')).body.rates).toEqual([]);
  });

  it('that is soft lets them go, and does not say that it was passed', async () => {
    const { ask, chat } = await runCompanion();
    await ask('PUT', '/api/v1/budgets/eur', { body: { ...budget, hard: false } });
    await ask('PUT', '/api/v1/budgets/small', { body: { limit: '0.000001', per: 'day', hard: false } });
    const { status, headers } = await chat();
    expect([status, headers['tollkeeper-warning']]).toEqual([
      200,
      'over soft budget: small; cost not known in soft budget: eur',
    ]);
  });

  it.each([
    ['EUR', 'USD', '0'],
    ['EUR', 'USD', '-1'],
    ['EUR', 'USD', '1e3'],
    ['EUR', 'EUR', '1'],
    ['credits', 'USD', '0.001'],
  ])('a rate from %s to %s of %s is refused with what is wrong', async (from, to, rate) => {
    const { ask } = await runCompanion();
    const { status, body } = await ask('PUT', `/api/v1/rates/${from}/${to}`, { body: { rate } });
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/a rate is|a currency is|one EUR is one EUR/)]);
  });
});
