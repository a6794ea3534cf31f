import { afterEach, describe, expect, it } from 'vitest';
import { ask, chatBody } from '../client.ts';
import { topUp } from './billing.ts';
import { openRelay, type Relay } from './relay.ts';
import { consoleHeaders } from './session.ts';
import { type RelaySite, type RelayToken, type RelayUser, relayKeys } from './world.ts';

let relay: Relay;
afterEach(() => relay.close());

/** A relay with a clock that a test moves; Ada, her keys and what she does with them. */
async function open(site: Partial<RelaySite> = {}) {
  let nowMs = Date.UTC(2026, 10, 21, 12);
  relay = await openRelay({ site, clock: () => nowMs });
  const ada = relay.world.users[0] as RelayUser;
  const keyOf = (id: number) => relay.world.tokens.find((token) => token.id === id) as RelayToken;
  const call = (key: string, body: object) =>
    ask(`${relay.origin}/v1/chat/completions`, { authorization: `Bearer ${key}` }, body);
  const play = (body: object) => ask(`${relay.origin}/pg/chat/completions`, consoleHeaders(relay.world, ada), body);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { world: relay.world, ada, keyOf, call, play, pass };
}

/** Starts a call whose supplier waits, and looks at the wallet while it runs. */
async function during<T>(world: Relay['world'], start: () => Promise<unknown>, look: () => T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<void>();
  world.supplier.until = promise;
  const running = start();
  const reserved = () => world.requests.at(-1)?.reservedQuota ?? null;
  await expect.poll(reserved, { interval: 2 }).not.toBeNull();
  const seen = look();
  resolve();
  await running;
  return seen;
}

