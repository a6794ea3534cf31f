import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { parseDecimal, toDecimal } from '../../../lib/domain/money.ts';
import { TARIFF_HABITS } from '../../../lib/ledger/ledger-context.ts';
import { recordOf } from '../export-samples.ts';
import { type RealPostgres, startPostgres } from '../ledger/real-postgres.ts';
import { type Running, runCompanion, send } from '../running-companion.ts';
import { runCommand } from '../start-command.ts';

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
      const name = `corrected_${++databases}`;
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return { url: server.createDatabase(name), mayMigrate: false };
    },
  },
] as const;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const sumOf = (amounts: readonly string[]): string =>
  toDecimal(
    amounts.reduce(
      (sum, amount) => sum + (parseDecimal(amount.replace('-', '')) ?? 0n) * (amount.startsWith('-') ? -1n : 1n),
      0n,
    ),
  );

describe.each(sides)('corrections of calls, over $name', ({ choose }) => {
  /** A companion with a budget of all calls, and what each part of it says was spent, in dollars. */
  async function open() {
    const running = await runCompanion({ server: await choose(), isPolling: false });
    const { ask } = running;
    // No day ends, wherever the clock stands.
    const zone = new Date().getUTCHours() < 12 ? 'Etc/GMT-3' : 'Etc/GMT+9';
    await ask('PUT', '/api/v1/budgets/all', { body: { limit: '50', per: 'month', zone } });
    await running.companion.holds.usage();
    const days = `from=${dayOf(Date.now() - 86_400_000)}&to=${dayOf(Date.now() + 86_400_000)}`;
    const spent = async () => {
      const { budgets } = (await ask('GET', '/api/v1/budgets')).body;
      const { rows } = (await ask('GET', `/api/v1/spend?${days}&by=model`)).body;
      const inHours = await running.companion.holds.hours({
        start: Date.now() - 7_200_000 - (Date.now() % 3_600_000),
        end: Date.now() + 3_600_000,
      });
      const { details } = (await ask('GET', `/api/v1/report?${days}`)).body;
      const inReport = (part: 'kinds' | 'labels'): string =>
        sumOf(details[part].flatMap((row: { unit: string; cost: string }) => (row.unit === 'USD' ? [row.cost] : [])));
      return {
        budget: budgets[0].spent,
        ...{ kinds: inReport('kinds'), labels: inReport('labels') },
        spend: sumOf(
          rows.filter(({ unit }: { unit: string }) => unit === 'USD').map(({ cost }: { cost: string }) => cost),
        ),
        unknown: rows.reduce((sum: number, row: { unknown: number }) => sum + row.unknown, 0),
        rollups: toDecimal(inHours.reduce((sum, { nano, unit }) => (unit === 'USD' ? sum + nano : sum), 0n)),
      };
    };
    const exported = async () => {
      const { text } = await ask('GET', `/api/v1/export?format=focus&${days}`);
      const [head = '', ...lines] = text.trim().split('\n');
      const at = head.split(',').indexOf('EffectiveCost');
      return sumOf(lines.map((line) => line.split(',')[at] ?? ''));
    };
    return { ...running, spent, exported };
  }
  const alike = (amount: string, unknown = 0) => ({
    budget: amount,
    spend: amount,
    kinds: amount,
    labels: amount,
    rollups: amount,
    unknown,
  });

  async function call({ chat, ask }: Running): Promise<{ id: string; cost: string }> {
    const before = (await ask('GET', '/api/v1/calls')).body.calls.length;
    expect((await chat()).status).toBe(200);
    await expect.poll(async () => (await ask('GET', '/api/v1/calls')).body.calls.length).toBe(before + 1);
    const [{ id, cost }] = (await ask('GET', '/api/v1/calls')).body.calls;
    return { id, cost: cost.likely };
  }

  it('a refund is taken out of budgets, spend, sums and exports alike, once, and no more than the call came to', async () => {
    const running = await open();
    const { ask, spent, exported } = running;
    const { id, cost } = await call(running);
    await expect.poll(spent).toEqual(alike(cost));
    const refund = (body: object, of = id) => ask('POST', `/api/v1/calls/${of}/refund`, { body });
    expect((await refund({ amount: '0.00000001', refund: 'one' })).body).toMatchObject({
      id,
      amount: '-0.00000001',
      isNew: true,
    });
    const left = sumOf([cost, '-0.00000001']);
    expect(await spent()).toEqual(alike(left));
    expect((await refund({ amount: '0.00000001', refund: 'one' })).body).toMatchObject({ isNew: false });
    // The same name tells the same refund: what was booked is said, not what is asked.
    expect((await refund({ amount: '0.00000002', refund: 'one' })).body).toMatchObject({
      isNew: false,
      amount: '-0.00000001',
    });
    expect(await spent()).toEqual(alike(left));
    const [shown] = (await ask('GET', '/api/v1/calls')).body.calls;
    expect(shown).toMatchObject({
      cost: { likely: cost },
      corrections: [{ id: 'refund-one', kind: 'refund', amount: '-0.00000001' }],
    });
    const env = { PATH: process.env.PATH ?? '', TOLLKEEPER_HOME: running.folder };
    expect((await runCommand(['calls'], { env })).out).toMatch(/\$[\d.]+ +corrected/);
    const again = await runCommand(['calls', 'refund', id, '--amount', '0.00000001', '--name', 'one'], { env });
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('was booked before')]);
    expect((await runCommand(['calls', 'refund', id], { env })).code).toBe(2);
    expect((await refund({ amount: cost })).status).toBe(409);
    expect((await refund({ amount: '0.1', unit: 'CNY' })).status).toBe(400);
    expect((await refund({ amount: '-1' })).status).toBe(400);
    expect((await refund({ amount: '1' }, 'nobody')).status).toBe(404);
    expect(await exported()).toBe(left);
    expect((await refund({ amount: left })).status).toBe(200);
    expect(await spent()).toEqual(alike('0'));
  });

  it('a corrected own price is booked as the difference, once; what a provider stated stays', async () => {
    const running = await open();
    const { ask, spent, exported, companion } = running;
    const { id, cost } = await call(running);
    const stated = recordOf(1, {
      provider: 'sandbox',
      model: 'toll-mini',
      openedAt: Date.now(),
      day: dayOf(Date.now()),
    });
    await companion.store.transact(async ({ records }) => void (await records.put(stated)));
    const say = (times: string) =>
      companion.store.transact(async ({ habits }) => {
        await habits.put({ id: `${TARIFF_HABITS}sandbox`, values: [{ times: { '': times }, prices: [] }] });
      });
    const reprice = async (body: object = {}) => {
      const [from, to] = [dayOf(Date.now() - 86_400_000), dayOf(Date.now() + 86_400_000)];
      return (await ask('POST', '/api/v1/calls/reprice', { body: { from, to, ...body } })).body;
    };
    expect((await reprice()).corrections).toEqual([]);
    // Without a last day it is up to today.
    expect(await reprice({ to: undefined })).toMatchObject({
      to: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      looked: 2,
    });
    await say('2');
    expect(await reprice({ dry: true })).toMatchObject({
      dry: true,
      looked: 2,
      corrections: [{ id, unit: 'USD', amount: cost }],
    });
    expect((await ask('GET', '/api/v1/budgets')).body.budgets[0].spent).toBe(cost);
    expect(await reprice({ model: 'toll-other' })).toMatchObject({ looked: 0, corrections: [] });
    expect((await reprice()).sums).toEqual([{ unit: 'USD', calls: 1, amount: cost }]);
    expect((await reprice()).corrections).toEqual([]);
    await companion.store.transact(async ({ records }) => void (await records.delete(stated.callId)));
    expect(await spent()).toEqual(alike(sumOf([cost, cost])));
    await say('0.5');
    expect((await reprice()).corrections).toHaveLength(1);
    const { budget } = await spent();
    expect([sumOf([budget, budget]), await exported()]).toEqual([cost, budget]);
    expect(await spent()).toEqual(alike(budget));
  });

  it('a price by which so much is free is booked in the order in which calls began', async () => {
    const running = await open();
    const { ask, spent, companion } = running;
    for (let calls = 0; calls < 3; calls += 1) await call(running);
    const all = await companion.store.transact(async ({ records }) => records.toArray());
    const sum = (meter: 'input-tokens' | 'output-tokens') =>
      all.reduce((count, { usage }) => count + (usage?.[meter] ?? 0), 0);
    const count = Math.ceil(sum('input-tokens') / 2);
    const rates = { 'input-tokens': 1_000_000n, 'output-tokens': 2_000_000n };
    const free = [{ meters: ['input-tokens'], count, per: 'month' }] as const;
    const price = { model: all[0]?.model ?? '', unit: 'USD', rates, free, on: '2026-11-01' };
    await companion.store.transact(async ({ habits }) => {
      await habits.put({ id: `${TARIFF_HABITS}sandbox`, values: [{ times: {}, prices: [price] }] });
    });
    const days = { from: dayOf(Date.now() - 86_400_000), to: dayOf(Date.now() + 86_400_000) };
    expect((await ask('POST', '/api/v1/calls/reprice', { body: days })).body.corrections).toHaveLength(3);
    const nano = BigInt((sum('input-tokens') - count) * 1000 + sum('output-tokens') * 2000);
    expect(await spent()).toEqual(alike(toDecimal(nano)));
    expect((await ask('POST', '/api/v1/calls/reprice', { body: days })).body.corrections).toEqual([]);
  });

  it('what was given back whole comes to nothing by a lower price, too, and not to less', async () => {
    const running = await open();
    const { ask, spent, companion } = running;
    const { id, cost } = await call(running);
    expect((await ask('POST', `/api/v1/calls/${id}/refund`, { body: { amount: cost } })).status).toBe(200);
    await companion.store.transact(async ({ habits }) => {
      await habits.put({ id: `${TARIFF_HABITS}sandbox`, values: [{ times: { '': '0.5' }, prices: [] }] });
    });
    const days = { from: dayOf(Date.now() - 86_400_000), to: dayOf(Date.now() + 86_400_000) };
    expect((await ask('POST', '/api/v1/calls/reprice', { body: days })).body.corrections).toEqual([]);
    expect(await spent()).toEqual(alike('0'));
  });

  it('a difference that is accepted is booked on calls whose cost nobody knew, and is none any more', async () => {
    const running = await open();
    const { ask, spent, exported, companion, sandbox } = running;
    await ask('POST', '/api/v1/accounts', { body: { provider: 'sandbox', name: 'work', key: demoKeys.default } });
    const { token } = (await ask('POST', '/api/v1/tools', { body: { name: 'script', accounts: { sandbox: 'work' } } }))
      .body;
    const read = async () => {
      const { body } = await ask('POST', '/api/v1/balances/ask', { body: { provider: 'sandbox', account: 'work' } });
      expect(body).toMatchObject({ ok: true });
    };
    const wallet = async () => {
      const { wallets } = (await ask('POST', '/api/v1/reconcile', { body: {} })).body;
      return wallets.find(({ unit }: { unit: string }) => unit === 'USD');
    };
    await read();
    expect((await running.chat({}, { authorization: `Bearer ${token}` })).status).toBe(200);
    await expect.poll(async () => (await ask('GET', '/api/v1/calls')).body.calls.length).toBe(1);
    // Two calls whose end nobody saw, which are booked at what was held of them.
    const bodies = [{ max_tokens: 40 }, { max_tokens: 20 }];
    for (const [index, body] of bodies.entries()) {
      const at = Date.now();
      const told = await send(`${sandbox.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${demoKeys.default}`, 'content-type': 'application/json' },
        body: { model: 'toll-mini', messages: [{ role: 'user', content: 'How far?' }], ...body },
      });
      expect(told.status).toBe(200);
      const callId = `lost-${index}`;
      const of = {
        provider: 'sandbox',
        account: 'sandbox:work',
        model: 'toll-mini',
        outcome: 'cut',
        usage: null,
      } as const;
      const record = recordOf(index, {
        ...of,
        callId,
        certainty: 'unknown',
        cost: null,
        openedAt: at,
        settledAt: Date.now(),
        day: dayOf(at),
      });
      await companion.store.transact(async (tables) => {
        await tables.records.put({ ...record, settledAt: Date.now() });
        const day = { day: record.day, provider: 'sandbox', model: 'toll-mini', unit: '' };
        const known = await tables.rollups.get([day.day, day.provider, day.model, day.unit]);
        await tables.rollups.put({
          ...day,
          calls: index + 1,
          refusals: 0,
          likelyNano: 0n,
          unknownCalls: (known?.unknownCalls ?? 0) + 1,
        });
      });
      await companion.holds.settle({
        ...{ callId, cost: null, tokens: null },
        unheld: {
          call: {
            provider: 'sandbox',
            account: 'sandbox:work',
            model: 'toll-mini',
            key: null,
            label: null,
            origin: null,
          },
          atMost: { unit: 'USD', nano: 5_000_000n },
        },
      });
    }
    await read();
    const before = await wallet();
    expect(before.days).toMatchObject([{ unknownCalls: 2, isSettled: true }]);
    expect(before.days[0].difference).not.toBe('0');
    expect((await spent()).unknown).toBe(2);
    const accept = (body: object) => ask('POST', '/api/v1/reconcile/accept', { body });
    const accepted = await accept({ account: 'work', day: before.days[0].day });
    expect(accepted.body.corrections.map(({ id }: { id: string }) => id).sort()).toEqual(['lost-0', 'lost-1']);
    expect(accepted.body.left).toEqual([]);
    expect(sumOf(accepted.body.corrections.map(({ amount }: { amount: string }) => amount))).toBe(
      before.days[0].difference,
    );
    expect((await wallet()).days).toMatchObject([{ difference: '0', unknownCalls: 0, isExplained: true }]);
    expect(await spent()).toEqual(alike(before.days[0].gone));
    expect((await accept({ account: 'work', day: before.days[0].day })).body.corrections).toEqual([]);
    expect(await spent()).toEqual(alike(before.days[0].gone));
    expect(await exported()).toBe(before.days[0].gone);
    expect((await accept({ account: 'work', day: '2020-01-01' })).body).toMatchObject({ corrections: [], left: [] });
    expect((await accept({ account: 'nobody', day: '2020-01-01' })).status).toBe(404);
  });
});
