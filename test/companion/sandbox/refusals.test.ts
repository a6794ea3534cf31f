import { describe, expect, test } from 'vitest';
import type { RefusalShape } from '../../../companion/sandbox/vocabulary.ts';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { keyOf, lastRequest, openSandbox, post, postChat, readJson, walletOf } from './support.ts';

const terse: Readonly<Record<Exclude<RefusalShape, 'relay'>, unknown>> = {
  coded: {
    error: {
      code: 'INSUFFICIENT_BALANCE',
      message: 'You do not have enough credits to perform this action. Please recharge your account.',
    },
  },
  flat: { error: 'Insufficient account balance' },
  typed: { error: { message: 'Insufficient balance', type: 'insufficient_balance', code: 'insufficient_balance' } },
};
const terseShapes = ['coded', 'flat', 'typed'] as const;
const moneyScenarios = ['depleted', 'frozen', 'wrong-billing', 'key-limit'] as const;
const cases = terseShapes.flatMap((shape) => moneyScenarios.map((scenario) => [shape, scenario] as const));

describe('the terse shapes', () => {
  test.each(cases)('%s, %s by header: the one body, status 402, nothing charged', async (shape, scenario) => {
    const sandbox = await openSandbox();
    const headers = { 'x-sandbox-scenario': scenario, 'x-sandbox-refusal-shape': shape };
    const response = await postChat(sandbox, {}, headers);
    expect(response.status).toBe(402);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await readJson(response)).toEqual(terse[shape]);
    expect(lastRequest(sandbox)).toMatchObject({ refusal: scenario, chargedNano: 0n });
    expect(sandbox.world.transactions).toEqual([]);
    expect(walletOf(sandbox)).toMatchObject({ totalNano: 7_180_000_000n, heldNano: 0n });
  });

  test.each(cases)('%s, %s by switch: the same body, chat and stream alike', async (shape, scenario) => {
    const sandbox = await openSandbox();
    await post(sandbox, '/console/api/scenario', { scenario, refusal_shape: shape });
    for (const stream of [false, true]) {
      const response = await postChat(sandbox, { stream });
      expect(response.status).toBe(402);
      expect(await readJson(response)).toEqual(terse[shape]);
      expect(lastRequest(sandbox).refusal).toBe(scenario);
    }
  });

  test('may be told with 403 instead', async () => {
    const sandbox = await openSandbox({ rules: { refusalStatus: 403 } });
    expect((await postChat(sandbox, {}, { 'x-sandbox-scenario': 'depleted' })).status).toBe(403);
  });
});

describe('the relay shape', () => {
  const relay = { 'x-sandbox-refusal-shape': 'relay' };

  test('states what is left and what would be set aside', async () => {
    const sandbox = await openSandbox();
    walletOf(sandbox).totalNano = 50_000_000n;
    const response = await postChat(sandbox, { model: 'toll-large', max_tokens: 4000 }, relay);
    expect(response.status).toBe(403);
    const requestId = response.headers.get('x-request-id');
    expect(await readJson(response)).toEqual({
      error: {
        message: `用户额度不足, 剩余额度: ＄0.050000, 需要预扣费额度: ＄0.120120 (request id: ${requestId})`,
        type: 'new_api_error',
        param: '',
        code: 'insufficient_user_quota',
      },
    });
  });

  test('has an English form', async () => {
    const sandbox = await openSandbox({ rules: { relayLanguage: 'en' } });
    const body = await readJson(await postChat(sandbox, {}, { ...relay, 'x-sandbox-scenario': 'depleted' }));
    expect(body.error.message).toMatch(
      /^pre-consume quota failed, user quota: ＄0\.000000, need quota: ＄0\.002459 \(request id: req_\w+\)$/,
    );
  });

  test('a spent key is 401 and has no code', async () => {
    const sandbox = await openSandbox();
    const response = await postChat(sandbox, {}, { ...relay, 'x-sandbox-scenario': 'key-limit' });
    expect(response.status).toBe(401);
    const { error } = await readJson(response);
    expect(error).toEqual({ message: expect.stringContaining('该令牌额度已用尽'), type: 'new_api_error' });
  });
});

