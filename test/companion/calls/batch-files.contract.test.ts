import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BatchFiles, openBatchFiles } from '../../../companion/calls/batch-files.ts';
import { openKeyMarks } from '../../../companion/calls/key-marks.ts';
import type { GatewayCall } from '../../../companion/gateway/review-port.ts';
import { openBatchFileTable } from '../../../companion/ledger/batch-file-table.ts';
import { type LedgerStore, openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import type { Draft } from '../../../lib/domain/call.ts';
import { findProvider } from '../../../lib/providers/registry.ts';
import { plainDraft } from '../../../lib/wires/plain-draft.ts';
import { adapters, type TestDatabase } from '../ledger/adapters.ts';

const DAY_MS = 24 * 3_600_000;
const SECRET = '5'.repeat(64);
const BARE = plainDraft('openai-batches', { tier: 'batch' });
const BODY = { model: 'gpt-4o-mini', max_tokens: 40, messages: [{ role: 'user', content: 'Hello' }] };
const LINE = JSON.stringify({ custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: BODY });

/** A call of a key's, as far as it is looked at here. */
function callOf(path: string, key: string | null, body = ''): GatewayCall {
  const surface = findProvider('openai')?.surfaces.find((one) => one.path === path) ?? null;
  return {
    ...{ callId: 'c', requestId: 'c', kind: 'call', provider: 'openai', surface, wire: surface?.wire ?? null },
    ...{ method: 'POST', path, tool: 'unnamed', label: null, account: null, key, isSigned: false, retry: null },
    ...{ idempotencyKey: null, body: { kind: 'text', text: body, bytes: body.length } },
    signal: new AbortController().signal,
  };
}

describe.each(adapters)('files of batches over $name', ({ open }) => {
  let database: TestDatabase;
  let store: LedgerStore;
  let now: number;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    store = openLedgerStore(database.sql, await database.newLedger());
    now = Date.UTC(2026, 10, 22);
  });

  const companion = (): BatchFiles => openBatchFiles({ store, secretHex: SECRET, counters: {}, now: () => now });

  async function handIn(files: BatchFiles, id: string, key: string | null = 'k1', text = LINE): Promise<void> {
    const taker = files.take(callOf('/v1/files', key));
    taker?.push(text);
    await taker?.end(JSON.stringify({ id, object: 'file', purpose: 'batch' }));
  }
  const ask = (files: BatchFiles, id: string, key: string | null = 'k1'): Promise<Draft> =>
    files.sized(callOf('/v1/batches', key, JSON.stringify({ input_file_id: id })), BARE);

  it('are known to every companion over one ledger', async () => {
    await handIn(companion(), 'file-1');
    expect(await ask(companion(), 'file-1')).toMatchObject({ model: 'gpt-4o-mini', answers: 1, outputTokensMax: 40 });
    expect(await ask(companion(), 'file-2')).toEqual(BARE);
  });

  it('are known as soon as they were answered, before they are written', async () => {
    const files = companion();
    const written = handIn(files, 'file-1');
    expect(await ask(files, 'file-1')).toMatchObject({ answers: 1 });
    await written;
  });

  it('are known for the wallet that handed them in: its other keys, and nobody else', async () => {
    const files = companion();
    await handIn(files, 'file-1');
    expect(await ask(files, 'file-1', 'k2')).toEqual(BARE);
    expect(await ask(files, 'file-1', null)).toEqual(BARE);
    const marksOf = openKeyMarks(SECRET);
    await store.transact(async ({ keys }) => {
      for (const [key, account] of [
        ['k1', 'a'],
        ['k2', 'a'],
        ['k3', 'b'],
      ] as const) {
        const fingerprint = marksOf(key, null).fingerprint ?? '';
        await keys.put({ fingerprint, account, provider: 'openai' } as never);
      }
    });
    expect(await ask(files, 'file-1', 'k2')).toMatchObject({ answers: 1 });
    expect(await ask(files, 'file-1', 'k3')).toEqual(BARE);
  });

  it('are forgotten after a month', async () => {
    const files = companion();
    await handIn(files, 'file-1');
    now += 29 * DAY_MS;
    expect(await ask(files, 'file-1')).toMatchObject({ answers: 1 });
    now += DAY_MS;
    expect(await ask(files, 'file-1')).toEqual(BARE);
    await handIn(files, 'file-2');
    const left = await store.transactBelow(async ({ tx, ledger }) => openBatchFileTable(tx, ledger).toArray());
    expect(left.map(({ file }) => file)).toEqual(['file-2']);
  });

  it.each([
    ['that are for something else', { id: 'file-1', purpose: 'assistants' }],
    ['whose number is none', { id: 'a file\n', purpose: 'batch' }],
    ['of which nothing good was said', { error: { message: 'no' } }],
  ])('%s are not kept', async (_name, answer) => {
    const taker = companion().take(callOf('/v1/files', 'k1'));
    taker?.push(LINE);
    await taker?.end(JSON.stringify(answer));
    const left = await store.transactBelow(async ({ tx, ledger }) => openBatchFileTable(tx, ledger).toArray());
    expect(left).toEqual([]);
  });

  it('are looked at where batches are made of them only', () => {
    expect(companion().take(callOf('/v1/moderations', 'k1'))).toBeNull();
    expect(companion().take({ ...callOf('/v1/files', 'k1'), provider: 'anthropic' })).toBeNull();
  });
});
