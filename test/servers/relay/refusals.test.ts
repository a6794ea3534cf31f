import { afterEach, describe, expect, it } from 'vitest';
import { ask, chatBody } from '../client.ts';
import { openRelay, type Relay } from './relay.ts';
import { consoleHeaders } from './session.ts';
import { type RelaySite, type RelayToken, type RelayUser, relayKeys } from './world.ts';

let relay: Relay;
afterEach(() => relay.close());

async function open(site: Partial<RelaySite> = {}) {
  relay = await openRelay({ site });
  const ada = relay.world.users[0] as RelayUser;
  const dev = relay.world.tokens[1] as RelayToken;
  const call = (key: string, fields: object = {}, headers: Readonly<Record<string, string>> = {}) =>
    ask(
      `${relay.origin}/v1/chat/completions`,
      { authorization: `Bearer ${key}`, ...headers },
      chatBody('gpt-4o', fields),
    );
  return { world: relay.world, ada, dev, call };
}

/** The error without the request id behind its words. */
function errorOf(json: unknown) {
  const { error } = json as { error: { message: string } };
  expect(error.message).toMatch(/ \(request id: \d{23}\w{8}\)$/);
  return { ...error, message: error.message.replace(/ \(request id: \w+\)$/, '') };
}

describe('a wallet that is too small', () => {
  // 1,000 points left; wanted: 4096 tokens at most. new-api: (500 + 4096) × 1.25 = 5745; of 2025: (10 + 4096) × 1.25.
  const cases: readonly (readonly [string, Partial<RelaySite>, string])[] = [
    ['new-api', {}, '预扣费额度失败, 用户剩余额度: ＄0.002000, 需要预扣费额度: ＄0.011490'],
    ['in yuan', { display: 'CNY' }, '预扣费额度失败, 用户剩余额度: ¥0.014600, 需要预扣费额度: ¥0.083877'],
    ['in points', { display: 'TOKENS' }, '预扣费额度失败, 用户剩余额度: 1000, 需要预扣费额度: 5745'],
    [
      'in a unit of its own',
      { display: 'CUSTOM', customSymbol: 'Cr', customRate: 100 },
      '预扣费额度失败, 用户剩余额度: Cr0.200000, 需要预扣费额度: Cr1.149000',
    ],
    ['in English', { wording: 'en' }, 'pre-consume quota failed, user quota: ＄0.002000, need quota: ＄0.011490'],
    ['new-api-v1', { flavour: 'new-api-v1' }, '预扣费额度失败, 用户剩余额度: ＄0.002000, 需要预扣费额度: ＄0.011490'],
    [
      'new-api of 2025',
      { flavour: 'new-api-2025' },
      'chat pre-consumed quota failed, user quota: ＄0.002000, need quota: ＄0.010264',
    ],
  ];

  it.each(cases)('%s', async (_name, site, message) => {
    const { ada, call } = await open(site);
    ada.quota = 1000;
    const { status, json } = await call(relayKeys.ada, { max_tokens: 4096 });
    expect(status).toBe(403);
    expect(errorOf(json)).toEqual({ message, type: 'new_api_error', param: '', code: 'insufficient_user_quota' });
  });

  it('says so in other words once there is nothing at all', async () => {
    const { world, ada, call } = await open();
    ada.quota = -1;
    expect(errorOf((await call(relayKeys.ada)).json).message).toBe('用户额度不足, 剩余额度: ＄-0.000002');
    ada.quota = 0;
    expect(errorOf((await call(relayKeys.ada)).json).message).toBe('用户额度不足, 剩余额度: ＄0.000000');
    world.site.wording = 'en';
    expect(errorOf((await call(relayKeys.ada)).json).message).toBe('user quota is not enough');
  });

  it('of one-api is told without amounts', async () => {
    const { ada, call } = await open({ flavour: 'one-api' });
    ada.quota = 1000;
    const { status, json } = await call(relayKeys.ada, { max_tokens: 4096 });
    expect(status).toBe(403);
    expect(errorOf(json)).toEqual({
      message: 'user quota is not enough',
      type: 'one_api_error',
      param: '',
      code: 'insufficient_user_quota',
    });
  });

  it('of the fork at Laozhang is told in points, with words in two languages', async () => {
    const { ada, call } = await open({ wording: 'shell-api' });
    ada.quota = 1000;
    expect(errorOf((await call(relayKeys.ada, { max_tokens: 4096 })).json)).toMatchObject({
      message: 'user [101] quota [1000] preConsumedQuota [5745] is not enough',
      type: 'shell_api_error',
      localized_message: 'Insufficient user quota',
    });
  });

  it('is told in the playground the same way', async () => {
    const { world, ada } = await open();
    ada.quota = 1000;
    const body = chatBody('gpt-4o', { stream: true, max_tokens: 4096 });
    const { status, json } = await ask(`${relay.origin}/pg/chat/completions`, consoleHeaders(world, ada), body);
    expect(status).toBe(403);
    expect(errorOf(json).message).toContain('需要预扣费额度: ＄0.011490');
  });
});

