import { Dexie } from 'dexie';
import { expect, it } from 'vitest';
import { Database } from '../../lib/webext/database.ts';

/** What version 3 stored, by table. */
const STORES_OF_3 = {
  accounts: 'id, provider',
  keys: 'fingerprint, account',
  readings: '[account+unit], account',
  openCalls: 'callId, documentId, account, expiresAt',
  records: 'callId, openedAt, account, origin, [provider+openedAt], [model+openedAt], [outcome+openedAt]',
  habits: 'id',
  priceLists: 'provider',
  rollups: '[day+provider+model+unit], day',
} as const;

it('takes over what older versions stored, and loses nothing of it', async () => {
  const older = new Dexie('older');
  older.version(3).stores(STORES_OF_3);
  const key = { provider: 'sandbox', account: 'sandbox:acc_1', how: 'console', readAt: 1, name: 'dev-1', usedNano: 5n };
  const [learned, plain] = [
    { ...key, fingerprint: 'a' },
    { ...key, fingerprint: 'b' },
  ];
  await older.table('keys').bulkAdd([{ ...learned, refusedModels: ['m', 'n'] }, plain]);
  await older.table('records').add({ callId: 'c', openedAt: 1, fingerprint: 'a' });
  older.close();
  const before = Date.now();
  const database = new Database('older');
  const [first, second] = await database.keys.toArray();
  expect(first).toEqual({
    ...learned,
    refused: ['m', 'n'].map((model) => ({ model, at: expect.any(Number) })),
  });
  expect(first?.refused?.[0]?.at).toBeGreaterThanOrEqual(before);
  expect(second).toEqual(plain);
  expect(await database.records.count()).toBe(1);
  await database.delete();
});

it('adds room for drops of balances to what version 4 stored, and loses nothing of it', async () => {
  const older = new Dexie('older-4');
  older.version(4).stores(STORES_OF_3);
  const reading = { unit: 'USD', availableNano: 5n, frozenNano: null, at: 1, source: 'console' };
  const row = { account: 'sandbox:acc_1', unit: 'USD', reading, spentSinceNano: 3n };
  await older.table('readings').add(row);
  await older.table('records').add({ callId: 'c', openedAt: 1, fingerprint: 'a' });
  older.close();
  const database = new Database('older-4');
  expect(await database.readings.toArray()).toEqual([row]);
  expect(await database.records.count()).toBe(1);
  expect(await database.drops.toArray()).toEqual([]);
  expect(database.verno).toBe(12);
  await database.delete();
});

it('makes groups of the lengths of answers that version 5 stored, of questions of unknown size', async () => {
  const older = new Dexie('older-5');
  older.version(5).stores({ ...STORES_OF_3, drops: '[account+unit], account' });
  const cost = { id: 'cost|sandbox:acc_1|USD', values: [5n] };
  await older
    .table('habits')
    .bulkAdd([
      { id: 'output|sandbox|toll-large', values: [300, 200] },
      { id: 'output|new-api@relay.example|a|b', values: [7] },
      cost,
    ]);
  older.close();
  const database = new Database('older-5');
  const rows = await database.lengths.toArray();
  expect(rows.map(({ provider, name, output }) => [provider, name, output.calls])).toEqual([
    ['new-api@relay.example', '["a|b"]', [0, 7, 0]],
    ['new-api@relay.example', '[]', [0, 7, 0]],
    ['sandbox', '["toll-large"]', [0, 300, 0, 0, 200, 0]],
    ['sandbox', '[]', [0, 300, 0, 0, 200, 0]],
  ]);
  expect(await database.habits.toArray()).toEqual([cost]);
  await database.delete();
});

it('adds to the sums that version 8 stored what budgets count, of the last month', async () => {
  const older = new Dexie('older-8');
  older.version(8).stores(STORES_OF_3);
  const sums = { calls: 1, refusals: 0, likelyNano: 5n, unknownCalls: 0 };
  const row = { day: '2026-11-21', provider: 'sandbox', model: 'm', unit: 'USD', ...sums };
  await older.table('rollups').bulkAdd([row, { ...row, model: 'n' }]);
  const call = { provider: 'sandbox', model: 'm', day: row.day, certainty: 'estimated' };
  const cost = { unit: 'USD', lowNano: 1n, likelyNano: 5n, highNano: 8n };
  await older.table('records').bulkAdd([
    { ...call, callId: 'c', openedAt: Date.now(), cost, usage: { 'input-tokens': 7, 'output-tokens': 2, seconds: 3 } },
    { ...call, callId: 'd', openedAt: 1, cost, usage: { 'input-tokens': 100 } },
  ]);
  older.close();
  const database = new Database('older-8');
  expect(await database.rollups.toArray()).toEqual([
    { ...row, restNano: 3n, tokens: 9 },
    { ...row, model: 'n' },
  ]);
  await database.delete();
});

it('begins with what version 8 stored: spend by hour, past balances, and a line for each amount that was chosen', async () => {
  const older = new Dexie('older-8-hours');
  older.version(8).stores({ ...STORES_OF_3, companion: 'id', syncNotes: '[kind+id], waiting' });
  const hour = Date.now() - (Date.now() % 3_600_000);
  const cost = { unit: 'USD', lowNano: 5n, likelyNano: 5n, highNano: 5n };
  const call = { provider: 'sandbox', account: 'sandbox:acc_1', model: 'm', origin: 'o', fingerprint: 'f'.repeat(64) };
  for (const callId of ['a', 'b'])
    await older.table('records').add({ ...call, callId, openedAt: hour + 1, cost, certainty: 'billed' });
  await older.table('records').add({ ...call, callId: 'c', openedAt: hour + 1, cost: null, certainty: 'unknown' });
  const reading = { unit: 'USD', availableNano: 5n, frozenNano: null, at: 1, source: 'console' };
  await older.table('readings').add({ account: call.account, unit: 'USD', reading, spentSinceNano: 3n });
  const account = { id: call.account, provider: 'sandbox', name: null };
  await older.table('accounts').add({ ...account, lowBelow: { USD: 7n }, lowSince: { USD: 1 } });
  await older.table('accounts').add({ ...account, id: 'sandbox:acc_2' });
  older.close();
  const database = new Database('older-8-hours');
  const { fingerprint: _, ...rest } = call;
  expect(await database.hours.toArray()).toEqual([
    { ...rest, unit: 'USD', key: 'ffffffff', hour, nano: 10n, calls: 2 },
  ]);
  expect(await database.balanceHistory.toArray()).toEqual([{ account: call.account, unit: 'USD', at: 1, reading }]);
  expect(await database.accounts.toArray()).toEqual([
    {
      ...account,
      thresholds: [
        { kind: 'amount', unit: 'USD', below: 7n },
        { kind: 'of-day', percent: 20 },
        { kind: 'runway', days: 3 },
      ],
    },
    { ...account, id: 'sandbox:acc_2' },
  ]);
  await database.delete();
});
