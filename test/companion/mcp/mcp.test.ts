import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../../companion/sandbox/server.ts';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { type Running, runCompanion } from '../running-companion.ts';
import { startCommand } from '../start-command.ts';
import { connectHttp, connectStdio } from './clients.ts';

const request = { model: 'toll-mini', messages: [{ role: 'user', content: 'How far is it?' }], max_tokens: 100 };

/** A folder in which no companion runs. */
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-mcp-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('without a companion, over stdio', { timeout: 60_000 }, () => {
  it('lists its tools with schemas, and none of them claims to change anything', async () => {
    const { client } = await connectStdio({ TOLLKEEPER_HOME: emptyFolder() });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'estimate_cost',
      'can_i_afford',
      'get_balance',
      'get_spend',
      'explain_error',
    ]);
    for (const { description, inputSchema, outputSchema, annotations } of tools) {
      expect(description?.length).toBeGreaterThan(80);
      expect([inputSchema.type, outputSchema?.type]).toEqual(['object', 'object']);
      expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    }
    expect(client.getServerVersion()).toMatchObject({ name: 'tollkeeper' });
  });

  it('estimates by what is usual, explains errors, and says what needs a companion', async () => {
    const { call } = await connectStdio({ TOLLKEEPER_HOME: emptyFolder() });
    const estimate = await call('estimate_cost', { model: 'gpt-5.5', prompt: 'hi', max_output_tokens: 100 });
    expect(estimate.value).toMatchObject({ provider: 'openai', model: 'gpt-5.5', currency: 'USD', basis: 'priors' });
    for (const name of ['low', 'likely', 'high']) expect(estimate.value[name]).toMatch(/^\d+\.\d+$/);
    const unknown = await call('estimate_cost', { request: { ...request, model: 'no-such-model' } });
    expect([unknown.isError, unknown.value.likely, unknown.value.currency]).toEqual([false, null, null]);
    const explained = await call('explain_error', {
      error: '{"error":{"message":"Insufficient Balance"}}',
      status: 402,
      host: 'api.deepseek.com',
    });
    expect(explained.value).toMatchObject({ wallet: 'user', charged: 'no', retryable: false });
    expect(explained.value.options.map(({ url }: { url?: string }) => url)).toContain(
      'https://platform.deepseek.com/top_up',
    );
    const afford = await call('can_i_afford', { model: 'gpt-5.5', prompt: 'hi' });
    expect([afford.value.answer, afford.text]).toEqual(['unknown', expect.stringContaining('tollkeeper up')]);
    const spend = await call('get_spend');
    expect([spend.isError, spend.text]).toEqual([true, expect.stringContaining('Start it with "tollkeeper up"')]);
    const balance = await call('get_balance', { provider: 'deepseek' });
    expect([balance.isError, balance.text]).toEqual([true, expect.stringContaining('There is no key')]);
  });

  it('asks a provider with the key of its variable, and never shows it', async () => {
    const sandbox = await startSandbox({});
    onTestFinished(() => sandbox.close());
    const { call } = await connectStdio({ TOLLKEEPER_HOME: emptyFolder(), SANDBOX_API_KEY: demoKeys.default });
    const { value, text } = await call('get_balance', { provider: 'sandbox', site: sandbox.origin });
    expect(value.balances).toMatchObject([
      { provider: 'sandbox', unit: 'USD', available: '7.18', source: 'provider' },
      { unit: 'credits', available: '392' },
    ]);
    expect(value.balances[0].ageSeconds).toBeLessThan(30);
    expect(JSON.stringify(value) + text).not.toContain(demoKeys.default);
    const wrong = await connectStdio({ TOLLKEEPER_HOME: emptyFolder(), SANDBOX_API_KEY: 'sk-sandbox-WRONGKEY0000' });
    const said = await wrong.call('get_balance', { provider: 'sandbox', site: sandbox.origin });
    expect([said.value.balances, said.value.problems.length]).toEqual([[], 1]);
    expect(said.text).not.toContain('WRONGKEY');
  });

  it('tells a model what is wrong with its arguments, and a client what is no tool', async () => {
    const { call, client } = await connectStdio({ TOLLKEEPER_HOME: emptyFolder() });
    const wrong = await call('can_i_afford', { model: 7, times: 0 });
    expect([wrong.isError, wrong.text]).toEqual([true, expect.stringMatching(/model.*times/s)]);
    expect(await call('estimate_cost')).toMatchObject({ isError: true, text: expect.stringContaining('"request"') });
    await expect(client.callTool({ name: 'sk-abcdefghijklmnopqrst' })).rejects.toThrow(/There is no tool "sk-…"/);
    expect((await call('explain_error', { error: 'x'.repeat(2_000_000) })).isError).toBe(true);
  });

  it('passes over junk, answers what comes after it, prints nothing but the protocol, and ends with its client', async () => {
    const { child, output, ended } = startCommand(['mcp'], { PATH: process.env.PATH, TOLLKEEPER_HOME: emptyFolder() });
    const ask = (id: number, method: string, params: object): string =>
      `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
    child.stdin.write('no json\n\n{"jsonrpc":"1.0"}\n[1,2]\n\u0000\u00ff\n');
    child.stdin.write(
      ask(1, 'initialize', {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'x', version: '1' },
      }),
    );
    child.stdin.write(ask(2, 'no/such/method', {}));
    child.stdin.write(ask(3, 'tools/call', { name: 'explain_error', arguments: { error: 'Insufficient balance' } }));
    await expect.poll(() => output.out.trim().split('\n').length, { timeout: 20_000 }).toBe(3);
    const answers = output.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.find(({ id }) => id === 2).error.code).toBe(-32601);
    expect(answers.find(({ id }) => id === 3).result.structuredContent.wallet).toBe('user');
    child.stdin.end();
    expect(await ended).toBe(0);
  });

  it('ends when it is told to, and when a message has no end', async () => {
    const told = startCommand(['mcp'], { PATH: process.env.PATH, TOLLKEEPER_HOME: emptyFolder() });
    told.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })}\n`);
    await expect.poll(() => told.output.out, { timeout: 20_000 }).toContain('"id":1');
    told.child.kill('SIGTERM');
    expect(await told.ended).toBe(0);
    const endless = startCommand(['mcp'], { PATH: process.env.PATH, TOLLKEEPER_HOME: emptyFolder() });
    endless.child.stdin.on('error', () => undefined);
    endless.child.stdin.write('x'.repeat(11 * 1024 * 1024));
    expect(await endless.ended).toBe(0);
  });

  it('a call that is cancelled is not answered, and the next one is', async () => {
    const { client, call } = await connectStdio({ TOLLKEEPER_HOME: emptyFolder() });
    const gone = new AbortController();
    const cancelled = client.callTool(
      {
        name: 'estimate_cost',
        arguments: { request: { ...request, messages: [{ role: 'user', content: 'word '.repeat(100_000) }] } },
      },
      undefined,
      { signal: gone.signal },
    );
    gone.abort();
    await expect(cancelled).rejects.toThrow();
    expect((await call('explain_error', { error: 'Insufficient balance' })).isError).toBe(false);
  });
});

