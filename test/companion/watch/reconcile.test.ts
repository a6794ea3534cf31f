import { expect, it, onTestFinished } from 'vitest';
import { writeWatched } from '../../../companion/commands/balance-watched.ts';
import { writeReconciled } from '../../../companion/commands/reconcile.ts';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { widthOf } from '../../../companion/terminal/columns.ts';
import type { ShownReconciled } from '../../../companion/watch/describe-reconciled.ts';
import { serve } from '../../servers/serve.ts';
import { recordOf } from '../export-samples.ts';
import { runCompanion } from '../running-companion.ts';
import { runCommand } from '../start-command.ts';

/** A companion whose named account is a wallet of the sandbox, asked only when the test looks. */
async function watched() {
  const running = await runCompanion({ isPolling: false });
  const body = { provider: 'sandbox', name: 'work', key: demoKeys.default };
  expect((await running.ask('POST', '/api/v1/accounts', { body })).status).toBe(200);
  const look = () => running.companion.watch.look();
  return { ...running, look };
}

it('calls through the companion explain what the balance lost, to the nano-unit', async () => {
  const { ask, chat } = await watched();
  const { body: tool } = await ask('POST', '/api/v1/tools', {
    body: { name: 'script', accounts: { sandbox: 'work' } },
  });
  const authorization = `Bearer ${tool.token}`;
  const read = () => ask('POST', '/api/v1/balances/ask', { body: { provider: 'sandbox', account: 'work' } });
  expect((await read()).body).toMatchObject({ ok: true });
  expect((await chat({}, { authorization })).status).toBe(200);
  expect((await chat({}, { authorization })).status).toBe(200);
  expect((await read()).body).toMatchObject({ ok: true });
  const found: ShownReconciled = (await ask('POST', '/api/v1/reconcile', { body: {} })).body;
  const wallet = found.wallets.find(({ unit }) => unit === 'USD');
  expect(wallet).toMatchObject({ account: 'sandbox:work', provider: 'sandbox', readings: 2, topUps: [], leaks: [] });
  expect(wallet?.days).toHaveLength(1);
  expect(wallet?.days).toMatchObject([{ difference: '0', isExplained: true }]);
  expect(Number(wallet?.days[0]?.seen)).toBeGreaterThan(0);
});

it('the command line says who is watched, and what waits', async () => {
  const { look, ask, folder } = await watched();
  await look();
  const env = { PATH: process.env.PATH ?? '', TOLLKEEPER_HOME: folder };
  const shown = await ask('GET', '/api/v1/balances/watched');
  expect(shown.body.watched).toMatchObject([{ account: 'sandbox:work', state: 'read', problem: null, recharge: null }]);
  const told = await runCommand(['balance', 'recharged', 'work', '--amount', '5', '--unit', 'USD'], { env });
  expect([told.code, told.err]).toEqual([0, '']);
  expect(told.out).toContain('Waiting for $5 at sandbox:work until its balance rises.');
  const list = await runCommand(['balance', 'watched'], { env });
  expect(list.out).toContain('waiting for 5 that were paid');
  const table = await runCommand(['reconcile', '--no-ask'], { env });
  expect([table.code, table.err]).toEqual([0, '']);
});

it.each([
  [{ account: 'nobody' }, 404, 'no account is called'],
  [{ account: 'work', amount: '-5' }, 400, 'no sum of money'],
  [{ account: 'work', amount: 'ten' }, 400, 'no sum of money'],
  [{ account: 'work', amount: '5' }, 400, 'say what the amount is in'],
])('%j is answered with %i', async (body, status, said) => {
  const { ask } = await watched();
  const told = await ask('POST', '/api/v1/balances/recharged', { body });
  expect([told.status, told.body.detail]).toEqual([status, expect.stringContaining(said)]);
});

