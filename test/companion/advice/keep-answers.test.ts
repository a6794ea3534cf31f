import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AdviceWork } from '../../../companion/advice/advice-work.ts';
import { askOnce } from '../../../companion/advice/keep-answers.ts';
import { openLedgerFile } from '../../../companion/ledger/open-file.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { made, NO_BOOK, NOVEMBER } from '../../advice/samples.ts';

let folder: string;
let work: AdviceWork & { readonly question: { readonly kind: 'savings' } };
const usage = { 'input-tokens': 1000, 'output-tokens': 200 };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-kept-'));
  work = {
    ...{ source: { kind: 'file', path: join(folder, 'ledger.sqlite') }, ledger: 'main', book: NO_BOOK },
    ...{ span: { start: 0, end: NOVEMBER * 2 }, sites: { descriptions: [], relays: [] } },
    question: { kind: 'savings', from: 0, worth: { days: 30, dollarNano: {} } },
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

async function append(number: number): Promise<number> {
  const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
  const record = made(number, { usage });
  await openLedgerStore(file.sql).transact(async ({ records }) => records.put(record));
  await file.close();
  return record.openedAt;
}

it('an answer is told again until a call comes or a minute is over, and is worked out once for all who ask meanwhile', async () => {
  const newest = await append(1);
  const [one, other] = await Promise.all([askOnce(work, { newest, now: 1 }), askOnce(work, { newest, now: 2 })]);
  expect(one?.calls).toBe(1);
  expect(other).toBe(one);
  // A second call that the marker does not tell of: what was answered is told again.
  const later = await append(2);
  expect((await askOnce(work, { newest, now: 60_001 }))?.calls).toBe(1);
  expect((await askOnce(work, { newest: later, now: 3 }))?.calls).toBe(2);
  await append(3);
  expect((await askOnce(work, { newest: later, now: 61_000 }))?.calls).toBe(3);
  // Another question has an answer of its own.
  const since = { ...work, question: { ...work.question, from: later } };
  expect((await askOnce(since, { newest: later, now: 61_001 }))?.calls).toBe(2);
});

it('what failed is asked anew', async () => {
  const gone = { ...work, source: { kind: 'file', path: join(folder, 'none', 'ledger.sqlite') } } as const;
  await expect(askOnce(gone, { newest: null, now: 1 })).rejects.toThrow('could not be read');
  const again = askOnce(gone, { newest: null, now: 1 });
  await expect(again).rejects.toThrow('could not be read');
});