describe.each(['stdio', 'http'] as const)('with a companion, over %s', { timeout: 60_000 }, (how) => {
  let running: Running;
  beforeEach(async () => {
    running = await runCompanion();
  });
  const connect = () => (how === 'http' ? connectHttp(running) : connectStdio({ TOLLKEEPER_HOME: running.folder }));
  const setBudget = (limit: string, more: object = {}) =>
    running.ask('PUT', '/api/v1/budgets/daily', { body: { limit, per: 'day', ...more } });

  it('says what was spent, by the ledger', async () => {
    const { call } = await connect();
    expect((await call('get_spend')).value).toMatchObject({ rows: [], budgets: [] });
    await setBudget('1');
    await running.chat();
    await running.chat();
    await expect.poll(async () => (await call('get_spend')).value.rows[0]?.calls, { timeout: 10_000 }).toBe(2);
    const { value, text } = await call('get_spend', { by: 'provider' });
    const api = (await running.ask('GET', '/api/v1/spend?by=provider')).body;
    expect(value.rows).toEqual(api.rows);
    await expect.poll(async () => (await call('get_spend')).value.budgets[0].spent).toBe(api.rows[0].cost);
    expect(text).toContain('- sandbox: 0.');
    expect(await call('get_spend', { from: 'yesterday' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('2026-11-30'),
    });
  });

  it('says whether budgets carry a call, or many of it', async () => {
    const { call } = await connect();
    const ask = async (more: object = {}) =>
      (await call('can_i_afford', { request, provider: 'sandbox', ...more })).value;
    expect((await ask()).answer).toBe('unknown');
    await setBudget('0.001');
    const one = await ask();
    expect([one.answer, one.checks[0].what]).toEqual(['yes', 'budget:daily']);
    const many = await ask({ times: 1000 });
    expect([many.answer, many.advice[0]]).toEqual(['no', expect.stringContaining('tollkeeper budgets raise daily')]);
    // What helps is said once, however many budgets stop it.
    await running.ask('PUT', '/api/v1/budgets/weekly', { body: { limit: '0.001', per: 'week' } });
    expect((await ask({ times: 1000 })).advice).toEqual([
      expect.stringMatching(/^Set a lower max_tokens.* budgets raise daily .*; tollkeeper budgets raise weekly /),
    ]);
    await running.ask('DELETE', '/api/v1/budgets/weekly');
    // As the gateway decides: a call that nobody can bound is stopped by a hard budget.
    expect((await ask({ request: { ...request, model: 'no-such-model' } })).answer).toBe('no');
    await setBudget('0.000001', { hard: false });
    expect((await ask()).answer).toBe('maybe');
    await setBudget('0.000001', { scope: { label: 'night' } });
    expect([(await ask()).answer, (await ask({ label: 'night' })).answer]).toEqual(['unknown', 'no']);
  });

  it('asks a provider with the key of a named account, and shows no key', async () => {
    await running.ask('POST', '/api/v1/accounts', {
      body: { provider: 'sandbox', name: 'work', key: demoKeys.default },
    });
    const { call } = await connect();
    expect((await call('get_balance')).value).toMatchObject({
      balances: [],
      problems: [expect.stringContaining('accounts add')],
    });
    const { value, text } = await call('get_balance', {
      provider: 'sandbox',
      fresh: true,
      site: running.sandbox.origin,
    });
    expect(value.balances).toMatchObject([
      { account: 'work', unit: 'USD', available: '7.18', source: 'provider' },
      { unit: 'credits' },
    ]);
    expect(JSON.stringify(value) + text).not.toContain(demoKeys.default);
    const elsewhere = await call('get_balance', { provider: 'sandbox', account: 'work', site: 'https://evil.example' });
    expect([elsewhere.isError, elsewhere.text]).toEqual([true, expect.stringContaining('would be given the key')]);
    const nobody = await call('get_balance', { provider: 'sandbox', account: 'play' });
    expect([nobody.isError, nobody.text]).toEqual([true, expect.stringContaining('no account "play"')]);
  });

  it('tells what the ledger knows of a balance, less what was spent since, with its age', async () => {
    await running.companion.store.transact(async (tables) => {
      await tables.accounts.put({
        ...{
          id: 'sandbox:acc',
          provider: 'sandbox',
          name: 'Ada',
          consoleOrigin: '',
          seenAt: 0,
          ownLimits: {},
          falseAsks: 0,
        },
      });
      const reading = {
        unit: 'USD',
        availableNano: 2_000_000_000n,
        frozenNano: null,
        at: Date.now() - 120_000,
        source: 'console',
      } as const;
      await tables.readings.put({ account: 'sandbox:acc', unit: 'USD', reading, spentSinceNano: 500_000_000n });
    });
    const { call } = await connect();
    const { value } = await call('get_balance', { provider: 'sandbox' });
    expect(value.balances).toMatchObject([{ account: 'Ada', available: '1.5', source: 'ledger', spentSince: '0.5' }]);
    expect(value.balances[0].ageSeconds).toBeGreaterThanOrEqual(120);
    const afford = async (times: number) =>
      (await call('can_i_afford', { request, provider: 'sandbox', times })).value.answer;
    expect([await afford(1), await afford(1_000_000)]).toEqual(['yes', 'no']);
  });

  it('serves two clients at once', async () => {
    const [one, two] = await Promise.all([connect(), connect()]);
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : two).call('explain_error', { error: `Insufficient balance ${index}`, status: 402 }),
      ),
    );
    expect(said.filter(({ isError, value }) => !isError && value.wallet === 'user')).toHaveLength(20);
  });
});

