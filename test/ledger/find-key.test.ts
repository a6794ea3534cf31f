import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/domain/call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import type { KeyRow } from '../../lib/ledger/rows.ts';
import { DEFAULT_SETTINGS } from '../../lib/webext/settings.ts';
import { ONE } from '../domain/samples.ts';
import { answered, readingOf, refused, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { seen } from '../webext/fake-browser.ts';

const { readContext } = await import('../../lib/ledger/ledger-context.ts');
const { readDetail } = await import('../../lib/screens/read-detail.ts');
const { exportLedger } = await import('../../lib/webext/export-ledger.ts');
const { linkKey } = await import('../../lib/webext/link-accounts.ts');

const NOW = 1_795_262_400_000;
const OTHER = 'sandbox:acc_2';
/** The key itself, and what its console's list shows of it. */
const MARKS = { fingerprint: '8'.repeat(64), masked: '9'.repeat(64) } as const;
const LISTED = { name: 'dev-1', billing: null, limitNano: 5n * ONE, usedNano: 0n, unit: 'USD', group: 'vip' } as const;

let host: DexieHost;
beforeEach(async () => {
  seen.stored = {};
  host = await openDexieHost(NOW);
  await host.addAccount();
  await host.addAccount(OTHER);
  await host.putReading(OTHER, readingOf(host, 7n * ONE));
  await host.addKey(MARKS.masked, OTHER, LISTED);
});
afterEach(() => host.close());

const settle = (callId: string, outcome: Outcome) =>
  settleCall({ ...settlement(callId, outcome), ...MARKS }, host.ports);
const contextNow = async () =>
  (await readContext(host.database, { provider: 'sandbox', ...MARKS, model: 'toll-large', callId: '' })).account;

describe('a key that its console lists hidden', () => {
  it('keeps account, limit and group after it was refused for its billing, and that with them', async () => {
    await settle('a', refused({ says: 'billing-mismatch' }));
    expect(await contextNow()).toMatchObject({
      id: OTHER,
      isAssumed: false,
      key: { name: 'dev-1', limitNano: 5n * ONE, group: 'vip', refused: [{ model: 'toll-large', at: NOW }] },
    });
    expect(await host.database.keys.count()).toBe(1);
    await settle('b', answered(1200, 10));
    expect((await contextNow())?.key?.refused).toEqual([]);
  });

  it('uses up its own limit', async () => {
    await settle('a', answered(1200, 100));
    expect((await contextNow())?.key).toMatchObject({ usedNano: 15_000_000n });
  });

  it('is named where its calls are looked at, and exported without any mark', async () => {
    await settle('a', answered(1200, 100));
    expect((await readDetail(host.database, 'a', { version: '1', language: 'en' }))?.keyName).toBe('dev-1');
    let text = '';
    const about = { version: '1', at: NOW, settings: DEFAULT_SETTINGS };
    for await (const piece of exportLedger(host.database, about)) text += piece.text;
    expect(JSON.parse(text).tables.records).toHaveLength(1);
    for (const mark of Object.values(MARKS)) expect(text).not.toContain(mark);
  });

  it('cannot be given to another account', async () => {
    expect(await linkKey(host.database, { ...MARKS, provider: 'sandbox', account: 'sandbox:acc_1', now: NOW })).toBe(
      false,
    );
  });

  it('takes in what an older version kept apart from it', async () => {
    const { billing, unit } = LISTED;
    const apart: KeyRow = {
      ...{ fingerprint: MARKS.fingerprint, provider: 'sandbox', account: '', how: 'seen', readAt: NOW },
      ...{ name: '', billing, limitNano: null, usedNano: null, unit, refused: [{ model: 'toll-mini', at: NOW - 1 }] },
    };
    await host.database.keys.put(apart);
    expect(await contextNow()).toMatchObject({ id: OTHER, key: { name: 'dev-1', refused: [{ model: 'toll-mini' }] } });
    await settle('a', refused({ says: 'billing-mismatch' }));
    expect(await host.database.keys.toArray()).toMatchObject([
      { fingerprint: MARKS.masked, refused: [{ model: 'toll-mini' }, { model: 'toll-large' }] },
    ]);
  });

  it('counts where the end of a call was not seen, too', async () => {
    const { settleDocument } = await import('../../lib/webext/expire-calls.ts');
    const { reviewCall } = await import('../../lib/engine/review-call.ts');
    const { request } = await import('../engine/calls.ts');
    await reviewCall(request('a', undefined, MARKS), host.ports);
    await settleDocument(host.database, 'document-1');
    expect(await host.records()).toMatchObject([{ account: OTHER, masked: MARKS.masked }]);
  });
});
