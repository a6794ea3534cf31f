import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerRequest } from '../../lib/webext/answer-request.ts';
import { Database } from '../../lib/webext/database.ts';
import { openDesk } from '../../lib/webext/desk.ts';
import type { BackgroundRequest } from '../../lib/webext/messages.ts';
import { ONE } from '../domain/samples.ts';
import { seen } from './fake-browser.ts';

const ID = 'new-api@relay.example';
const AT = 'https://relay.example';

let database: Database;
beforeEach(() => {
  seen.stored = {};
  database = new Database('site');
});
afterEach(() => database.delete());

const ask = (request: BackgroundRequest, origin = AT) =>
  answerRequest(request, openDesk(database, { origin, tabId: 1, frameId: 0, isPrivate: false }));
const tellWorth = (perUnit: string, id = ID, origin = AT) => {
  const facts = { origin, name: 'Relay', perUnit, shown: { unit: 'USD', perUnit: '1' }, generation: '2026' };
  return ask({ kind: 'site', surface: `${id}/status`, facts }, origin);
};
const key = { name: 'dev-1', billing: 'per-token', limitNano: ONE, usedNano: ONE / 2n, unit: 'USD' } as const;
const tellKey = (fingerprint: string, id = ID, origin = AT) =>
  ask({ kind: 'keys', surface: `${id}/keys`, account: '1', keys: [{ ...key, fingerprint, group: 'vip' }] }, origin);

describe('a site whose points are worth something else now', () => {
  const balances = [{ unit: 'USD', availableNano: 9n * ONE, frozenNano: null }];

  beforeEach(async () => {
    await tellWorth('500000');
    const account = { account: '1', accountName: 'u', group: null };
    await ask({ kind: 'balances', surface: `${ID}/account`, ...account, balances, askedAt: Date.now() });
    await tellKey('8'.repeat(64));
  });

  it('has no balance, and no key a known limit or use, until they are read again; all else of them stays', async () => {
    await tellWorth('1000000');
    expect(await database.readings.count()).toBe(0);
    expect(await database.keys.toArray()).toMatchObject([
      { ...key, limitNano: null, usedNano: null, group: 'vip', account: `${ID}:1` },
    ]);
    await tellKey('8'.repeat(64));
    expect(await database.keys.toArray()).toMatchObject([key]);
  });

  it('loses nothing while they are worth the same, nor when another site’s are not', async () => {
    await tellWorth('500000');
    const [other, otherAt] = ['new-api@relay.example.net', 'https://relay.example.net'];
    await tellWorth('500000', other, otherAt);
    await tellKey('7'.repeat(64), other, otherAt);
    await tellWorth('1', other, otherAt);
    expect(await database.readings.count()).toBe(1);
    expect(await database.keys.get('8'.repeat(64))).toMatchObject(key);
  });
});
