import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../companion/sandbox/server.ts';
import { scenarioNames } from '../../../companion/sandbox/vocabulary.ts';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { keyOf, lastRequest, openSandbox, post, postChat, readJson, walletOf } from './support.ts';

const read = async (sandbox: Sandbox, name: string) => readJson(await fetch(`${sandbox.origin}/console/api/${name}`));
const send = (sandbox: Sandbox, name: string, body: unknown) => post(sandbox, `/console/api/${name}`, body);

describe('the account', () => {
  test('starts with $7.18 and 392 credits, as decimal strings', async () => {
    const sandbox = await openSandbox({ clock: () => 1_800_000_000_000 });
    const zero = { frozen: '0.000000000', held: '0.000000000' };
    expect(await read(sandbox, 'account')).toEqual({
      account: { id: 'acc_5a4d7b0c', name: 'Demo' },
      balances: [
        { unit: 'USD', total: '7.180000000', ...zero, available: '7.180000000' },
        { unit: 'credits', total: '392', frozen: '0', held: '0', available: '392' },
      ],
      at: '2027-01-15T08:00:00.000Z',
    });
  });

  test('has three keys: one per token, one per request, one almost at its limit', async () => {
    const sandbox = await openSandbox();
    const { account, keys } = await read(sandbox, 'keys');
    expect(account).toBe('acc_5a4d7b0c');
    expect(keys).toEqual([
      {
        id: 'key_1',
        name: 'default',
        key: demoKeys.default,
        billing: 'per-token',
        limit: null,
        used: '0.00',
        unit: 'USD',
      },
      {
        id: 'key_2',
        name: 'per-request',
        key: demoKeys.perRequest,
        billing: 'per-request',
        limit: null,
        used: '0.00',
        unit: 'USD',
      },
      {
        id: 'key_3',
        name: 'dev-1',
        key: demoKeys.dev1,
        billing: 'per-token',
        limit: '10.00',
        used: '9.98',
        unit: 'USD',
      },
    ]);
  });

  test('lists transactions newest first', async () => {
    const sandbox = await openSandbox();
    await postChat(sandbox, { max_tokens: 10 }, { 'x-sandbox-answer-tokens': '10' });
    await send(sandbox, 'top-up', { unit: 'credits', amount: 100 });
    const { transactions } = await read(sandbox, 'transactions');
    expect(transactions).toMatchObject([
      { kind: 'top-up', unit: 'credits', amount: '100', model: null, request_id: null },
      {
        kind: 'chat',
        unit: 'USD',
        amount: '-0.000007800',
        model: 'toll-mini',
        prompt_tokens: 12,
        completion_tokens: 10,
      },
    ]);
    expect(transactions[1].request_id).toBe(sandbox.world.requests[0]?.requestId);
  });

  test('shows old balances for as long as the console lags', async () => {
    let nowMs = 1_000_000;
    const sandbox = await openSandbox({ clock: () => nowMs, rules: { balanceLagMs: 60_000 } });
    await send(sandbox, 'top-up', { unit: 'USD', amount: '5' });
    expect((await read(sandbox, 'account')).balances[0].total).toBe('7.180000000');
    expect((await postChat(sandbox, { model: 'toll-large', max_tokens: 300_000 })).status).toBe(200);
    nowMs += 59_999;
    expect((await read(sandbox, 'account')).balances[0].total).toBe('7.180000000');
    nowMs += 1;
    expect((await read(sandbox, 'account')).balances[0].total).not.toBe('7.180000000');
  });

  test('the request log states sizes and outcomes, never content', async () => {
    const sandbox = await openSandbox({ keepBodies: true });
    await postChat(sandbox, { messages: [{ role: 'user', content: 'canary-3141' }] });
    expect(lastRequest(sandbox).body).toContain('canary-3141');
    const log = JSON.stringify(await read(sandbox, 'requests'));
    expect(log).toContain('/v1/chat/completions');
    expect(log).not.toContain('canary-3141');
  });
});

describe('top-ups', () => {
  test('arrive at once and help', async () => {
    const sandbox = await openSandbox();
    await send(sandbox, 'scenario', { scenario: 'depleted' });
    expect((await read(sandbox, 'account')).balances[0].available).toBe('0.000000000');
    expect((await postChat(sandbox)).status).toBe(402);
    const answer = await readJson(await send(sandbox, 'top-up', { unit: 'USD', amount: '5' }));
    expect(answer.balances[0].available).toBe('5.000000000');
    expect((await postChat(sandbox)).status).toBe(200);
  });

  test.each([
    { unit: 'USD', amount: '-5' },
    { unit: 'USD', amount: 0 },
    { unit: 'USD', amount: 'many' },
    { unit: 'EUR', amount: '5' },
    { unit: 'USD' },
  ])('%j is refused', async (body) => {
    const sandbox = await openSandbox();
    expect((await send(sandbox, 'top-up', body)).status).toBe(400);
    expect(walletOf(sandbox).totalNano).toBe(7_180_000_000n);
  });
});

