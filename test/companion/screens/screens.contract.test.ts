import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeJson } from '../../../lib/domain/bigint-json.ts';
import type { BudgetView } from '../../../lib/domain/budget-view.ts';
import type { CallSlice, CallView } from '../../../lib/domain/dashboard.ts';
import { toDecimal } from '../../../lib/domain/money.ts';
import type { RefusalsView } from '../../../lib/domain/refusal-view.ts';
import type { AboutView } from '../../../lib/domain/self-check.ts';
import type { SpendView } from '../../../lib/domain/spend-view.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import type { OverviewModel } from '../../../lib/webext/popup-model.ts';
import { recordOf } from '../export-samples.ts';
import { type RealPostgres, startPostgres } from '../ledger/real-postgres.ts';
import { type Running, runCompanion } from '../running-companion.ts';

let server: RealPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server?.stop());

let databases = 0;
const sides = [
  { name: 'sqlite', choose: async () => null },
  {
    name: 'postgres',
    choose: async () => {
      const name = `screens_${++databases}`;
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return { url: server.createDatabase(name), mayMigrate: false };
    },
  },
] as const;

const LEARNED = {
  ...{ billed: null, billing: null, counting: null, lengths: [], accepted: null, refusedAt: null, rate: null },
  ...{ spentSinceNano: 0n, blursReading: false, wasFalseAsk: null, card: null },
};
const CALLS = 230;

