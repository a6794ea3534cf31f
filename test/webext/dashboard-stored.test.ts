import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../lib/domain/record.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { costHabitId } from '../../lib/ledger/row-ids.ts';
import { readSettingsView, writeAmount } from '../../lib/webext/dashboard-settings.ts';
import { readStored } from '../../lib/webext/dashboard-stored.ts';
import { exportLedger } from '../../lib/webext/export-ledger.ts';
import { linkKey, unlinkKey } from '../../lib/webext/link-accounts.ts';
import { DEFAULT_SETTINGS } from '../../lib/webext/settings.ts';
import { wipeLedger } from '../../lib/webext/wipe-ledger.ts';
import { NOW } from '../domain/samples.ts';
import { answered, anyKey, PLENTY, readingOf, refused, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT, CONSOLE } from '../engine/ledger-host.ts';
import { failWrites } from './watch-database.ts';

const MARK = 'ab'.repeat(32);
const SECRET = 'cd'.repeat(32);
const OTHER = 'sandbox:other';
let host: DexieHost;
beforeEach(async () => {
  host = await openDexieHost(NOW);
  await host.addAccount();
  await host.addKey(MARK, ACCOUNT, anyKey);
  await host.putReading(ACCOUNT, readingOf(host, PLENTY));
});
afterEach(() => host.close());

const settle = (
  callId: string,
  outcome = answered(1200, 100),
  change: { origin?: string; fingerprint?: string } = {},
) => settleCall({ ...settlement(callId, outcome), ...change }, host.ports);

async function writeOut(): Promise<{ readonly text: string; readonly pieces: number; readonly longest: number }> {
  const pieces: string[] = [];
  const settings = { ...DEFAULT_SETTINGS, fingerprintKey: SECRET };
  for await (const piece of exportLedger(host.database, { version: '0.1.0', at: NOW, settings }))
    pieces.push(piece.text);
  return { text: pieces.join(''), pieces: pieces.length, longest: Math.max(...pieces.map(({ length }) => length)) };
}

async function addMany(count: number): Promise<void> {
  const { record } = await settle('first', answered(1200, 100), { fingerprint: MARK });
  if (record === null) throw new Error('an answer leaves a record');
  const copies = Array.from({ length: count }, (_, index): CallRecord => ({ ...record, callId: `copy-${index}` }));
  await host.database.records.bulkAdd(copies);
}

describe('the export', () => {
  it('is one JSON file with every row, amounts as marked decimal strings, and nothing that leads to a key', async () => {
    await addMany(10_000);
    const { text, pieces, longest } = await writeOut();
    const file = JSON.parse(text);
    expect(file).toMatchObject({ format: 'tollkeeper-export', formatVersion: 2, settings: { refusals: 'withhold' } });
    expect(file.tables.records).toHaveLength(10_001);
    expect(new Set(file.tables.records.map(({ callId }: CallRecord) => callId)).size).toBe(10_001);
    expect(file.tables.records[0].cost.likelyNano).toEqual({ $nano: '15000000' });
    expect(file.entries).toBe(Object.values(file.tables).flat().length);
    expect(file.tables.keys).toEqual([expect.objectContaining({ name: 'dev-1' })]);
    expect(file.tables.rollups).toHaveLength(1);
    expect(await host.database.keys.count()).toBe(1);
    expect(text).not.toContain(MARK);
    expect(text).not.toContain(SECRET);
    // In portions: no piece is a tenth of it.
    expect(pieces).toBeGreaterThan(10);
    expect(longest).toBeLessThan(text.length / 8);
  }, 60_000);

  it('of an empty ledger is a whole file', async () => {
    await wipeLedger(host.database, { kind: 'all' });
    const { tables } = JSON.parse((await writeOut()).text);
    expect(Object.values(tables)).toEqual(Array.from({ length: 16 }, () => []));
  });
});