it('a balance that cannot be read is said in the status, and is no zero', async () => {
  const { ask, look, folder } = await watched();
  await ask('POST', '/api/v1/accounts', { body: { provider: 'sandbox', name: 'gone', key: 'sk-sandbox-of-nobody' } });
  await look();
  const { body } = await ask('GET', '/api/v1/status');
  expect(body.unread).toMatchObject([{ provider: 'sandbox', name: 'gone', problem: expect.stringContaining('key') }]);
  expect(body.balances.map(({ account }: { account: string }) => account)).not.toContain('sandbox:gone');
  const env = { PATH: process.env.PATH ?? '', TOLLKEEPER_HOME: folder };
  const shown = await runCommand(['status'], { env });
  expect(shown.out).toContain('could not be read for less than a minute');
  for (const line of shown.out.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
});

it('an account whose key is forgotten is not missed', async () => {
  const { ask, look } = await watched();
  await ask('POST', '/api/v1/accounts', { body: { provider: 'sandbox', name: 'gone', key: 'sk-sandbox-of-nobody' } });
  await look();
  await ask('DELETE', '/api/v1/accounts/sandbox/gone');
  expect((await ask('GET', '/api/v1/status')).body.unread).toEqual([]);
});

it('bills of a provider are put beside its calls, with the key that may know them', async () => {
  const yesterday = Math.floor(Date.now() / 86_400_000 - 1) * 86_400;
  const bills = await serve(({ request, response }) => {
    const isAdmin = request.headers.authorization === 'Bearer sk-admin-of-work';
    const results = [{ amount: { value: 1.25, currency: 'usd' } }];
    const body = isAdmin
      ? { data: [{ start_time: yesterday, results }], next_page: null }
      : { error: { message: 'You have insufficient permissions for this operation.' } };
    response.writeHead(isAdmin ? 200 : 403, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  onTestFinished(() => bills.close());
  const { ask } = await runCompanion({ isPolling: false, standIns: { openai: bills.origin } });
  for (const [name, key] of [
    ['plain', 'sk-plain-key'],
    ['admin', 'sk-admin-of-work'],
  ] as const) {
    await ask('POST', '/api/v1/accounts', { body: { provider: 'openai', name, key } });
  }
  const found: ShownReconciled = (await ask('POST', '/api/v1/reconcile', { body: { days: 3 } })).body;
  const day = new Date(yesterday * 1000).toISOString().slice(0, 10);
  expect(found.bills).toEqual([
    {
      ...{ provider: 'openai', account: 'admin', problem: null },
      days: [{ day, unit: 'USD', stated: '1.25', seen: '0', difference: '1.25', unknownCalls: 0 }],
    },
  ]);
  // What was told is kept, also when nobody is asked or nobody answers.
  const kept = async (body: object): Promise<ShownReconciled['bills']> =>
    (await ask('POST', '/api/v1/reconcile', { body })).body.bills;
  expect(await kept({ ask: false })).toEqual(found.bills);
  expect(await kept({ days: 1, ask: false })).toEqual(found.bills);
  await bills.close();
  expect(await kept({ days: 3 })).toEqual([
    { ...found.bills[0], account: expect.any(String), problem: expect.any(String) },
  ]);
});

it('what a provider counted is put beside its calls, with the key that may know it', async () => {
  const yesterday = Math.floor(Date.now() / 86_400_000 - 1) * 86_400;
  const told = await serve(({ request, response }) => {
    const isChat = request.url?.startsWith('/v1/organization/usage/completions') === true;
    const row = { input_tokens: 900, input_cached_tokens: 300, output_tokens: 100, num_model_requests: 3 };
    const data = isChat ? [{ start_time: yesterday, results: [{ ...row, model: 'gpt-4o-2024-08-06' }] }] : [];
    const isAdmin = request.headers.authorization === 'Bearer sk-admin-of-work';
    const body = isAdmin ? { data, next_page: null } : { error: { message: 'You have insufficient permissions.' } };
    response.writeHead(isAdmin ? 200 : 403, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  onTestFinished(() => told.close());
  const { ask, companion, folder } = await runCompanion({ isPolling: false, standIns: { openai: told.origin } });
  const key = 'sk-admin-of-work';
  await ask('POST', '/api/v1/accounts', { body: { provider: 'openai', name: 'admin', key } });
  const at = yesterday * 1000 + 3_600_000;
  const call = { provider: 'openai', surface: 'openai/chat', model: 'gpt-4o', openedAt: at, settledAt: at + 1000 };
  await companion.store.transact(async ({ records }) => {
    await records.add(
      recordOf(1, { ...call, usage: { 'input-tokens': 400, 'cached-input-tokens': 300, 'output-tokens': 50 } }),
    );
    // Made by a kind of call that is told elsewhere, and one that was answered from memory.
    await records.add(recordOf(2, { ...call, surface: 'openai/images', usage: { 'input-tokens': 9 } }));
    const saved = { unit: 'USD', lowNano: 1n, likelyNano: 1n, highNano: 1n };
    await records.add(recordOf(3, { ...call, usage: { 'input-tokens': 9 }, saved }));
    await records.add(recordOf(4, { ...call, usage: null, certainty: 'unknown' }));
  });
  const found: ShownReconciled = (await ask('POST', '/api/v1/reconcile', { body: { days: 3 } })).body;
  expect(found.counts).toEqual([
    {
      ...{ provider: 'openai', account: 'admin', problem: null },
      days: [
        {
          ...{ day: new Date(at).toISOString().slice(0, 10), model: 'gpt-4o' },
          stated: { inputTokens: 900, cachedTokens: 300, outputTokens: 100, calls: 3 },
          seen: { inputTokens: 700, cachedTokens: 300, outputTokens: 50, calls: 2, unknownCalls: 1 },
          difference: { input: 200, output: 50 },
        },
      ],
      said: [
        'OpenAI counted 250 tokens more than were seen here.',
        expect.stringContaining('The largest part, 250, is of gpt-4o on'),
        'How many tokens 1 call took is not known.',
        'It counted 1 call more: another program uses the organisation.',
      ],
    },
  ]);
  const days = { from: new Date(at).toISOString().slice(0, 10), to: new Date().toISOString().slice(0, 10) };
  const report = await ask('GET', `/api/v1/report?from=${days.from}&to=${days.to}`);
  expect(report.body.sections).toContainEqual(
    expect.objectContaining({
      ...{ id: 'counted', rows: [['gpt-4o', 'OpenAI', '1,000 tokens', '750 tokens', '250 tokens']] },
      summary: [found.counts[0]?.said.join(' ')],
    }),
  );
  // What was told is kept, also when nobody is asked or nobody answers.
  await told.close();
  const kept: ShownReconciled = (await ask('POST', '/api/v1/reconcile', { body: { days: 3, lang: 'zh' } })).body;
  expect(kept.counts).toMatchObject([{ days: found.counts[0]?.days, problem: expect.stringContaining('OpenAI') }]);
  expect(kept.counts[0]?.said[0]).toBe('OpenAI 统计的 token 比这里看到的多 250 个。');
  const env = { PATH: process.env.PATH ?? '', TOLLKEEPER_HOME: folder };
  const table = await runCommand(['reconcile', '--no-ask', '--days', '3'], { env });
  expect([table.code, table.err]).toEqual([0, '']);
  expect(table.out).toContain('Tokens of openai (told to admin; days of UTC)');
});

it('what is written for people fits a terminal', () => {
  const at = Date.UTC(2026, 10, 22, 9);
  const call = {
    ...{ id: '019ab000-0000-7000-8000-000000000000', providerRequestId: 'req_011CVabcdefghijklmnop', model: 'gpt-5.5' },
    ...{ at, endedAt: at + 1000, outcome: 'error', setAside: '3' },
  };
  const lines = writeReconciled({
    ...{ from: at, to: at, isCut: true },
    wallets: [
      {
        ...{ account: 'deepseek:work', name: 'work', provider: 'deepseek', unit: 'USD', readings: 3 },
        days: [
          {
            ...{ day: '2026-11-21', gone: '13', seen: '10', difference: '3', toppedUp: '20', unknownCalls: 2 },
            ...{ isExplained: false, isSettled: true },
          },
        ],
        topUps: [{ from: at, to: at, amount: '20', isReported: true }],
        leaks: [{ from: at, to: at, missing: '3', isMatch: true, calls: [call] }],
        frozen: [{ from: at, to: at, amount: '3' }],
      },
    ],
    bills: [{ provider: 'anthropic', account: 'admin', days: [], problem: 'Anthropic did not accept the key.' }],
    counts: [
      {
        ...{ provider: 'openai', account: 'admin', problem: null, said: ['OpenAI counted 5,500 tokens more.'] },
        days: [
          {
            ...{ day: '2026-11-21', model: 'gpt-5.5-a-name-that-is-longer-than-others-2026-10-01' },
            stated: { inputTokens: 1_005_000, cachedTokens: 0, outputTokens: 500, calls: 9 },
            seen: { inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 0, calls: 8, unknownCalls: 1 },
            difference: { input: 5000, output: 500 },
          },
        ],
      },
    ],
  });
  expect(lines.join('\n')).toContain('req_011CVabcdefghijklmnop');
  expect(lines.join('\n')).toMatch(/2026-11-22 09:00:00Z +error, set aside 3/);
  expect(lines.find((line) => line.includes('input'))).toMatch(/1005000 +1000000 +5000$/);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
  expect(writeReconciled({ from: at, to: at, isCut: false, wallets: [], bills: [], counts: [] })[0]).toContain(
    'Nothing to put',
  );
  expect(writeWatched([], at)[0]).toContain('No named accounts');
});