describe('the switches', () => {
  test('every scenario can be entered and left, and the account is as before', async () => {
    const sandbox = await openSandbox();
    const before = { account: (await read(sandbox, 'account')).balances, keys: (await read(sandbox, 'keys')).keys };
    for (const scenario of scenarioNames) {
      expect((await readJson(await send(sandbox, 'scenario', { scenario }))).scenario).toBe(scenario);
    }
    await send(sandbox, 'scenario', { scenario: 'normal' });
    expect((await read(sandbox, 'account')).balances).toEqual(before.account);
    expect((await read(sandbox, 'keys')).keys).toEqual(before.keys);
  });

  test('frozen leaves a little, shown as a frozen part, and a short call fits', async () => {
    const sandbox = await openSandbox();
    await send(sandbox, 'scenario', { scenario: 'frozen' });
    expect((await read(sandbox, 'account')).balances[0]).toMatchObject({
      total: '7.180000000',
      frozen: '7.179000000',
      available: '0.001000000',
    });
    expect((await postChat(sandbox)).status).toBe(402);
    expect((await postChat(sandbox, { max_tokens: 200 })).status).toBe(200);
  });

  test('key-limit and wrong-billing show on the keys', async () => {
    const sandbox = await openSandbox();
    await send(sandbox, 'scenario', { scenario: 'key-limit' });
    expect((await read(sandbox, 'keys')).keys[0]).toMatchObject({ limit: '0.001', used: '0.00' });
    await send(sandbox, 'scenario', { scenario: 'wrong-billing' });
    expect((await read(sandbox, 'keys')).keys[0]).toMatchObject({ limit: null, billing: 'per-request' });
  });

  test('rules are changed and read back; what is not understood changes nothing', async () => {
    const sandbox = await openSandbox();
    const rules = { outputTokensDefault: 100, trustedAbove: '5000000000', roundingMode: 'down', refusalStatus: 403 };
    expect((await readJson(await send(sandbox, 'scenario', { rules }))).rules).toMatchObject(rules);
    expect(sandbox.world.rules.trustedAbove).toBe(5_000_000_000n);
    const bad: readonly object[] = [
      { rules: { roundingMode: 'sideways' } },
      { rules: { toString: 1 } },
      { scenario: 'x' },
      { refusal_shape: 'x' },
    ];
    for (const change of bad) {
      expect((await send(sandbox, 'scenario', { rules: { outputTokensDefault: 7 }, ...change })).status).toBe(400);
    }
    expect(sandbox.world.rules.outputTokensDefault).toBe(100);
  });
});

describe('setting the state', () => {
  test('balances and keys are set, found by name or created; what is left out stays', async () => {
    const sandbox = await openSandbox();
    const body = {
      balances: [{ unit: 'USD', total: '12.40', frozen: '12', held: '0.1' }],
      keys: [
        { name: 'dev-1', limit: '20', billing: 'per-request' },
        { name: 'fresh', key: 'sk-sandbox-fresh', limit: null },
      ],
    };
    const answer = await readJson(await send(sandbox, 'state', body));
    expect(answer.balances[0]).toMatchObject({
      total: '12.400000000',
      frozen: '12.000000000',
      available: '0.300000000',
    });
    expect(answer.balances[1].total).toBe('392');
    expect(answer.keys[2]).toMatchObject({ limit: '20.00', used: '9.98', billing: 'per-request' });
    expect(answer.keys[3]).toMatchObject({ name: 'fresh', key: 'sk-sandbox-fresh', limit: null });
    const headers = { authorization: 'Bearer sk-sandbox-fresh' };
    expect((await postChat(sandbox, {}, headers)).status).toBe(200);
  });

  test('is all or nothing', async () => {
    const sandbox = await openSandbox();
    const balances = [
      { unit: 'USD', total: '1' },
      { unit: 'USD', total: 'NaN' },
    ];
    expect((await send(sandbox, 'state', { balances })).status).toBe(400);
    expect(walletOf(sandbox).totalNano).toBe(7_180_000_000n);
  });

  test('reset brings back the start, rules included', async () => {
    const sandbox = await openSandbox({ rules: { outputTokensDefault: 50 } });
    await postChat(sandbox);
    await send(sandbox, 'scenario', {
      scenario: 'wrong-billing',
      refusal_shape: 'flat',
      rules: { outputTokensDefault: 9 },
    });
    const requestId = sandbox.world.requests[0]?.requestId;
    await send(sandbox, 'reset', {});
    await postChat(sandbox, { model: 'none' });
    expect(lastRequest(sandbox).requestId).not.toBe(requestId);
    expect(sandbox.world).toMatchObject({ scenario: 'normal', refusalShape: 'coded', transactions: [] });
    expect(sandbox.world.rules.outputTokensDefault).toBe(50);
    expect(keyOf(sandbox, 'default')).toMatchObject({ billing: 'per-token', usedNano: 0n });
  });

  test('a call that runs across a reset settles nowhere', async () => {
    const sandbox = await openSandbox();
    const call = postChat(sandbox, {}, { 'x-sandbox-delay-ms': '100' });
    await expect.poll(() => walletOf(sandbox).heldNano).toBeGreaterThan(0n);
    await send(sandbox, 'reset', {});
    expect((await call).status).toBe(200);
    expect(walletOf(sandbox)).toMatchObject({ totalNano: 7_180_000_000n, heldNano: 0n });
    expect(sandbox.world.transactions).toEqual([]);
  });
});

describe('other sites', () => {
  test('cannot turn the console’s switches', async () => {
    const sandbox = await openSandbox();
    const response = await post(sandbox, '/console/api/reset', {}, { origin: 'http://elsewhere.test' });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('may call the API, and read its request id', async () => {
    const sandbox = await openSandbox();
    const asked = {
      origin: 'http://elsewhere.test',
      'access-control-request-headers': 'authorization,x-sandbox-scenario',
    };
    const preflight = await fetch(`${sandbox.origin}/v1/enrich`, { method: 'OPTIONS', headers: asked });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,x-sandbox-scenario');
    const response = await postChat(sandbox, {}, { origin: 'http://elsewhere.test' });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id');
  });
});
