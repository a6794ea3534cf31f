import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import type { Estimate } from '../../lib/domain/estimate.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { readRates } from '../../lib/webext/exchange-rates.ts';
import { readPricesView, writeOwnPrice, writeTimes } from '../../lib/webext/own-tariff.ts';
import { NOW } from '../domain/samples.ts';
import { answered, chat, PLENTY, readingOf, request, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';

let host: DexieHost;
let calls = 0;

beforeEach(async () => {
  host = await openDexieHost(NOW);
  await host.addAccount();
  await host.putReading(ACCOUNT, readingOf(host, PLENTY, 'USD'));
});
afterEach(() => host.close());

const on = '2026-11-21';
const times = (value: string | null, group = '') =>
  writeTimes(host.database, { account: ACCOUNT, group, times: value });
async function estimated(draft: Draft = chat): Promise<Estimate | null> {
  calls += 1;
  return (await reviewCall(request(`own-${calls}`, draft), host.ports)).facts?.estimate ?? null;
}

describe('what a user says about the prices of an account', () => {
  it('is used for the next call, said, and forgotten again', async () => {
    const before = await estimated();
    await times('0.5');
    const half = await estimated();
    expect(half?.reserveNano).toBe((before?.reserveNano ?? 0n) / 2n);
    expect(half?.note).toMatchObject({ times: '0.5' });
    await times(null);
    expect(await estimated()).toEqual(before);
  });

  it('prices a model that no list has, and books it', async () => {
    const draft: Draft = { ...chat, model: 'nobody-lists-me' };
    expect(await estimated(draft)).toBeNull();
    const price = { unit: 'USD', input: '2.50', output: '10', freeTokens: '' };
    await writeOwnPrice(host.database, { account: ACCOUNT, model: 'nobody-lists-me', price, on });
    expect((await estimated(draft))?.note?.basis).toEqual({ kind: 'own' });
    const { record } = await settleCall(settlement('own-booked', answered(1000, 100), draft), host.ports);
    expect(record).toMatchObject({
      cost: { unit: 'USD', likelyNano: 3_500_000n },
      pricedBy: { basis: { kind: 'own' } },
    });
  });

  it('is shown as it stands, account by account', async () => {
    await times('0.85');
    await times('0.5', 'vip');
    await writeOwnPrice(host.database, {
      account: ACCOUNT,
      model: 'm',
      price: { unit: 'USD', input: '1', output: '2', freeTokens: '' },
      on,
    });
    const view = await readPricesView(host.database, []);
    expect(view.accounts).toMatchObject([
      {
        account: ACCOUNT,
        unit: 'USD',
        tariff: {
          times: { '': '0.85', vip: '0.5' },
          prices: [{ model: 'm', on, rates: { 'output-tokens': 2_000_000n } }],
        },
      },
    ]);
  });

  it('holds for a provider of which no account is known, until one says otherwise', async () => {
    const nobodys = 'sandbox:';
    const before = await estimated();
    await writeTimes(host.database, { account: nobodys, group: '', times: '2' });
    const price = { unit: 'USD', input: '1', output: '2', freeTokens: '' };
    await writeOwnPrice(host.database, { account: nobodys, model: 'm', price, on });
    expect((await readPricesView(host.database, [])).accounts).toMatchObject([
      { account: ACCOUNT },
      { account: nobodys, isOfProvider: true, tariff: { times: { '': '2' }, prices: [{ model: 'm' }] } },
    ]);
    expect((await estimated())?.reserveNano).toBe((before?.reserveNano ?? 0n) * 2n);
    await times('3');
    expect((await estimated())?.reserveNano).toBe((before?.reserveNano ?? 0n) * 3n);
    await times(null);
    await host.database.accounts.clear();
    await host.database.readings.clear();
    expect((await estimated())?.note).toMatchObject({ times: '2' });
    expect((await estimated({ ...chat, model: 'm' }))?.note?.basis).toEqual({ kind: 'own' });
    await writeTimes(host.database, { account: nobodys, group: '', times: null });
    await writeOwnPrice(host.database, { account: nobodys, model: 'm', price: null, on });
    expect(await host.database.habits.where('id').startsWith('tariff|').count()).toBe(0);
  });

  it.each(['0', '-1', 'x', '1e3', '1001'])('is refused where it is no multiplier: %s', (bad) => {
    expect(() => times(bad)).toThrow('multiplier');
  });

  it.each([
    { unit: 'USD', input: '', output: '1', freeTokens: '' },
    { unit: 'USD', input: '-1', output: '1', freeTokens: '' },
    { unit: 'USD', input: '0.0000001', output: '1', freeTokens: '' },
  ])('is refused where it is no price: %j', (price) => {
    expect(() => writeOwnPrice(host.database, { account: ACCOUNT, model: 'm', price, on })).toThrow('price');
  });

  it('may be that so many tokens a month are free, in and out together', async () => {
    const draft: Draft = { ...chat, model: 'm' };
    const price = { unit: 'USD', input: '1', output: '2', freeTokens: '1000' };
    await writeOwnPrice(host.database, { account: ACCOUNT, model: 'm', price, on });
    expect((await estimated(draft))?.free).toMatchObject([{ taken: 1000 }]);
    const cost = async (id: string) =>
      (await settleCall(settlement(id, answered(600, 200), draft), host.ports)).record?.cost?.likelyNano;
    expect([await cost('free-1'), await cost('free-2')]).toEqual([0n, 400n * 1000n + 200n * 2000n]);
  });

  it.each(['0', '1.5', '-3', 'many'])('is refused where it is no number of free tokens: %s', (freeTokens) => {
    const price = { unit: 'USD', input: '1', output: '2', freeTokens };
    expect(() => writeOwnPrice(host.database, { account: ACCOUNT, model: 'm', price, on })).toThrow('tokens');
  });

  it('is refused for an account that is not there any more', async () => {
    await expect(writeTimes(host.database, { account: 'gone', group: '', times: '2' })).rejects.toThrow('not there');
  });
});

it('of stored exchange rates only those that are some are believed', () => {
  const good = { from: 'USD', to: 'CNY', rate: '7.1', on };
  const bad = [null, 7, { ...good, rate: '0' }, { ...good, rate: '-1' }, { ...good, to: 'yuan' }, { ...good, more: 1 }];
  expect(readRates([good, ...bad])).toEqual([good]);
  expect(readRates('x')).toEqual([]);
});
