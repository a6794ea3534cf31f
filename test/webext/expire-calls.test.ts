import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPEN_CALL_MS_MAX } from '../../lib/domain/open-call.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { settleDocument, settleExpired } from '../../lib/webext/expire-calls.ts';
import { localDay } from '../../lib/webext/local-day.ts';
import { answered, CHAT_RESERVE, readingOf, request, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';
import { countWriting } from './watch-database.ts';

let host: DexieHost;
beforeEach(async () => {
  // Expiry goes by the real clock.
  host = await openDexieHost(Date.now());
  await host.addAccount();
});
afterEach(() => host.close());

const open = (callId: string, documentId = 'document-1') =>
  reviewCall(request(callId, undefined, { documentId }), host.ports);

describe('a call that nobody settled', () => {
  it('is booked as unknown when its time is over', async () => {
    host.now -= OPEN_CALL_MS_MAX + 1000;
    await open('old');
    host.now = Date.now();
    await open('young');
    await settleExpired(host.database);
    expect(await host.records()).toMatchObject([
      { callId: 'old', outcome: 'cut', certainty: 'unknown', isReviewed: true, cost: { highNano: CHAT_RESERVE } },
    ]);
    expect(await host.openCalls()).toMatchObject([{ callId: 'young' }]);
  });

  it('and never left leaves nothing', async () => {
    host.now -= OPEN_CALL_MS_MAX + 1000;
    await host.putReading(ACCOUNT, readingOf(host, 0n));
    expect((await open('held')).kind).toBe('ask');
    await settleExpired(host.database);
    expect(await host.records()).toEqual([]);
    expect(await host.openCalls()).toEqual([]);
  });

  it('is settled as cut when its document goes away', async () => {
    await open('a', 'closed');
    await open('b', 'closed');
    await open('c', 'still-there');
    await settleDocument(host.database, 'closed');
    expect((await host.records()).map(({ callId, outcome }) => [callId, outcome])).toEqual([
      ['a', 'cut'],
      ['b', 'cut'],
    ]);
    expect(await host.openCalls()).toMatchObject([{ callId: 'c' }]);
  });

  it('is booked once, whoever comes first', async () => {
    await open('a', 'closed');
    await Promise.all([
      settleDocument(host.database, 'closed'),
      settleCall(settlement('a', answered(1200, 100)), host.ports),
      settleDocument(host.database, 'closed'),
    ]);
    expect(await host.records()).toHaveLength(1);
    expect(await host.sumsOf('USD')).toMatchObject({ calls: 1 });
  });

  it('is one of many that are booked together', async () => {
    for (let index = 0; index < 120; index += 1) await open(`call-${index}`, 'closed');
    const writing = countWriting(host.database);
    await settleDocument(host.database, 'closed');
    // In five portions; then somebody looks what runs out, and notes that.
    expect(writing.count).toBe(6);
    expect(await host.sumsOf('USD')).toMatchObject({ calls: 120, unknownCalls: 120 });
    expect(await host.openCalls()).toEqual([]);
  });

  it('does not keep others open when it cannot be booked', async () => {
    await open('a', 'closed');
    await open('b', 'closed');
    const broken = await host.database.openCalls.get('a');
    if (!broken) throw new Error('the review wrote no row');
    await host.database.openCalls.put({ ...broken, draft: null as never });
    await expect(settleDocument(host.database, 'closed')).rejects.toThrow('[ledger] 1 open calls could not be settled');
    expect(await host.records()).toMatchObject([{ callId: 'b' }]);
    expect(await host.openCalls()).toMatchObject([{ callId: 'a' }]);
  });
});

describe('localDay', () => {
  it('is the day on the user’s own calendar', () => {
    expect(localDay(new Date(2026, 0, 5, 0, 0).getTime())).toBe('2026-01-05');
    expect(localDay(new Date(2026, 11, 31, 23, 59, 59).getTime())).toBe('2026-12-31');
  });
});
