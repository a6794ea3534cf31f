import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes } from '../../companion/api/serve-api.ts';
import { type Companion, openCompanion } from '../../companion/open-companion.ts';

let folder: string;
let companion: Companion;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-api-'));
  companion = await openCompanion({ folder, port: 0, zone: 'UTC', version: '9.9.9', onTrouble: () => {} });
  token = JSON.parse(readFileSync(join(folder, 'daemon.json'), 'utf8')).apiToken;
});
afterAll(async () => {
  await companion.stop();
  rmSync(folder, { recursive: true });
});

interface Told {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

function ask(
  method: string,
  path: string,
  { body, headers = {} }: { readonly body?: string; readonly headers?: Record<string, string> } = {},
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${token}`, ...headers };
    const asking = request(`${companion.gateway.origin}/api/v1${path}`, { method, headers: all }, (response) => {
      let text = '';
      response.on('data', (piece) => {
        text += piece;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: text === '' ? {} : JSON.parse(text) }),
      );
    });
    asking.once('error', reject);
    asking.end(body);
  });
}

const put = (id: string, budget: object): Promise<Told> =>
  ask('PUT', `/budgets/${id}`, { body: JSON.stringify(budget) });

describe('the control API', () => {
  it.each([
    ['no token', { authorization: '' }, 401],
    ['a token of nobody', { authorization: 'Bearer tka_nobody' }, 401],
    ['the name of another host', { host: 'evil.example' }, 403],
    ['a page of somebody else', { origin: 'https://evil.example' }, 403],
  ])('lets nobody in with %s', async (_who, headers, status) => {
    const told = await ask('GET', '/status', { headers });
    expect(told.status).toBe(status);
    expect(JSON.stringify(told.body)).not.toContain(token);
  });

  it('says what is running', async () => {
    const { status, body } = await ask('GET', '/status');
    expect([status, body.version, body.zone, body.callsUnderWay, body.budgets]).toEqual([200, '9.9.9', 'UTC', 0, []]);
  });

  it('makes, raises and removes a budget, to the nano-unit', async () => {
    const made = await put('daily', { limit: '0.000000001', per: 'day', scope: { label: 'prod' } });
    expect(made.body).toMatchObject({
      budgets: [
        {
          id: 'daily',
          limit: '0.000000001',
          per: 'day',
          zone: 'UTC',
          scope: { label: 'prod' },
          hard: true,
          left: '0.000000001',
        },
      ],
    });
    const raise = JSON.stringify({ by: '5', forMs: 3_600_000, change: 'once' });
    await ask('POST', '/budgets/daily/raises', { body: raise });
    const raised = await ask('POST', '/budgets/daily/raises', { body: raise });
    expect(raised.body).toMatchObject({ budgets: [{ limit: '0.000000001', limitNow: '5.000000001' }] });
    expect((await ask('DELETE', '/budgets/daily')).body).toEqual({ budgets: [] });
    expect((await ask('DELETE', '/budgets/daily')).status).toBe(404);
  });

  it.each([
    ['month', 15],
    ['week', 7],
  ] as const)('a %s begins on the day that is set', async (per, startsOn) => {
    const { body } = await put('own', { limit: '5', per, startsOn });
    const [budget] = body.budgets as readonly { readonly startsOn: number; readonly from: number; until: number }[];
    expect(budget).toMatchObject({ per, startsOn });
    const days = [budget?.from, budget?.until].map((at) => new Date(Number(at)));
    expect(days.map((day) => (per === 'month' ? day.getUTCDate() : day.getUTCDay() || 7))).toEqual([
      startsOn,
      startsOn,
    ]);
    await ask('DELETE', '/budgets/own');
  });

  it.each([
    ['a week that begins on no day of it', { limit: '1', per: 'week', startsOn: 8 }, '1 to 7'],
    ['a day that begins on another', { limit: '1', per: 'day', startsOn: 2 }, 'week or a month'],
    ['no limit', {}, 'limit'],
    ['a limit below zero', { limit: '-1' }, 'limit'],
    ['a number', { limit: 5 }, 'limit'],
    ['parts of a call', { limit: '1.5', unit: 'calls' }, 'whole'],
    ['two scopes', { limit: '1', scope: { label: 'a', model: 'b' } }, 'one scope'],
    ['no zone of this world', { limit: '1', zone: 'Mars/Olympus' }, 'zone'],
    ['a scope that there is not', { limit: '1', scope: { colour: 'red' } }, 'scope'],
  ])('says what is wrong with a budget with %s, and keeps nothing of it', async (_what, budget, word) => {
    const { status, body } = await put('bad', budget);
    expect([status, body.detail]).toEqual([400, expect.stringContaining(word)]);
    expect((await ask('GET', '/budgets')).body).toEqual({ budgets: [] });
  });

  it.each([
    ['GET', '/nothing', 404],
    ['DELETE', '/status', 405],
    ['GET', '/calls?limit=0', 400],
    ['GET', '/spend?from=yesterday', 400],
    ['PUT', '/budgets/%ff', 400],
  ])('%s %s is answered with %d and a reason', async (method, path, status) => {
    const told = await ask(method, path);
    expect([told.status, typeof told.body.detail]).toEqual([status, 'string']);
  });

  it('takes no body that is none', async () => {
    for (const body of ['[]', 'null', '{', '"x"']) expect((await ask('PUT', '/budgets/x', { body })).status).toBe(400);
    expect((await ask('PUT', '/budgets/x', { body: `{"limit":"${'1'.repeat(1_100_000)}"}` })).status).toBe(400);
  });

  it('gives a tool a token once, and forgets it on demand', async () => {
    const { body } = await ask('POST', '/tools', { body: JSON.stringify({ name: 'nightly', label: 'dev' }) });
    expect(body.token).toMatch(/^tkp_/);
    const { body: listed } = await ask('GET', '/tools');
    expect(listed).toMatchObject({ tools: [{ name: 'nightly', label: 'dev' }] });
    expect(JSON.stringify(listed)).not.toContain(String(body.token));
    expect(readFileSync(join(folder, 'tokens.json'), 'utf8')).not.toContain(String(body.token));
    expect((await ask('DELETE', '/tools/nightly')).body).toEqual({ tools: [] });
  });

  it('keeps a key encrypted, and never shows it again', async () => {
    const key = 'sk-very-secret-0123456789';
    const added = await ask('POST', '/accounts', { body: JSON.stringify({ provider: 'openai', name: 'work', key }) });
    expect(added.body).toEqual({ accounts: [{ id: 'openai:work', name: 'work', provider: 'openai', keptIn: 'file' }] });
    expect(JSON.stringify((await ask('GET', '/accounts')).body)).not.toContain(key);
    expect(readFileSync(join(folder, 'accounts.sealed'), 'latin1')).not.toContain(key);
    const bad = await ask('POST', '/accounts', {
      body: JSON.stringify({ provider: 'openai', name: 'b', key: 'two words' }),
    });
    expect([bad.status, bad.body.detail]).toEqual([400, expect.stringMatching(/^this is no key/)]);
    const again = await ask('POST', '/accounts', { body: JSON.stringify({ provider: 'openai', name: 'work', key }) });
    expect([again.status, again.body.detail]).toEqual([400, expect.stringContaining('already')]);
    expect((await ask('DELETE', '/accounts/openai/work')).body).toEqual({ accounts: [] });
  });

  const chat = (maxTokens: number): object => ({
    url: 'https://api.openai.com/v1/chat/completions',
    body: {
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'How far is the moon?' }],
      max_tokens: maxTokens,
    },
  });
  const post = (path: string, body: object): Promise<Told> => ask('POST', path, { body: JSON.stringify(body) });

  it('says what a request would cost, and which budgets it fits', async () => {
    await put('tiny', { limit: '0.000000001', per: 'day' });
    await put('large', { limit: '5', per: 'day' });
    await put('others', { limit: '1', scope: { provider: 'anthropic' } });
    const { status, body } = await post('/estimate', { request: chat(100), models: ['gpt-4o-mini', 'gpt-4o'] });
    expect([status, body.provider, body.currency]).toEqual([200, 'openai', 'USD']);
    const { low, likely, high } = body as Record<string, number>;
    expect(low).toBeLessThanOrEqual(likely ?? 0);
    expect(likely).toBeLessThan(high ?? 0);
    expect(body.models).toHaveLength(2);
    const fits = (body.budgets as { id: string; fits: boolean }[]).map(({ id, fits: does }) => [id, does]);
    expect(fits.sort()).toEqual([
      ['large', true],
      ['tiny', false],
    ]);
    for (const id of ['tiny', 'large', 'others']) await ask('DELETE', `/budgets/${id}`);
  });

  it('says so where it cannot tell what a request would cost', async () => {
    for (const request of ['hello', { url: 'https://nobody.example/x', body: {} }, 'curl https://nobody.example']) {
      const { status, body } = await post('/estimate', { request });
      expect([status, body.likely]).toEqual([200, null]);
      expect((body.reasons as string[]).join(' ')).not.toBe('');
    }
    expect((await post('/estimate', { request: 5 })).status).toBe(400);
    expect((await post('/estimate', {})).status).toBe(400);
  });

  it('explains an error, and says how right estimates were', async () => {
    const refusal = { host: 'api.deepseek.com', status: 402, body: { error: { message: 'Insufficient Balance' } } };
    expect((await post('/explain', refusal)).body).toMatchObject({ cause: 'depleted', charged: 'no' });
    expect((await post('/explain', { status: 402 })).status).toBe(400);
    expect((await ask('GET', '/accuracy')).body).toMatchObject({ calls: 0, models: [] });
  });

  it('describes every one of its addresses', async () => {
    const { body } = await ask('GET', '/openapi.json');
    const { paths } = body as { paths: Record<string, Record<string, { summary: string }>> };
    for (const { method, path, summary } of apiRoutes) {
      expect(paths[`/api/v1${path}`]?.[method.toLowerCase()]?.summary).toBe(summary);
    }
  });
});
