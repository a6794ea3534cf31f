import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANY_CALL, type CallFilter, type CallPosition } from '../../lib/domain/dashboard.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { readDetail } from '../../lib/screens/read-detail.ts';
import { readCalls, readChoices, readNewest } from '../../lib/webext/dashboard-calls.ts';
import { NOW } from '../domain/samples.ts';
import { answered, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';

const ROWS = 10_000;
const MODELS = ['toll-large', 'toll-medium', 'toll-mini'];
const OUTCOMES = ['answer', 'answer', 'answer', 'cut', 'error'] as const;
const MINUTE_MS = 60_000;
/** One in a thousand was refused, one in a hundred went out unchecked. */
const change = (index: number): Partial<CallRecord> => ({
  callId: `1-2-3-${Math.floor(index / 100)}-${index}`,
  requestId: `1-2-3-${Math.floor(index / 100)}-${index - (index % 2)}`,
  provider: index % 10 === 0 ? 'other' : 'sandbox',
  model: index % 7 === 0 ? null : (MODELS[index % 3] ?? null),
  outcome: index % 1000 === 500 ? 'refusal' : (OUTCOMES[index % 5] ?? 'answer'),
  isReviewed: index % 100 !== 42,
  providerRequestId: index % 3 === 0 ? null : `req_${index}`,
  origin: index % 2000 === 1 ? 'https://rare.example' : 'https://common.example',
  // Several of one instant, so that a page ends in the middle of them.
  openedAt: NOW - Math.floor(index / 7) * MINUTE_MS,
});

let host: DexieHost;
let rows: readonly CallRecord[];
beforeAll(async () => {
  host = await openDexieHost(NOW);
  await host.addAccount();
  const { record } = await settleCall(settlement('first', answered(1200, 100)), host.ports);
  if (record === null) throw new Error('an answer leaves a record');
  rows = Array.from({ length: ROWS }, (_, index) => ({ ...record, ...change(index) }));
  await host.database.records.clear();
  await host.database.records.bulkAdd([...rows]);
});
afterAll(() => host.close());

/** Everything that fits, page by page, as the screen asks for it. */
async function readAll(filter: Partial<CallFilter>, callsMax = 50): Promise<readonly string[]> {
  const found: string[] = [];
  let after: CallPosition | null = null;
  do {
    const slice = await readCalls(host.database, { ...ANY_CALL, ...filter }, { after, callsMax });
    expect(slice.calls.length).toBeLessThanOrEqual(callsMax);
    found.push(...slice.calls.map(({ record }) => record.callId));
    after = slice.next;
  } while (after !== null);
  return found;
}

const idsOf = (fits: (row: CallRecord) => boolean): readonly string[] => rows.filter(fits).map(({ callId }) => callId);
const dayOf = (at: number): string => {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
};

describe('the list of 10,000 calls', () => {
  it.each<readonly [string, Partial<CallFilter>, (row: CallRecord) => boolean]>([
    ['all', {}, () => true],
    ['of a provider', { provider: 'other' }, (row) => row.provider === 'other'],
    ['of a model', { model: 'toll-mini' }, (row) => row.model === 'toll-mini'],
    ['refused', { outcome: 'refusal' }, (row) => row.outcome === 'refusal'],
    ['unchecked', { outcome: 'unreviewed' }, (row) => !row.isReviewed],
    ['on a site', { search: ' Rare.' }, (row) => row.origin.includes('rare')],
    ['by part of a model', { search: 'MEDIUM' }, (row) => row.model === 'toll-medium'],
    [
      'of a model that failed',
      { model: 'toll-large', outcome: 'error', provider: 'sandbox' },
      (row) => row.model === 'toll-large' && row.outcome === 'error' && row.provider === 'sandbox',
    ],
    [
      'by the number of the provider',
      { search: 'REQ_77' },
      (row) => row.providerRequestId?.startsWith('req_77') === true,
    ],
    ['that nothing fits', { model: 'toll-nothing' }, () => false],
  ])(
    'gives each call once, newest first: %s',
    async (_name, filter, fits) => {
      const found = await readAll(filter);
      expect([...found].sort()).toEqual([...idsOf(fits)].sort());
      const times = found.map((id) => rows.find(({ callId }) => callId === id)?.openedAt ?? 0);
      expect(times).toEqual([...times].sort((a, b) => b - a));
    },
    60_000,
  );

  it('keeps to the days, both included', async () => {
    const day = dayOf(NOW - 500 * MINUTE_MS);
    const found = await readAll({ fromDay: day, toDay: day });
    expect([...found].sort()).toEqual([...idsOf((row) => dayOf(row.openedAt) === day)].sort());
    expect(found.length).toBeGreaterThan(100);
    expect(found.length).toBeLessThan(ROWS);
  });

  it('finds every attempt of a request by its id', async () => {
    expect([...(await readAll({ search: '1-2-3-7-722' }))].sort()).toEqual(['1-2-3-7-722', '1-2-3-7-723']);
  });

  it.each<readonly [Partial<CallFilter>, number]>([
    [{}, 51],
    [{ provider: 'other' }, 51],
    [{ model: 'toll-mini' }, 51],
    [{ outcome: 'refusal' }, 10],
    [{ search: 'rare' }, 1000],
    [{ outcome: 'unreviewed' }, 1000],
    [{ search: '1-2-3-7-722' }, 100],
  ])('reads no more for a page of %j than %i rows', async (filter, rowsMax) => {
    const passed = countRows(host);
    await readCalls(host.database, { ...ANY_CALL, ...filter }, { after: null, callsMax: 50 });
    expect(passed.rows).toBeGreaterThan(0);
    expect(passed.rows).toBeLessThanOrEqual(rowsMax);
  });
});

/** Rows that are read from now on, by whatever way. */
function countRows({ database }: DexieHost): { rows: number } {
  const passed = { rows: 0 };
  database.records.hook('reading', (row) => {
    passed.rows += 1;
    return row;
  });
  return passed;
}

it('knows the newest call, and offers the names that sums were kept for', async () => {
  expect(await readNewest(host.database)).toBe(NOW);
  const sums = { day: '2026-11-21', unit: 'USD', calls: 1, refusals: 0, likelyNano: 0n, unknownCalls: 0 };
  await host.database.rollups.bulkPut([
    { ...sums, provider: 'sandbox', model: 'toll-mini' },
    { ...sums, provider: 'gone', model: '' },
  ]);
  const { providers, models } = await readChoices(host.database);
  expect(providers).toEqual([
    { id: 'gone', name: 'gone' },
    { id: 'sandbox', name: 'Sandbox' },
  ]);
  expect(models).toContain('toll-mini');
  expect(models).not.toContain('');
});

it('tells of one call whose it was, and gives a report without account, site or mark of a key', async () => {
  const id = '1-2-3-0-1';
  await host.addKey('f'.repeat(64), ACCOUNT, {
    name: 'dev-1',
    billing: null,
    limitNano: null,
    usedNano: null,
    unit: 'USD',
  });
  await host.database.records.update(id, {
    fingerprint: 'f'.repeat(64),
    account: ACCOUNT,
    origin: 'https://me.example',
  });
  const detail = await readDetail(host.database, id, { version: '9.9.9', language: 'en' });
  expect(detail).toMatchObject({ accountName: 'Sandbox', keyName: 'dev-1' });
  expect(detail?.report).toContain('Tollkeeper 9.9.9');
  expect(detail?.report).toContain('"input-tokens":1200');
  for (const secret of ['ffff', ACCOUNT, 'me.example', 'dev-1']) expect(detail?.report).not.toContain(secret);
  expect(await readDetail(host.database, 'gone', { version: '9.9.9', language: 'en' })).toBeNull();
});
