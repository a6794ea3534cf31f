import './fake-browser.ts';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Budget } from '../../lib/budget/budget.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { addToRollup, takeRecordFromRollup } from '../../lib/ledger/ledger.ts';
import type { AccountRow, RollupRow } from '../../lib/ledger/rows.ts';
import { textOf } from '../../lib/sync/stamps.ts';
import { readFolderView, switchFolderOff } from '../../lib/webext/choose-folder.ts';
import { folderHost } from '../../lib/webext/data-host.ts';
import { readPlace } from '../../lib/webext/folder-rows.ts';
import { readSettings, writeSettings } from '../../lib/webext/settings.ts';
import { wipeLedger } from '../../lib/webext/wipe-ledger.ts';
import { type DavFate, type DavServer, startDavServer } from '../servers/webdav.ts';
import { recordOf } from './call-records.ts';
import { seen } from './fake-browser.ts';
import { openBrowser, PASSPHRASE, type TestBrowser } from './folder-browsers.ts';

let server: DavServer;
let a: TestBrowser;
let b: TestBrowser;
const opened: TestBrowser[] = [];
const another = (): TestBrowser => {
  const browser = openBrowser(server);
  opened.push(browser);
  return browser;
};

beforeEach(async () => {
  seen.mayNotify = true;
  server = await startDavServer();
  [a, b] = [another(), another()];
});
afterEach(async () => {
  for (const browser of opened.splice(0)) await browser.close();
  await server.close();
});