describe('a call of a relay', () => {
  it('is billed by what was used: 9 tokens in, 60 out, half of a point up', async () => {
    const { ada, keyOf, call } = await open();
    expect((await call(relayKeys.ada, chatBody('gpt-4o'))).status).toBe(200);
    // (9 + 60 × 4) × 1.25 = 311.25
    expect(ada).toMatchObject({ quota: 3_590_000 - 311, usedQuota: 311, requestCount: 1 });
    expect(keyOf(1)).toMatchObject({ remainQuota: -311, usedQuota: 311 });
    expect(relay.transactions()).toMatchObject([
      { kind: 'consume', quota: 311, usd: '0.000622000000', promptTokens: 9, completionTokens: 60, group: 'default' },
    ]);
  });

  it('pays cached tokens at their ratio and in the key’s group', async () => {
    const { world, ada, call } = await open();
    Object.assign(world.supplier, { cachedTokens: 4, answerTokens: 20 });
    await call(relayKeys.adaVip, chatBody('gpt-4o'));
    // (5 + 4 × 0.5 + 20 × 4) × 1.25 × 0.7 = 76.125
    expect(ada.quota).toBe(3_590_000 - 76);
  });

  it('leaves an unlimited key of one-api alone and rounds up', async () => {
    const { ada, keyOf, call } = await open({ flavour: 'one-api' });
    await call(relayKeys.ada, chatBody('gpt-4o'));
    expect(ada.quota).toBe(3_590_000 - 312);
    expect(keyOf(1)).toMatchObject({ remainQuota: 0 });
  });

  it('sets its sum aside while it runs, in wallet and key', async () => {
    const { world, ada, keyOf, call } = await open();
    const run = () => call(relayKeys.adaDev, chatBody('gpt-4o', { max_tokens: 1000 }));
    const seen = await during(world, run, () => [ada.quota, keyOf(2).remainQuota]);
    expect(seen).toEqual([3_590_000 - 1875, 10_000 - 1875]);
    expect([ada.quota, keyOf(2).remainQuota]).toEqual([3_590_000 - 311, 10_000 - 311]);
    expect(world.requests.at(-1)).toMatchObject({ reservedQuota: 1875, isTrusted: false, billedQuota: 311 });
  });

  it('sets nothing aside for who has more than ten units and an unlimited key', async () => {
    const { world, ada, call } = await open();
    const run = () => call(relayKeys.ada, chatBody('gpt-4o', { max_tokens: 1000 }));
    ada.quota = 5_000_000;
    expect(await during(world, run, () => ada.quota)).toBe(5_000_000 - 1875);
    ada.quota = 5_000_001;
    expect(await during(world, run, () => ada.quota)).toBe(5_000_001);
    expect(world.requests.at(-1)).toMatchObject({ reservedQuota: 1875, isTrusted: true, billedQuota: 311 });
  });

  it('trusts a limited key only if it is rich as well, and nobody where the site says so', async () => {
    const { world, ada, keyOf, call } = await open();
    ada.quota = 25_000_000;
    const isTrusted = async (key: string) => {
      await call(key, chatBody('gpt-4o', { max_tokens: 10 }));
      return world.requests.at(-1)?.isTrusted;
    };
    expect(await isTrusted(relayKeys.adaDev)).toBe(false);
    keyOf(2).remainQuota = 5_000_001;
    expect(await isTrusted(relayKeys.adaDev)).toBe(true);
    world.site.trustUnits = 0;
    expect(await isTrusted(relayKeys.adaDev)).toBe(false);
  });

  it('is trusted by the older software with a hundred times the sum', async () => {
    const { world, ada, call } = await open({ flavour: 'new-api-2025' });
    // (10 + 1000) × 1.25 = 1262.5
    ada.quota = 126_200;
    await call(relayKeys.ada, chatBody('gpt-4o', { max_tokens: 1000 }));
    expect(world.requests.at(-1)).toMatchObject({ reservedQuota: 1262, isTrusted: false });
    ada.quota = 126_201;
    await call(relayKeys.ada, chatBody('gpt-4o', { max_tokens: 1000 }));
    expect(world.requests.at(-1)).toMatchObject({ reservedQuota: 1262, isTrusted: true });
  });

  it('from the playground is never trusted and touches no key', async () => {
    const { world, ada, play } = await open();
    ada.quota = 25_000_000;
    const run = () => play(chatBody('gpt-4o', { max_tokens: 0 }));
    expect(await during(world, run, () => ada.quota)).toBe(25_000_000 - 625);
    expect(ada.quota).toBe(25_000_000 - 311);
    expect(world.tokens.map(({ usedQuota }) => usedQuota)).toEqual([0, 4_990_000, 0, 0, 0]);
    expect(relay.transactions()).toMatchObject([{ tokenId: null, group: 'default' }]);
  });

  it('costs nothing where the model is free, and asks for no wallet', async () => {
    const { ada, call } = await open();
    ada.quota = 0;
    expect((await call(relayKeys.ada, chatBody('glm-4-flash'))).status).toBe(200);
    expect(ada.quota).toBe(0);
  });

  it('may end below zero: what was set aside was a guess', async () => {
    const { world, ada, call } = await open();
    ada.quota = 700;
    world.supplier.answerTokens = 300;
    expect((await call(relayKeys.ada, chatBody('gpt-4o'))).status).toBe(200);
    // (9 + 300 × 4) × 1.25 = 1511.25
    expect(ada.quota).toBe(700 - 1511);
  });

  it('gives everything back when the supplier refuses', async () => {
    const { world, ada, keyOf, call } = await open();
    world.supplier.trouble = 'empty-relay';
    expect((await call(relayKeys.adaDev, chatBody('gpt-4o'))).status).toBe(403);
    expect([ada.quota, keyOf(2).remainQuota]).toEqual([3_590_000, 10_000]);
    expect(world.requests.at(-1)).toMatchObject({ reservedQuota: 625, billedQuota: 0 });
    expect(relay.transactions()).toEqual([]);
  });

  it('is counted by the relay where the supplier says no usage', async () => {
    const { world, ada, call } = await open();
    world.supplier.saysUsage = false;
    const { json } = await call(relayKeys.ada, chatBody('gpt-4o'));
    // The relay's own estimate of the prompt is 10: (10 + 60 × 4) × 1.25 = 312.5
    expect(json).toMatchObject({ usage: { prompt_tokens: 10, completion_tokens: 60 } });
    expect(ada.quota).toBe(3_590_000 - 313);
  });

  it('is in the log, in the sum of the log and in what the key used', async () => {
    const { world, ada, call, play } = await open();
    await call(relayKeys.adaDev, chatBody('gpt-4o'));
    await play(chatBody('gpt-4-all', { group: 'vip' }));
    const headers = consoleHeaders(world, ada);
    const logs = await ask(`${relay.origin}/api/log/self?p=1&page_size=10`, headers);
    expect(logs.json).toMatchObject({
      data: {
        total: 2,
        items: [
          { type: 2, quota: 10_500, token_name: 'playground-vip', model_name: 'gpt-4-all' },
          { type: 2, quota: 311, token_name: 'dev-1', prompt_tokens: 9, completion_tokens: 60 },
        ],
      },
    });
    const stat = await ask(`${relay.origin}/api/log/self/stat`, headers);
    expect(stat.json).toMatchObject({ data: { quota: 10_811, rpm: 2 } });
    const key = { authorization: `Bearer ${relayKeys.adaDev}` };
    const billing = '/v1/dashboard/billing';
    const granted = await ask(`${relay.origin}${billing}/subscription`, key);
    expect(granted.json).toMatchObject({ hard_limit_usd: 10 });
    expect((await ask(`${relay.origin}${billing}/usage`, key)).json).toMatchObject({
      total_usage: expect.closeTo(998.0622, 9),
    });
    expect((await ask(`${relay.origin}/api/usage/token/`, key)).json).toMatchObject({
      code: true,
      data: { total_granted: 5_000_000, total_used: 4_990_311, total_available: 9689, unlimited_quota: false },
    });
    const unlimited = await ask(`${relay.origin}${billing}/subscription`, { authorization: `Bearer ${relayKeys.ada}` });
    expect(unlimited.json).toMatchObject({ hard_limit_usd: 100_000_000 });
  });

  it('always adds up: what is left is what there was and what the transactions say', async () => {
    const { world, ada, call, play } = await open();
    await Promise.all([
      ...Array.from({ length: 12 }, () => call(relayKeys.ada, chatBody('gpt-4o', { max_tokens: 40 }))),
      ...Array.from({ length: 4 }, () => play(chatBody('gpt-4o-mini', { stream: true }))),
    ]);
    topUp(world, ada, 1_000_000);
    const taken = relay.transactions().reduce((sum, { quota }) => sum + quota, 0);
    expect(relay.transactions()).toHaveLength(17);
    expect(ada.quota).toBe(3_590_000 - taken);
  });
});

describe('a console that is late', () => {
  it('shows the balance of a while ago', async () => {
    const { ada, call, pass } = await open({ balanceLagMs: 30_000 });
    const shown = async () => {
      const { json } = await ask(`${relay.origin}/api/user/self`, consoleHeaders(relay.world, ada));
      return (json as { data: { quota: number } }).data.quota;
    };
    pass(60_000);
    await call(relayKeys.ada, chatBody('gpt-4o'));
    expect(await shown()).toBe(3_590_000);
    pass(29_999);
    expect(await shown()).toBe(3_590_000);
    pass(1);
    expect(await shown()).toBe(3_590_000 - 311);
    expect(ada.quota).toBe(3_590_000 - 311);
  });
});
