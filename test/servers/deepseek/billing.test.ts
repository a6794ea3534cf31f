import { afterEach, describe, expect, it } from 'vitest';
import { ask, chatBody } from '../client.ts';
import { topUp } from './billing.ts';
import { type DeepSeek, openDeepSeek } from './deepseek.ts';
import { type DeepSeekAccount, type DeepSeekWallet, deepSeekKeys } from './world.ts';

let service: DeepSeek;
afterEach(() => service.close());

/** Monday at noon UTC: cheap. */
const cheap = Date.UTC(2026, 10, 23, 12);
const dear = Date.UTC(2026, 10, 23, 8);

async function open(clock = () => cheap) {
  service = await openDeepSeek({ clock });
  const [li, ann] = service.world.accounts as [DeepSeekAccount, DeepSeekAccount];
  const wallet = li.wallets[0] as DeepSeekWallet;
  const headersOf = (key: string) => ({ authorization: `Bearer ${key}` });
  const call = (key: string, fields: object = {}) =>
    ask(`${service.origin}/chat/completions`, headersOf(key), chatBody('deepseek-v4-pro', fields));
  const balance = async (key: string) => (await ask(`${service.origin}/user/balance`, headersOf(key))).json;
  return { world: service.world, li, ann, wallet, call, balance };
}

describe('a call', () => {
  it('is billed after it was made, thinking included, in the currency of the wallet', async () => {
    const { ann, call } = await open();
    expect((await call(deepSeekKeys.ann)).status).toBe(200);
    // 9 × 0.66 + 80 × 1.98 = 164.34 millionths of a dollar
    expect(service.transactions()).toMatchObject([
      { currency: 'USD', amount: '0.0001643400000000', missTokens: 9, completionTokens: 80, isPeak: false },
    ]);
    expect(ann.wallets[1]).toMatchObject({ toppedUp: '7.1798356600000000' });
  });

  it('takes what was granted first, then what was paid in', async () => {
    const { wallet, call } = await open();
    wallet.granted = '0.000500';
    await call(deepSeekKeys.li);
    // 9 × 4.5 + 80 × 13.5 = 1,120.5 millionths of a yuan: 500 granted, 620.5 paid in
    expect(wallet).toMatchObject({ granted: '0.0000000000000000', toppedUp: '99.9993795000000000' });
    expect(service.transactions()).toMatchObject([{ amount: '0.0011205000000000', granted: '0.0005000000000000' }]);
  });

  it('costs double in peak hours, by the moment it began unless set otherwise', async () => {
    const { world, call } = await open(() => dear);
    await call(deepSeekKeys.li);
    expect(service.transactions()[0]).toMatchObject({ isPeak: true, amount: '0.0022410000000000' });
    // The dear hour ends while a call runs.
    world.clock = () => ((world.running.get('li') ?? 0) > 0 ? cheap : dear);
    for (const [instant, isDear] of [
      ['start', true],
      ['end', false],
    ] as const) {
      world.priceInstant = instant;
      await call(deepSeekKeys.li);
      expect(service.transactions().at(-1)).toMatchObject({ isPeak: isDear, atMs: cheap });
    }
  });

  it('pays cached tokens at their own price', async () => {
    const { world, call } = await open();
    world.model.cachedTokens = 4;
    const { json } = await call(deepSeekKeys.ann, { thinking: { type: 'disabled' } });
    expect(json).toMatchObject({
      usage: { prompt_tokens: 9, prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 5, completion_tokens: 60 },
    });
    // 4 × 0.022 + 5 × 0.66 + 60 × 1.98 = 122.188
    expect(service.transactions()).toMatchObject([{ amount: '0.0001221880000000', hitTokens: 4, missTokens: 5 }]);
  });

  it('can be what leaves a debt: nothing is set aside before', async () => {
    const { ann, call, balance } = await open();
    const wallet = ann.wallets[1] as DeepSeekWallet;
    wallet.toppedUp = '0.000001';
    expect((await call(deepSeekKeys.ann)).status).toBe(200);
    expect(wallet.toppedUp).toBe('-0.0001633400000000');
    expect(await balance(deepSeekKeys.ann)).toMatchObject({
      is_available: false,
      balance_infos: [{}, { currency: 'USD', total_balance: '-0.00', topped_up_balance: '-0.00' }],
    });
    expect((await call(deepSeekKeys.ann)).status).toBe(402);
    topUp(service.world, ann, wallet, '5.00');
    expect((await call(deepSeekKeys.ann)).status).toBe(200);
  });

  it('always adds up', async () => {
    const { wallet, call } = await open();
    await Promise.all(Array.from({ length: 12 }, () => call(deepSeekKeys.li, { stream: true })));
    // 12 × 1,120.5 millionths
    expect(service.transactions()).toHaveLength(12);
    expect(wallet).toMatchObject({ granted: '9.9865540000000000', toppedUp: '100.0000000000000000' });
  });
});

describe('a balance', () => {
  it('is told in decimals with two places, empty wallets first where they are', async () => {
    const { balance } = await open();
    expect(await balance(deepSeekKeys.li)).toEqual({
      is_available: true,
      balance_infos: [
        { currency: 'CNY', total_balance: '110.00', granted_balance: '10.00', topped_up_balance: '100.00' },
      ],
    });
    expect(await balance(deepSeekKeys.ann)).toEqual({
      is_available: true,
      balance_infos: [
        { currency: 'CNY', total_balance: '0.00', granted_balance: '0.00', topped_up_balance: '0.00' },
        { currency: 'USD', total_balance: '7.18', granted_balance: '0.00', topped_up_balance: '7.18' },
      ],
    });
  });

  it('may be there and not be available', async () => {
    const { li, call, balance } = await open();
    li.isAvailable = false;
    expect(await balance(deepSeekKeys.li)).toMatchObject({
      is_available: false,
      balance_infos: [{ total_balance: '110.00' }],
    });
    expect((await call(deepSeekKeys.li)).status).toBe(402);
  });
});