const NOW = Date.now();
const account: AccountRow = {
  ...{ id: 'openai:acc_1', provider: 'openai', name: 'Work', consoleOrigin: 'https://platform.openai.com' },
  ...{ seenAt: 5, ownLimits: {}, falseAsks: 0 },
};
const budget: Budget = {
  ...{ id: 'all', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' } },
  ...{ window: { kind: 'month', zone: 'UTC' }, limit: 5n * 10n ** 9n, isHard: true, onFailure: 'closed', raises: [] },
};
const callOf = (id: string, change: Partial<CallRecord> = {}): CallRecord => recordOf(id, NOW - 60_000, change);

/** Calls of a browser, summed up as they would have been. */
async function book({ database }: TestBrowser, ...calls: readonly CallRecord[]): Promise<void> {
  await database.transaction('rw', database.tables, async () => {
    for (const call of calls) {
      if ((await database.records.get(call.callId)) !== undefined) continue;
      await database.records.add(call);
      await addToRollup(database, call);
    }
  });
}

const idsIn = async ({ database }: TestBrowser): Promise<readonly string[]> =>
  (await database.records.toCollection().primaryKeys()).sort();
const callsIn = (rows: readonly RollupRow[]): number => rows.reduce((sum, { calls }) => sum + calls, 0);
const viewOf = async ({ database }: TestBrowser) => {
  const view = await readFolderView(database);
  if (!view.isOn) throw new Error('it is off');
  return view;
};
const selfOf = async (browser: TestBrowser): Promise<string> => (await viewOf(browser)).self;
const filesOf = async (browser: TestBrowser): Promise<readonly string[]> =>
  (await readdir(join(server.path, 'tollkeeper', await selfOf(browser)))).sort();

/** What both are to have in common. */
async function contents({ database }: TestBrowser): Promise<string> {
  const { records, rollups, accounts, ownBudgets, blocks, refusalNotes } = database;
  const calls = (await records.toArray()).map(({ fingerprint: _, masked: _masked, ...call }) => call);
  const rest = await Promise.all([rollups, accounts, ownBudgets, blocks, refusalNotes].map((table) => table.toArray()));
  return textOf([calls.toSorted((one, other) => (one.callId < other.callId ? -1 : 1)), ...rest]);
}

describe('browsers that share a folder', () => {
  it('have the same calls, accounts and budgets, and each call once', async () => {
    await book(a, callOf('a-1'), callOf('a-2', { outcome: 'refusal', refusalCause: 'depleted', cost: null }));
    await a.database.accounts.add(account);
    await a.database.ownBudgets.add({ id: 'all', budget, change: 'c1' });
    await book(b, callOf('b-1'));
    expect(await a.switchOn()).toBe('on');
    expect(await b.switchOn()).toBe('on');
    await a.sync();
    expect(await idsIn(a)).toEqual(['a-1', 'a-2', 'b-1']);
    expect(await contents(b)).toBe(await contents(a));
    expect(callsIn(await b.database.rollups.toArray())).toBe(3);
    const before = await contents(a);
    for (const browser of [a, b, a, b]) expect(await browser.sync()).toBe(0);
    expect([await contents(a), await contents(b)]).toEqual([before, before]);
    expect((await viewOf(b)).came?.calls).toBe(2);
  });

  it('tell later changes too: a name, a limit, a correction, a budget that is removed', async () => {
    await book(a, callOf('a-1'));
    await a.database.accounts.add(account);
    await a.database.ownBudgets.bulkAdd([
      { id: 'all', budget, change: 'c1' },
      { id: 'day', budget: { ...budget, id: 'day' }, change: 'c1' },
    ]);
    await a.switchOn();
    await b.switchOn();
    await b.database.accounts.update(account.id, { name: 'Home' });
    await b.database.ownBudgets.delete('day');
    await b.database.ownBudgets.update('all', { budget: { ...budget, limit: 7n }, change: 'c2' });
    const refund = { id: 'r-1', kind: 'refund', unit: 'USD', nano: -1n } as const;
    await b.database.records.update('a-1', { corrections: [refund] });
    await b.sync('send');
    await a.sync();
    expect((await a.database.accounts.get(account.id))?.name).toBe('Home');
    expect((await a.database.ownBudgets.toArray()).map(({ id, budget: { limit } }) => [id, limit])).toEqual([
      ['all', 7n],
    ]);
    expect((await a.database.records.get('a-1'))?.corrections).toEqual([refund]);
  });

  it('have the same choices, whichever was made later; neither permissions nor a pause come along', async () => {
    await a.as(() => writeSettings({ theme: 'dark', sitesOff: ['https://x.example'], pausedUntil: NOW + 9e9 }));
    await b.as(() => writeSettings({ sitesOff: ['https://y.example'] }));
    await a.switchOn();
    await b.switchOn();
    await a.sync();
    const read = (browser: TestBrowser) => browser.as(readSettings);
    for (const browser of [a, b]) {
      const { theme, sitesOff } = await read(browser);
      expect([theme, [...sitesOff].sort()]).toEqual(['dark', ['https://x.example', 'https://y.example']]);
    }
    expect((await read(b)).pausedUntil).toBe(0);
    await b.as(() => writeSettings({ theme: null, sitesOff: ['https://x.example'] }));
    await b.sync();
    await a.sync();
    expect([(await read(a)).theme, (await read(a)).sitesOff]).toEqual([null, ['https://x.example']]);
  });

  it('keep what they have when another one is wiped, and it does not come back there', async () => {
    await book(a, callOf('a-1'));
    await a.database.ownBudgets.add({ id: 'all', budget, change: 'c1' });
    await a.switchOn();
    await b.switchOn();
    await wipeLedger(a.database, { kind: 'all' });
    await book(a, callOf('a-2', { openedAt: Date.now() + 1 }));
    // Of what is gone all is written once more.
    await rm(join(server.path, 'tollkeeper'), { recursive: true });
    for (const browser of [b, a, b, a]) await browser.sync();
    expect(await idsIn(a)).toEqual(['a-2']);
    expect([await idsIn(b), await b.database.ownBudgets.count()]).toEqual([['a-1', 'a-2'], 1]);
  });

  it('say nothing in the folder but names of ours: no call, no key, no provider can be read there', async () => {
    await book(a, callOf('secret-call'));
    await a.switchOn();
    const [file = ''] = await filesOf(a);
    expect(file).toBe('00000001.tks');
    const bytes = await readFile(join(server.path, 'tollkeeper', await selfOf(a), file));
    expect(bytes.toString('latin1')).not.toMatch(/secret-call|openai|a\.example/);
    expect(await readdir(server.path)).toEqual(['tollkeeper']);
  });

  it('come to the same by whatever way they got there: cut off, half written, no answer, no room', async () => {
    const fates = fc.constantFrom<DavFate>('done', 'done', 'lost', 'torn', 507, 500);
    const step = fc.record({
      who: fc.nat(2),
      deed: fc.constantFrom('book', 'rename', 'budget', 'remove', 'correct', 'sync', 'sync', 'send'),
      value: fc.nat(5),
      fates: fc.array(fates, { minLength: 1, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const browsers = [another(), another(), another()];
        await rm(join(server.path, 'tollkeeper'), { recursive: true, force: true });
        server.decide(() => 'done');
        for (const browser of browsers) expect(await browser.switchOn()).toBe('on');
        for (const [at, { who, deed, value, fates: drawn }] of steps.entries()) {
          const browser = browsers[who] as TestBrowser;
          const { database } = browser;
          let asked = 0;
          server.decide(() => drawn[asked++ % drawn.length] ?? 'done');
          if (deed === 'book') await book(browser, callOf(`c-${at}`), callOf(`d-${value}`));
          if (deed === 'rename') await database.accounts.put({ ...account, name: `${at}` });
          if (deed === 'budget')
            await database.ownBudgets.put({ id: 'all', budget: { ...budget, limit: BigInt(at) }, change: `${at}` });
          if (deed === 'remove') await database.ownBudgets.delete('all');
          const [known] = await database.records.limit(1).toArray();
          if (deed === 'correct' && known !== undefined) {
            const refund = { id: `r-${at}`, kind: 'refund', unit: 'USD', nano: -1n } as const;
            const next = { ...known, corrections: [...(known.corrections ?? []), refund] };
            await database.transaction('rw', database.tables, async () => {
              await takeRecordFromRollup(database, known);
              await database.records.put(next);
              await addToRollup(database, next);
            });
          }
          if (deed === 'sync' || deed === 'send') await browser.sync(deed === 'sync' ? 'all' : 'send');
        }
        server.decide(() => 'done');
        for (let round = 0; round < 3; round++) for (const browser of browsers) await browser.sync();
        const [first, ...others] = await Promise.all(browsers.map(contents));
        for (const other of others) expect(other).toBe(first);
        for (const browser of browsers) {
          expect(callsIn(await browser.database.rollups.toArray())).toBe((await idsIn(browser)).length);
          const { problem, damaged, waiting } = await viewOf(browser);
          expect([problem, damaged, waiting]).toEqual([null, 0, 0]);
        }
        for (const browser of browsers) await browser.close();
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});

describe('files', () => {
  it('of many changes become one, and a browser that comes later has it all', async () => {
    await a.switchOn();
    await b.switchOn();
    for (let at = 0; at < 40; at++) {
      await book(a, callOf(`a-${at}`));
      await a.sync('send');
    }
    expect((await filesOf(a)).length).toBeGreaterThan(32);
    await a.sync();
    const files = await filesOf(a);
    expect(files).toEqual(['00000001-00000041.tks']);
    const c = another();
    await c.switchOn();
    expect([(await idsIn(c)).length, (await idsIn(b)).length]).toEqual([40, 0]);
    await b.sync();
    expect((await idsIn(b)).length).toBe(40);
    expect(await contents(b)).toBe(await contents(c));
  });

  it('that are changed, cut off or put in another one’s place are not taken in, and said; the next ones are read', async () => {
    await a.switchOn();
    await book(a, callOf('a-1'));
    await a.sync('send');
    await book(a, callOf('a-2'));
    await a.sync('send');
    const folder = join(server.path, 'tollkeeper', await selfOf(a));
    const second = await readFile(join(folder, '00000002.tks'));
    for (const bad of [
      second.with(second.length - 20, 1 ^ (second.at(-20) ?? 0)),
      second.subarray(0, second.length - 1),
      await readFile(join(folder, '00000003.tks')),
      Buffer.from('hello'),
      Buffer.alloc(0),
    ]) {
      await writeFile(join(folder, '00000002.tks'), bad);
      const c = another();
      await c.switchOn();
      expect([await idsIn(c), (await viewOf(c)).damaged, (await viewOf(c)).problem]).toEqual([['a-2'], 1, null]);
      await writeFile(join(folder, '00000002.tks'), second);
      await c.sync();
      expect([await idsIn(c), (await viewOf(c)).damaged]).toEqual([['a-1', 'a-2'], 0]);
    }
  });

  it('that somebody removed are written again', async () => {
    await book(a, callOf('a-1'));
    await a.switchOn();
    await rm(join(server.path, 'tollkeeper'), { recursive: true });
    await a.sync();
    await b.switchOn();
    expect(await idsIn(b)).toEqual(['a-1']);
  });

  it('of a copy of the browser are never overwritten: the copy goes by another name', async () => {
    await book(a, callOf('a-1'));
    await a.switchOn();
    const place = await readPlace(a.database);
    const self = await selfOf(a);
    await book(a, callOf('a-2'));
    await a.sync('send');
    // The profile as it was before: it would give the same number again.
    if (place !== null) await a.database.folder.put(place);
    await book(a, callOf('a-3'));
    await a.sync();
    await a.sync();
    expect(await selfOf(a)).not.toBe(self);
    await b.switchOn();
    expect(await idsIn(b)).toEqual(['a-1', 'a-2', 'a-3']);
  });
});

describe('switching it on', () => {
  it('needs the passphrase that the files there are locked with', async () => {
    await book(a, callOf('a-1'));
    await a.switchOn();
    expect(await b.switchOn({ passphrase: 'another passphrase' })).toBe('wrong-passphrase');
    expect([await readPlace(b.database), await b.as(() => folderHost.read())]).toEqual([null, null]);
    expect(await b.switchOn()).toBe('on');
  });

  it.each([
    ['http://dav.example/x', 'bad-address'],
    ['https://u:p@dav.example/x', 'bad-address'],
    ['nowhere', 'bad-address'],
  ])('takes no address without https, and none with a password in it: %s', async (address, fault) => {
    expect(await a.switchOn({ address })).toBe(fault);
  });

  it('takes no passphrase that is short or typed in two ways', async () => {
    expect(await a.switchOn({ passphrase: 'short' })).toBe('short-passphrase');
    expect(await a.switchOn({ again: `${PASSPHRASE}!` })).toBe('differs');
  });

  it('says why a server does not do it, and changes nothing', async () => {
    expect(await a.switchOn({ password: 'wrong' })).toEqual({ kind: 'login', detail: '' });
    expect(await a.switchOn({ address: `${server.address}nowhere` })).toEqual({ kind: 'no-folder', detail: '' });
    for (const [status, kind, detail] of [
      [405, 'not-webdav', ''],
      [501, 'not-webdav', ''],
      [200, 'not-webdav', ''],
      [403, 'forbidden', ''],
      [302, 'redirected', ''],
      [503, 'status', '503'],
    ] as const) {
      server.decide(() => status);
      expect([status, await a.switchOn()]).toEqual([status, { kind, detail }]);
    }
    expect([await readPlace(a.database), await a.database.syncNotes.count()]).toEqual([null, 0]);
  });

  it('is refused where the browser’s question is', async () => {
    seen.mayNotify = false;
    expect(await a.switchOn()).toBe('refused');
    expect([await readPlace(a.database), await a.as(() => folderHost.read())]).toEqual([null, null]);
  });
});

describe('what goes wrong later', () => {
  const failing: readonly (readonly [string, number | 'slow' | 'lost', string])[] = [
    ['no room', 507, 'no-room'],
    ['another password', 401, 'login'],
    ['a server that is away', 'lost', 'unreachable'],
    ['a server that never answers', 'slow', 'too-slow'],
    ['a fault of the server', 500, 'status'],
  ];

  it.each(failing)(
    '%s: it is said, what others wrote is read still, and nothing is lost',
    async (_what, fate, kind) => {
      await a.switchOn();
      await b.switchOn();
      await book(a, callOf('a-1'));
      await book(b, callOf('b-1'));
      await b.sync('send');
      server.decide((method) => (method === 'PUT' ? fate : 'done'));
      await a.sync('all', { listMs: 2_000, fileMs: 500 });
      const view = await viewOf(a);
      expect([view.problem?.kind, view.waiting > 0, view.nextAt > Date.now()]).toEqual([kind, true, true]);
      expect(await idsIn(a)).toEqual(['a-1', 'b-1']);
      server.decide(() => 'done');
      await a.sync();
      await b.sync();
      expect([(await viewOf(a)).problem, await idsIn(b)]).toEqual([null, ['a-1', 'b-1']]);
    },
  );

  it('a browser with another passphrase in the same folder is named as the reason', async () => {
    await a.switchOn();
    await rm(join(server.path, 'tollkeeper'), { recursive: true });
    await b.switchOn({ passphrase: 'another passphrase' });
    await a.sync();
    await b.sync();
    for (const browser of [a, b]) {
      const { problem, damaged } = await viewOf(browser);
      expect([problem?.kind, damaged]).toEqual(['passphrase', 0]);
    }
  });
});

describe('switching it off', () => {
  it('keeps what came, and the files; with the files it takes away its own alone', async () => {
    await book(a, callOf('a-1'));
    seen.isGranted = false;
    await a.switchOn();
    expect((await viewOf(a)).problem?.kind).toBe('no-permission');
    seen.isGranted = true;
    await a.sync();
    await b.switchOn();
    const [mine, theirs] = [await selfOf(a), await selfOf(b)];
    expect(await b.as(() => switchFolderOff(b.database, false))).toBe(true);
    expect([await idsIn(b), await b.database.syncNotes.count(), await b.database.folder.count()]).toEqual([
      ['a-1'],
      0,
      0,
    ]);
    expect((await readdir(join(server.path, 'tollkeeper'))).sort()).toEqual([mine, theirs].sort());
    server.decide(() => 503);
    expect(await a.as(() => switchFolderOff(a.database, true))).toBe(false);
    expect((await viewOf(a)).problem).toEqual({ kind: 'status', detail: '503' });
    server.decide(() => 'done');
    expect(await a.as(() => switchFolderOff(a.database, true))).toBe(true);
    expect(await readdir(join(server.path, 'tollkeeper'))).toEqual([theirs]);
    expect(seen.givenBack).toContain('http://127.0.0.1/*');
  });
});
