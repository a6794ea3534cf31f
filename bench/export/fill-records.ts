import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedgerFile } from '../../companion/ledger/open-file.ts';
import { openLedgerStore } from '../../companion/ledger/open-ledger.ts';
import { openCompanion } from '../../companion/open-companion.ts';
import { startSandbox } from '../../companion/sandbox/server.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';
import type { CallRecord } from '../../lib/domain/record.ts';

const TOGETHER = 5000;
const DAY_MS = 86_400_000;

/**
 * A data folder whose ledger has so many settled calls, spread over a year or so many days: copies of one real record, so that
 * they have the shape of this version, whatever it is.
 */
export async function fillRecords(
  calls: number,
  vary: (record: CallRecord, index: number) => CallRecord = (record) => record,
  days = 365,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-export-'));
  const template = await oneRecord(folder);
  const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
  const store = openLedgerStore(file.sql);
  const start = Date.now() - days * DAY_MS;
  for (let from = 0; from < calls; from += TOGETHER) {
    const rows = Array.from({ length: Math.min(TOGETHER, calls - from) }, (_, at) => {
      const openedAt = start + Math.floor(((from + at) * days * DAY_MS) / calls);
      const callId = `0190${String(from + at).padStart(28, '0')}`;
      const day = new Date(openedAt).toISOString().slice(0, 10);
      return vary({ ...template, callId, requestId: callId, openedAt, settledAt: openedAt + 900, day }, from + at);
    });
    await store.transact(async ({ records }) => records.bulkPut(rows));
  }
  await file.close();
  return folder;
}

async function oneRecord(folder: string): Promise<CallRecord> {
  const sandbox = await startSandbox({ port: null });
  const companion = await openCompanion({
    ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', standIns: { sandbox: sandbox.origin } },
    onTrouble: (what) => console.error(what),
  });
  const body = { model: 'toll-mini', messages: [{ role: 'user', content: 'How far is the moon?' }], max_tokens: 50 };
  const headers = { authorization: `Bearer ${demoKeys.default}`, 'content-type': 'application/json' };
  const url = `${companion.gateway.origin}/sandbox/v1/chat/completions`;
  await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).text();
  await companion.stop();
  await sandbox.close();
  const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
  const [record] = await openLedgerStore(file.sql).transact(async ({ records }) => records.toArray());
  await file.close();
  if (record === undefined) throw new Error('[bench] the call left no record');
  return record;
}
