import 'fake-indexeddb/auto';
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
