import '../webext/fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BalanceReading } from '../../lib/domain/balance.ts';
import { putReading, putReadingNow } from '../../lib/ledger/put-reading.ts';
import { mergeReading } from '../../lib/sync/merge-item.ts';
import { NOW } from '../domain/samples.ts';
import { readingOf } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
let host: DexieHost;
beforeEach(async () => {
  host = await openDexieHost(NOW);
  await host.addAccount();
});
afterEach(() => host.close());

const at = (time: number, left: bigint): BalanceReading => ({ ...readingOf(host, left), at: time });
const known = async () => (await host.database.readings.get([ACCOUNT, 'USD']))?.reading.availableNano;
const history = async () => (await host.database.balanceHistory.toArray()).map(({ at: time }) => time - NOW);

describe('a balance that was read while a clock was ahead', () => {
  it.each([DAY_MS, 365 * DAY_MS])(
    'gives way to the next look at the wallet, and leaves no point behind (%i ms)',
    async (aheadMs) => {
      await putReadingNow(host.database, ACCOUNT, at(NOW - DAY_MS, 9n));
      await putReadingNow(host.database, ACCOUNT, at(NOW + aheadMs, 8n));
      await putReadingNow(host.database, ACCOUNT, at(NOW, 0n));
      expect(await known()).toBe(0n);
      expect(await history()).toEqual([-DAY_MS, 0]);
      await putReadingNow(host.database, ACCOUNT, at(NOW + MINUTE_MS, 5n));
      expect(await known()).toBe(5n);
    },
  );

  it('is told from one of somebody whose clock is some minutes off, and from one that comes late', async () => {
    await putReadingNow(host.database, ACCOUNT, at(NOW + 5 * MINUTE_MS, 8n));
    await putReadingNow(host.database, ACCOUNT, at(NOW, 0n));
    expect(await known()).toBe(8n);
    await putReading(host.database, ACCOUNT, at(NOW - 30 * DAY_MS, 1n));
    expect(await known()).toBe(8n);
    expect(await history()).toEqual([5 * MINUTE_MS]);
  });

  it('is not taken from another browser, and what another one knows wins over it', async () => {
    await putReadingNow(host.database, ACCOUNT, at(NOW, 3n));
    const future = await mergeReading(host.database, ACCOUNT, at(NOW + 2 * DAY_MS, 9n), NOW);
    expect([future, await known()]).toEqual([{ isChanged: false, isMine: true }, 3n]);
    await putReadingNow(host.database, ACCOUNT, at(NOW + 2 * DAY_MS, 9n));
    const theirs = await mergeReading(host.database, ACCOUNT, at(NOW - MINUTE_MS, 4n), NOW);
    expect([theirs, await known()]).toEqual([{ isChanged: true, isMine: false }, 4n]);
    // Neither knows better.
    await putReadingNow(host.database, ACCOUNT, at(NOW + 2 * DAY_MS, 9n));
    const both = await mergeReading(host.database, ACCOUNT, at(NOW + 3 * DAY_MS, 1n), NOW);
    expect([both, await known()]).toEqual([{ isChanged: false, isMine: false }, 9n]);
  });
});