/** Calls a second apart in the last minutes; every seventh of another model, every tenth refused, every ninth not reviewed. */
async function fill({ companion }: Running): Promise<void> {
  const now = Date.now();
  const put = (number: number, change: Parameters<typeof recordOf>[1]) =>
    companion.store.transact((tables) => openLedger(tables).append(recordOf(number, change), LEARNED));
  for (let number = 1; number <= CALLS; number++) {
    // Several of one instant: a place in the list is no instant alone.
    const openedAt = now - 3000 - Math.floor((CALLS - number) / 4) * 1000;
    await put(number, {
      ...{ openedAt, account: number % 5 === 0 ? 'openai:team' : null, isReviewed: number % 9 !== 0 },
      ...(number % 7 === 0 && { model: 'gpt-5.5-mini', origin: 'tool:lab' }),
      ...(number % 10 === 0 && ({ outcome: 'refusal', refusalCause: 'depleted' } as const)),
    });
  }
  await companion.store.transact(async ({ accounts, readings }) => {
    const rest = { name: 'team', consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
    await accounts.put({ id: 'openai:team', provider: 'openai', ...rest });
    const reading = { unit: 'USD', availableNano: 20_000_000_000n, frozenNano: null, at: now, source: 'api' as const };
    await readings.put({ account: 'openai:team', unit: 'USD', reading, spentSinceNano: 0n });
  });
}

describe.each(sides)('screens of the dashboard, over $name', { timeout: 60_000 }, ({ choose }) => {
  let running: Running;
  const show = async <T>(path: string): Promise<T> => {
    const { status, text } = await running.ask('GET', `/api/v1/screens/${path}`);
    expect([path, status]).toEqual([path, 200]);
    return decodeJson(text) as T;
  };
  async function open(): Promise<void> {
    running = await runCompanion({ server: await choose(), isPolling: false });
    await fill(running);
  }
  async function listAll(query: string, limit: number): Promise<readonly string[]> {
    const found: string[] = [];
    for (let place = ''; ; ) {
      const { calls, next } = await show<CallSlice>(`calls?${query}&limit=${limit}${place}`);
      expect(calls.length).toBeLessThanOrEqual(limit);
      found.push(...calls.map(({ record }) => record.callId));
      if (next === null) return found;
      place = `&at=${next.at}&skip=${next.skip}`;
    }
  }
  const numbers = (fits: (number: number) => boolean): readonly string[] =>
    Array.from({ length: CALLS }, (_, at) => CALLS - at)
      .filter(fits)
      .map((number) => `c${String(number).padStart(6, '0')}`);

  it('list each call that fits once, the newest first, however few are asked for at once', async () => {
    await open();
    expect(await listAll('', 100)).toEqual(numbers(() => true));
    expect(await listAll('', 7)).toEqual(numbers(() => true));
    expect(await listAll('model=gpt-5.5-mini', 7)).toEqual(numbers((number) => number % 7 === 0));
    expect(await listAll('outcome=refusal&provider=openai', 7)).toEqual(numbers((number) => number % 10 === 0));
    expect(await listAll('outcome=unreviewed', 7)).toEqual(numbers((number) => number % 9 === 0));
    expect(await listAll('account=openai%3Ateam', 7)).toEqual(numbers((number) => number % 5 === 0));
    expect(await listAll('search=LAB', 7)).toEqual(numbers((number) => number % 7 === 0));
    expect(await listAll('search=c000042', 7)).toEqual(['c000042']);
    expect(await listAll('provider=deepseek', 7)).toEqual([]);
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    expect(await listAll(`fromDay=${day(-1)}&toDay=${day(1)}`, 100)).toEqual(numbers(() => true));
    expect(await listAll(`toDay=${day(-2)}`, 7)).toEqual([]);
    const { at } = await show<{ at: number }>('calls/newest');
    expect(Date.now() - at).toBeGreaterThanOrEqual(3000);
    expect(await show('calls/choices')).toMatchObject({
      ...{ providers: [{ id: 'openai', name: 'OpenAI' }], models: ['gpt-5.5', 'gpt-5.5-mini'] },
      accounts: [{ id: 'openai:team', name: 'OpenAI · team' }],
    });
  });

  it('tell a call with its sum, what counts it, and what it was corrected by since', async () => {
    await open();
    const chat = await running.chat();
    const id = String(chat.headers['tollkeeper-call-id']);
    await expect.poll(async () => (await running.ask('GET', `/api/v1/screens/calls/${id}`)).status).toBe(200);
    await running.ask('PUT', '/api/v1/budgets/daily', { body: { limit: '5', per: 'day' } });
    await running.ask('PUT', '/api/v1/budgets/other', { body: { limit: '5', per: 'day', scope: { model: 'x' } } });
    const before = await show<CallView>(`calls/${id}?lang=zh`);
    expect(before.record).toMatchObject({ callId: id, model: 'toll-mini', provider: 'sandbox' });
    expect(before.held).toEqual([
      { key: 'calls.held.budgets', params: { n: 1, names: { kind: 'verbatim', text: 'daily' } } },
    ]);
    expect(before.report).toMatch(/[\u4e00-\u9fff]/);
    const { cost } = before.record;
    if (cost === null) throw new Error('the sandbox states what a call took');
    await running.ask('POST', `/api/v1/calls/${id}/refund`, { body: { amount: '0.000000001' } });
    const exact = (nano: bigint) => ({ kind: 'exact', money: { unit: 'USD', nano } });
    const { sum, record } = await show<CallView>(`calls/${id}`);
    // The original, why it is another sum, and that sum.
    expect(record.cost).toEqual(cost);
    expect(sum.cost.slice(-2)).toEqual([
      { key: 'paid.corrected.refund', params: { money: exact(1n) } },
      {
        key: 'paid.corrected',
        params: { money: expect.objectContaining({ money: { unit: 'USD', nano: cost.likelyNano - 1n } }) },
      },
    ]);
    const after = { unit: 'USD', likelyNano: cost.likelyNano - 1n };
    const [listed] = (await show<CallSlice>(`calls?limit=1`)).calls;
    expect(listed?.record).toMatchObject({ callId: id, cost: after });
    const { lastCalls } = await show<OverviewModel>('overview');
    expect(lastCalls.find(({ callId }) => callId === id)).toMatchObject({ cost: after });
    const { text } = await running.ask('GET', '/api/v1/calls?limit=1');
    expect(JSON.parse(text).calls).toMatchObject([
      {
        id,
        cost: { likely: toDecimal(cost.likelyNano) },
        costNow: { unit: 'USD', likely: toDecimal(after.likelyNano) },
      },
    ]);
    for (const [by, name] of [
      ['origin', 'tool:unnamed'],
      ['kind', 'chat'],
    ]) {
      const spend = await show<SpendView>(`spend?period=7&by=${by}`);
      expect(spend.groups.map(({ id, nano, calls }) => [id, nano, calls])).toEqual([[name, after.likelyNano, 1]]);
    }
    expect((await running.ask('GET', '/api/v1/screens/calls/gone')).status).toBe(404);
  });

  it('sum what was spent alike by day and by call, and as the status does', async () => {
    await open();
    const { headers } = await running.chat();
    // Of a server the answer is not held back for its booking.
    await expect
      .poll(async () => (await running.ask('GET', `/api/v1/screens/calls/${headers['tollkeeper-call-id']}`)).status)
      .toBe(200);
    const spends = await Promise.all(
      ['provider', 'model', 'origin'].map((by) => show<SpendView>(`spend?period=7&by=${by}`)),
    );
    const [byProvider, byModel] = spends;
    expect(byProvider?.total).toEqual(byModel?.total);
    expect(byProvider?.total.calls).toBe(CALLS + 1);
    const within = (what: object) =>
      show<SpendView>(`spend?period=7&within=${encodeURIComponent(JSON.stringify(what))}`);
    const mini = await within({ model: 'gpt-5.5-mini' });
    expect(mini.total.calls).toBe(Math.floor(CALLS / 7));
    expect(byProvider?.choices).toContain('kind');
    expect((await within({ kind: 'chat' })).total.calls).toBe(1);
    expect((await within({ kind: 'images' })).total.calls).toBe(0);
    // Calls that were put into the table alone have no booking: by origin, only the one that was made is there.
    expect(spends[2]?.groups.map(({ id, calls }) => [id, calls])).toEqual([['tool:unnamed', 1]]);
    const { spent, accounts, lastCalls } = await show<OverviewModel>('overview');
    expect(spent.map(({ span }) => span)).toEqual(['day', 'week', 'month']);
    const { month } = (await running.ask('GET', '/api/v1/status')).body;
    expect(spent[2]?.calls).toBe(month.reduce((sum: number, { calls }: { calls: number }) => sum + calls, 0));
    expect(lastCalls[0]?.model).toBe('toll-mini');
    expect(accounts[0]).toMatchObject({ id: 'openai:team', balances: [{ unit: 'USD', usableNano: 20_000_000_000n }] });
    expect(await show('accounts')).toMatchObject({ accounts: [{ wallet: { id: 'openai:team' }, keys: 0 }] });
  });

  it('say where somebody heard no, what is paid, and whether everything works', async () => {
    await open();
    expect(await show('refusals')).toEqual({ isThere: true });
    const { stories, points } = await show<RefusalsView>('refusals?days=30');
    expect(points[0]).toMatchObject({ providerName: 'OpenAI', cause: 'depleted' });
    expect(stories.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(CALLS / 10);
    const prices = await show<readonly { model: string; price: object | null }[]>('prices');
    expect(prices.map(({ model }) => model)).toEqual(['gpt-5.5', 'gpt-5.5-mini']);
    const { versions, checks } = await show<AboutView>('about');
    expect(versions[0]).toEqual({ of: 'companion', is: '1.2.3' });
    expect(checks.map(({ check, state }) => [check, state])).toContainEqual(['ledger', 'good']);
  });

  it('say how budgets and their envelopes stand, the fullest first', async () => {
    running = await runCompanion({ server: await choose(), isPolling: false });
    const { ask } = running;
    await ask('PUT', '/api/v1/budgets/month', { body: { limit: '10' } });
    await ask('PUT', '/api/v1/budgets/few', { body: { limit: '2', unit: 'calls', per: 'day', hard: false } });
    await ask('PUT', '/api/v1/budgets/each', { body: { limit: '1', per: 'call', scope: { provider: 'sandbox' } } });
    const shares = [
      { name: 'night', share: 1, labels: ['night'] },
      { name: 'rest', share: 3 },
    ];
    await ask('PUT', '/api/v1/budgets/month/envelopes', { body: { shares } });
    await running.chat();
    await expect.poll(async () => (await show<BudgetView[]>('budgets'))[0]?.spent).toBe(1n);
    const [few, month, each] = await show<BudgetView[]>('budgets').then((all) =>
      ['few', 'month', 'each'].map((id) => all.find((one) => one.id === id)),
    );
    expect(few).toMatchObject({ counts: { of: 'calls' }, span: 'day', isHard: false, cap: 2n, percent: 50 });
    expect(month).toMatchObject({ scope: null, span: 'month', isHard: true, limit: 10_000_000_000n });
    expect(month?.envelopes.map(({ name, labels, cap }) => [name, labels, cap])).toEqual([
      ['night', ['night'], 2_500_000_000n],
      ['rest', [], 7_500_000_000n],
    ]);
    expect(month?.envelopes[1]?.spent).toBe(month?.spent);
    expect(each).toMatchObject({ scope: { kind: 'provider', name: expect.any(String) }, span: 'call', percent: 0 });
  });

  it('refuse what nobody can mean', async () => {
    running = await runCompanion({ server: await choose(), isPolling: false });
    for (const path of [
      'calls?limit=100000',
      'calls?outcome=odd',
      'spend?within=nothing',
      'spend?by=day',
      'calls?at=x',
    ])
      expect([path, (await running.ask('GET', `/api/v1/screens/${path}`)).status]).toEqual([path, 400]);
    expect(await show('refusals')).toEqual({ isThere: false });
    expect(await show('calls')).toEqual({ calls: [], next: null });
    expect(await show('calls/newest')).toEqual({ at: null });
  });
});
