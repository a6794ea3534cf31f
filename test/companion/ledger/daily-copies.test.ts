import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startDailyCopies } from '../../../companion/ledger/daily-copies.ts';
import { openLedgerFile } from '../../../companion/ledger/open-file.ts';

const DAY_MS = 24 * 3_600_000;
const START = Date.UTC(2026, 10, 22);

async function open(now: () => number) {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-copies-'));
  const file = await openLedgerFile(join(folder, 'ledger.db'), { now });
  const troubles: unknown[] = [];
  let looks = 0;
  const counted = (): number => {
    looks += 1;
    return now();
  };
  const copies = startDailyCopies({
    ...{ backUp: file.backUp, backedUpAt: file.backedUpAt, now: counted, firstMs: 1, lookMs: 5 },
    onTrouble: (error) => void troubles.push(error),
  });
  onTestFinished(async () => {
    await copies.stop();
    await file.close();
    rmSync(folder, { recursive: true });
  });
  const kept = (): number => readdirSync(folder).filter((name) => /backup-\w+$/.test(name)).length;
  return { folder, file, copies, troubles, kept, looks: () => looks };
}

it('a ledger without a copy gets one, and the next one a day later, however short each run is', async () => {
  let at = START;
  const { file, kept, looks, troubles } = await open(() => at);
  await expect.poll(kept).toBe(1);
  expect(file.backedUpAt()).toBe(START);
  at = START + DAY_MS - 1;
  const before = looks();
  await expect.poll(looks).toBeGreaterThan(before + 4);
  expect(kept()).toBe(1);
  at = START + DAY_MS;
  await expect.poll(kept).toBe(2);
  expect(troubles).toEqual([]);
});

it('a clock that was set back puts off no copy', async () => {
  let at = START + 30 * DAY_MS;
  const { kept, looks } = await open(() => at);
  await expect.poll(kept).toBe(1);
  at = START;
  await expect.poll(kept).toBe(2);
  at = START + 1;
  const before = looks();
  await expect.poll(looks).toBeGreaterThan(before + 4);
  expect(kept()).toBe(2);
});

it('who stops waits for the copy under way, and none is made of a server', async () => {
  let at = START;
  const { file, copies: own } = await open(() => at++);
  await own.stop();
  let isDone = false;
  const backUp = async (): Promise<string> => {
    const path = await file.backUp();
    isDone = true;
    return path;
  };
  let began: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    began = resolve;
  });
  const copies = startDailyCopies({
    ...{ now: () => START, firstMs: 0, onTrouble: () => {} },
    backedUpAt: () => null,
    backUp: () => {
      began();
      return backUp();
    },
  });
  await begun;
  await copies.stop();
  expect(isDone).toBe(true);
  await startDailyCopies({ backUp: null, backedUpAt: () => null, now: () => START, onTrouble: () => {} }).stop();
});

it('what a killed copy has left is gone with the next start', async () => {
  const { folder, file } = await open(() => START);
  const path = join(folder, 'other.db');
  const left = `${path}.backup-20261121T000000000Z.part`;
  writeFileSync(left, 'half');
  const other = await openLedgerFile(path);
  await other.close();
  expect([existsSync(left), file.sql.database.isOpen]).toEqual([false, true]);
});