describe('deleting', () => {
  it('everything leaves nothing, and says what is gone', async () => {
    await settle('a');
    const gone = await wipeLedger(host.database, { kind: 'all' });
    expect(gone).toMatchObject({ records: 1, accounts: 1, keys: 1, readings: 1, rollups: 1 });
    const stored = await readStored(host.database);
    expect(Object.values(stored.counts).every((count) => count === 0)).toBe(true);
    expect(stored).toMatchObject({ oldestDay: null, accounts: [], sites: [] });
  });

  it('one site takes its calls out of the daily sums, and leaves the rest as it was', async () => {
    await settle('a');
    await settle('b', refused(), { origin: 'https://other.example' });
    await settle('c', answered(1200, 200), { origin: 'https://other.example' });
    const before = await host.sumsOf('USD');
    expect((await readStored(host.database)).sites).toEqual([CONSOLE, 'https://other.example']);
    const gone = await wipeLedger(host.database, { kind: 'site', origin: 'https://other.example' });
    expect(gone).toMatchObject({ records: 2, rollups: 0, accounts: 0 });
    expect((await host.records()).map(({ callId }) => callId)).toEqual(['a']);
    expect(await host.sumsOf('USD')).toEqual({ calls: 1, refusals: 0, likelyNano: 15_000_000n, unknownCalls: 0 });
    expect(before.calls).toBe(3);
    await wipeLedger(host.database, { kind: 'site', origin: CONSOLE });
    expect(await host.database.rollups.count()).toBe(0);
  });

  it('one account leaves the other alone', async () => {
    await settle('a', answered(1200, 100), { fingerprint: MARK });
    await host.addAccount(OTHER);
    await host.putReading(OTHER, readingOf(host, 5n));
    const gone = await wipeLedger(host.database, { kind: 'account', id: ACCOUNT, name: 'x' });
    expect(gone).toMatchObject({ records: 1, accounts: 1, keys: 1, readings: 1, habits: 1, rollups: 1 });
    expect((await host.database.accounts.toArray()).map(({ id }) => id)).toEqual([OTHER]);
    expect((await host.database.readings.toArray()).map(({ account }) => account)).toEqual([OTHER]);
  });

  it('many calls goes in portions', async () => {
    await addMany(10_000);
    const gone = await wipeLedger(host.database, { kind: 'site', origin: CONSOLE });
    expect(gone.records).toBe(10_001);
    expect(await host.database.records.count()).toBe(0);
  }, 60_000);

  it('that fails leaves everything, and says so', async () => {
    await settle('a');
    const disk = failWrites(host.database, 'records');
    disk.isFull = true;
    await expect(wipeLedger(host.database, { kind: 'all' })).rejects.toThrow();
    disk.isFull = false;
    expect(await host.records()).toHaveLength(1);
    expect(await host.database.accounts.count()).toBe(1);
  });
});

it('the settings show keys that were said not to be of an account, where that can be taken back', async () => {
  const fingerprint = '6'.repeat(64);
  const wallets = async () => (await readSettingsView(host.database)).wallets;
  expect(await wallets()).toEqual([]);
  const deny = { fingerprint, provider: 'sandbox', account: ACCOUNT, now: NOW, isDenied: true };
  expect(await linkKey(host.database, deny)).toBe(true);
  expect(await wallets()).toMatchObject([{ id: ACCOUNT, linkedKeys: [], deniedKeys: [fingerprint] }]);
  expect(await unlinkKey(host.database, fingerprint)).toBe(true);
  expect(await wallets()).toEqual([]);
});

describe('limits', () => {
  const limits = async () => (await readSettingsView(host.database)).limits;

  it('of tokens stand apart, one for each account, and nobody is asked unless one is chosen', async () => {
    const ofTokens = async () => (await readSettingsView(host.database)).tokenLimits;
    const unit = 'tokens a call';
    const none = { account: ACCOUNT, accountName: 'Sandbox', unit, ownNano: null, usualNano: null };
    expect(await ofTokens()).toEqual([none]);
    await writeAmount(host.database, 'ownLimits', { account: ACCOUNT, unit, nano: 50_000_000_000_000n });
    expect(await ofTokens()).toEqual([{ ...none, ownNano: 50_000_000_000_000n }]);
    expect((await limits()).map((limit) => limit.unit)).toEqual(['USD']);
    await writeAmount(host.database, 'ownLimits', { account: ACCOUNT, unit, nano: null });
    expect(await ofTokens()).toEqual([none]);
  });

  it('follow what is usual until one is chosen, and again when it is forgotten', async () => {
    expect(await limits()).toEqual([
      {
        account: ACCOUNT,
        accountName: 'Sandbox',
        unit: 'USD',
        ownNano: null,
        usualNano: 500_000_000n,
        usualRule: 'floor',
        quietNano: null,
      },
    ]);
    const dear = Array(5).fill(1_000_000_000n);
    await host.database.habits.put({ id: costHabitId(ACCOUNT, 'USD'), values: dear });
    expect(await limits()).toMatchObject([{ usualNano: 4_000_000_000n, usualRule: 'usual' }]);
    await host.database.habits.clear();
    await writeAmount(host.database, 'ownLimits', { account: ACCOUNT, unit: 'USD', nano: 2_000_000_000n });
    expect(await limits()).toMatchObject([{ ownNano: 2_000_000_000n, usualNano: 500_000_000n }]);
    await writeAmount(host.database, 'ownLimits', { account: ACCOUNT, unit: 'USD', nano: null });
    expect(await limits()).toMatchObject([{ ownNano: null }]);
    expect((await host.database.accounts.get(ACCOUNT))?.ownLimits).toEqual({});
  });

  it('shows what was said on a card about shortages, until that is taken back', async () => {
    await writeAmount(host.database, 'quietBelow', { account: ACCOUNT, unit: 'USD', nano: 2_000_000_000n });
    expect(await limits()).toMatchObject([{ quietNano: 2_000_000_000n, ownNano: null }]);
    await writeAmount(host.database, 'quietBelow', { account: ACCOUNT, unit: 'USD', nano: null });
    expect(await limits()).toMatchObject([{ quietNano: null }]);
    expect((await host.database.accounts.get(ACCOUNT))?.quietBelow).toEqual({});
  });

  it('of an account that is gone cannot be set', async () => {
    await expect(
      writeAmount(host.database, 'ownLimits', { account: 'sandbox:gone', unit: 'USD', nano: 1n }),
    ).rejects.toThrow('not there');
  });
});