describe('over HTTP', () => {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

  it.each([
    ['no token', { authorization: '' }, 401],
    ['a token of nobody', { authorization: 'Bearer tka_nobody' }, 401],
    ['the name of another host', { host: 'evil.example' }, 403],
    ['a page of somebody else', { origin: 'https://evil.example' }, 403],
  ])('nobody is let in with %s', async (_who, more, status) => {
    const { ask, apiToken } = await runCompanion();
    const told = await ask('POST', '/mcp', { body: message, headers: { ...headers, ...more } });
    expect([told.status, told.text.includes(apiToken)]).toEqual([status, false]);
  });

  it('junk is answered as junk, and whoever asks next is served', async () => {
    const { ask } = await runCompanion();
    const post = (body: object | string, more: object = {}) =>
      ask('POST', '/mcp', { body, headers: { ...headers, ...more } });
    expect((await post('{')).body.error.code).toBe(-32700);
    expect((await post({ hello: 1 })).status).toBe(400);
    expect((await post(message, { accept: 'text/html' })).status).toBe(406);
    expect((await post(message, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(JSON.stringify({ ...message, params: { x: 'y'.repeat(1_100_000) } }))).status).toBe(413);
    expect((await post(Array.from({ length: 101 }, () => message))).status).toBe(400);
    for (const method of ['GET', 'DELETE']) expect((await ask(method, '/mcp', { headers })).status).toBe(405);
    expect((await post(message)).body.result.tools).toHaveLength(5);
  });

  it('the command shows how to point a client at it', async () => {
    const { folder, origin, apiToken } = await runCompanion();
    const env = { PATH: process.env.PATH, TOLLKEEPER_HOME: folder };
    const { output, ended } = startCommand(['mcp', '--http', '--json'], env);
    expect(await ended).toBe(0);
    expect(JSON.parse(output.out)).toEqual({
      type: 'http',
      url: `${origin}/mcp`,
      headers: { Authorization: `Bearer ${apiToken}` },
    });
    const none = startCommand(['mcp', '--http'], { ...env, TOLLKEEPER_HOME: emptyFolder() });
    expect([await none.ended, none.output.err]).toEqual([1, expect.stringContaining('Start it with "tollkeeper up"')]);
  });
});