describe('a key that is too small', () => {
  it('is told as such, with the key’s amounts', async () => {
    const { dev, call } = await open();
    dev.remainQuota = 1000;
    const { status, json } = await call(relayKeys.adaDev, { max_tokens: 4096 });
    expect(status).toBe(403);
    expect(errorOf(json)).toEqual({
      message: 'token quota is not enough, token remain quota: ＄0.002000, need quota: ＄0.011490',
      type: 'new_api_error',
      param: '',
      code: 'pre_consume_token_quota_failed',
    });
  });

  it('of one-api is told in Chinese, without amounts', async () => {
    const { ada, dev, call } = await open({ flavour: 'one-api' });
    ada.quota = 20_000;
    dev.remainQuota = 1000;
    expect(errorOf((await call(relayKeys.adaDev, { max_tokens: 4096 })).json)).toMatchObject({
      message: '令牌额度不足',
      code: 'pre_consume_token_quota_failed',
    });
  });

  it('counts only after the wallet', async () => {
    const { ada, dev, call } = await open();
    Object.assign(ada, { quota: 1000 });
    dev.remainQuota = 1000;
    const { json } = await call(relayKeys.adaDev, { max_tokens: 4096 });
    expect(errorOf(json)).toMatchObject({ code: 'insufficient_user_quota' });
  });
});

describe('a key that is spent', () => {
  it.each([
    ['one-api', { message: '该令牌额度已用尽', type: 'one_api_error' }],
    [
      'new-api-2025',
      {
        message: '[sk-Ada***002] 该令牌额度已用尽 !token.UnlimitedQuota && token.RemainQuota = 0',
        type: 'new_api_error',
      },
    ],
    [
      'new-api',
      {
        message: '[sk-Ada***002] 该令牌额度已用尽 !token.UnlimitedQuota && token.RemainQuota = 0',
        type: 'new_api_error',
        code: '',
      },
    ],
    ['new-api-v1', { message: 'Invalid token', type: 'new_api_error', code: '' }],
  ] as const)('%s: 401', async (flavour, expected) => {
    const { dev, call } = await open({ flavour });
    dev.remainQuota = 0;
    const { status, json } = await call(relayKeys.adaDev);
    expect(status).toBe(401);
    expect(errorOf(json)).toEqual(expected);
  });

  it('reads like a key nobody has, in the newest software, in either language', async () => {
    const { dev, call } = await open({ flavour: 'new-api-v1' });
    dev.remainQuota = 0;
    const spent = errorOf((await call(relayKeys.adaDev, {}, { 'accept-language': 'zh-CN,zh;q=0.9' })).json);
    const unknown = errorOf((await call('sk-nobody', {}, { 'accept-language': 'zh-CN,zh;q=0.9' })).json);
    expect(spent).toEqual(unknown);
    expect(spent.message).toBe('无效的令牌');
  });
});

describe('what is no question of money', () => {
  it('names the model a key may not use', async () => {
    const { call } = await open();
    const { status, json } = await call(relayKeys.adaMini);
    expect([status, errorOf(json).message]).toEqual([403, '该令牌无权访问模型 gpt-4o']);
  });

  it('names a model no channel has, and a channel that is switched off', async () => {
    const { world, call } = await open();
    const missing = await call(relayKeys.ada, { model: 'dear-only-model' });
    expect(missing.status).toBe(503);
    expect(errorOf(missing.json)).toMatchObject({
      message: '分组 default 下模型 dear-only-model 无可用渠道（distributor）',
      code: 'model_not_found',
    });
    world.supplier.trouble = 'dropped';
    expect((await call(relayKeys.ada)).status).toBe(503);
  });

  it('refuses a model without a price', async () => {
    const { call } = await open();
    const { status, json } = await call(relayKeys.ada, { model: 'brand-new-model' });
    expect(status).toBe(400);
    expect(errorOf(json)).toMatchObject({ code: 'model_price_error' });
  });

  it('counts calls by the minute', async () => {
    const { call } = await open({ rateLimitPerMinute: 2 });
    const statuses = [await call(relayKeys.ada), await call(relayKeys.adaDev), await call(relayKeys.ada)];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(errorOf(statuses.at(-1)?.json).message).toBe('您已达到请求数限制：1分钟内最多请求2次');
  });
});

describe('a supplier that refuses', () => {
  it('empty: its words, its amounts and its request id reach the customer, not the relay’s own id', async () => {
    const { world, ada, call } = await open();
    world.supplier.trouble = 'empty-relay';
    const { status, headers, json } = await call(relayKeys.ada);
    expect(status).toBe(403);
    expect(errorOf(json)).toMatchObject({
      message: '用户额度不足, 剩余额度: ＄-0.000002',
      code: 'insufficient_user_quota',
    });
    expect(JSON.stringify(json)).not.toContain(headers.get('x-oneapi-request-id'));
    expect(ada.quota).toBe(3_590_000);
  });

  it('empty: older software adds its own id behind the supplier’s', async () => {
    const { world, call } = await open({ flavour: 'new-api-2025' });
    world.supplier.trouble = 'empty-relay';
    const { headers, text } = await call(relayKeys.ada);
    expect(text.match(/\(request id: \w+\)/g)).toHaveLength(2);
    expect(text).toContain(`(request id: ${headers.get('x-oneapi-request-id')})"`);
  });

  it('empty at OpenAI: 429 with a code that is a question of money; the older software hides it', async () => {
    const { world, call } = await open();
    world.supplier.trouble = 'empty-openai';
    expect((await call(relayKeys.ada)).json).toMatchObject({ error: { code: 'insufficient_quota' } });
    world.site.flavour = 'new-api-2025';
    const { status, json } = await call(relayKeys.ada);
    expect([status, errorOf(json).message]).toEqual([429, '当前分组上游负载已饱和，请稍后再试']);
  });

  it('busy: 429', async () => {
    const { world, call } = await open();
    world.supplier.trouble = 'busy';
    const { status, json } = await call(relayKeys.ada);
    expect([status, json]).toMatchObject([429, { error: { code: 'rate_limit_exceeded' } }]);
  });
});