describe('the cause the sandbox finds', () => {
  test('a per-request key does not fit a model billed per token, whatever the balance', async () => {
    const sandbox = await openSandbox();
    const response = await postChat(sandbox, {}, { authorization: `Bearer ${demoKeys.perRequest}` });
    expect(response.status).toBe(402);
    expect(lastRequest(sandbox).refusal).toBe('wrong-billing');
  });

  test('a key with $0.02 left of its $10 refuses what would set aside more', async () => {
    const sandbox = await openSandbox();
    const dev = { authorization: `Bearer ${demoKeys.dev1}` };
    expect((await postChat(sandbox, { model: 'toll-medium', max_tokens: 4096 }, dev)).status).toBe(402);
    expect(lastRequest(sandbox).refusal).toBe('key-limit');
    expect((await postChat(sandbox, { model: 'toll-medium', max_tokens: 1000 }, dev)).status).toBe(200);
    const { chargedNano } = lastRequest(sandbox);
    expect(keyOf(sandbox, 'dev-1').usedNano).toBe(9_980_000_000n + (chargedNano ?? 0n));
    expect(keyOf(sandbox, 'dev-1').heldNano).toBe(0n);
  });

  test('money that is there but frozen is told apart from money that is not there', async () => {
    const sandbox = await openSandbox();
    walletOf(sandbox).frozenNano = 7_179_000_000n;
    await postChat(sandbox);
    expect(lastRequest(sandbox).refusal).toBe('frozen');
    await postChat(sandbox, { model: 'toll-large', max_tokens: 1_000_000 });
    expect(lastRequest(sandbox).refusal).toBe('not-enough');
    walletOf(sandbox).totalNano = 0n;
    walletOf(sandbox).frozenNano = 0n;
    await postChat(sandbox);
    expect(lastRequest(sandbox).refusal).toBe('depleted');
  });
});

describe('what is not a shortage', () => {
  test('an empty supplier is not the caller’s wallet, in every shape', async () => {
    const sandbox = await openSandbox();
    for (const shape of [...terseShapes, 'relay']) {
      const headers = { 'x-sandbox-scenario': 'supplier-empty', 'x-sandbox-refusal-shape': shape };
      const response = await postChat(sandbox, {}, headers);
      expect(response.status).toBe(429);
      expect((await readJson(response)).error).toMatchObject({ type: 'upstream_error', code: 'insufficient_quota' });
    }
    expect(sandbox.world.transactions).toEqual([]);
  });

  test('a rate limit says when to come back', async () => {
    const sandbox = await openSandbox();
    const response = await postChat(sandbox, {}, { 'x-sandbox-scenario': 'rate-limited' });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('12');
    expect((await readJson(response)).error.message).toMatch(/^Rate limit reached .* try again in 12s\.$/);
  });

  test('the real limit counts calls of the last minute, by key', async () => {
    let nowMs = 1_000_000;
    const sandbox = await openSandbox({ clock: () => nowMs, rules: { rateLimitPerMinute: 2 } });
    const statuses = async () => (await postChat(sandbox)).status;
    expect([await statuses(), await statuses(), await statuses()]).toEqual([200, 200, 429]);
    expect((await postChat(sandbox, {}, { authorization: `Bearer ${demoKeys.dev1}` })).status).toBe(200);
    nowMs += 60_000;
    expect(await statuses()).toBe(200);
  });

  test('a broken gateway answers HTML', async () => {
    const sandbox = await openSandbox();
    const response = await postChat(sandbox, {}, { 'x-sandbox-scenario': 'html-error' });
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<h1>502 Bad Gateway</h1>');
    expect(sandbox.world.transactions).toEqual([]);
  });

  test.each([
    [{ authorization: '' }, 401],
    [{ authorization: 'Bearer sk-sandbox-nobody' }, 401],
  ])('a missing or wrong key %j is %i', async (headers, status) => {
    const sandbox = await openSandbox();
    expect((await postChat(sandbox, {}, headers)).status).toBe(status);
  });
});
