import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import type { DrivenPage } from '../support/driver.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/owned-process.ts';
import { callAsUser, chatBody, onlyRecord, openTabs, waitForGot } from './calls.ts';
import { type ExtensionScope, rest } from './playground.ts';
import { BUILDS, charges, openRoad, type Road, setSettings, waitFor } from './road.ts';

/** Details of a fortnight ago: some packs of them. */
const OLD_CALLS = 4000;
const PACKS = 7;
/** Four are given up at the least. */
const PACKS_LEFT = 3;
/** Less than this is too little, bytes. */
const LEFT_BYTES = 1_500_000;
/** What the ledger may still grow by, bytes: a call or two. */
const ROOM_BYTES = 4000;
/** Calls are made until there is no more room, but not for ever. */
const CALLS_MAX = 60;
/** For longer than this the browser does not trust in the room that it found last, ms. */
const REST_MS = 33_000;
/** A rest, and a busy machine. */
const TEST_MS_MAX = 150_000;

/** In Firefox nothing sets a limit. */
describe('a browser that has no room for more (chromium)', () => {
  const folder = makeTemporaryFolder('no-room');
  const tabs = openTabs();
  let road: Road;
  afterEach(async () => {
    await tabs.close();
    await road?.close();
  });
  afterAll(() => removeTemporaryFolder(folder));

  const stored = (): Promise<Stored> => road.browser.backgroundEvaluate(lookAtStored);

  async function call(page: DrivenPage, name: string): Promise<void> {
    const asked = { name, transport: 'fetch', path: '/v1/chat/completions', key: demoKeys.default } as const;
    await callAsUser(page, { ...asked, body: chatBody({ model: 'toll-mini', max_tokens: 20 }) });
    expect((await waitForGot(page, name)).status).toBe(200);
  }

  /** One call of today, and packs of a fortnight ago. */
  async function fill(extensionPath: string): Promise<DrivenPage> {
    road = await openRoad('chromium', { extensionPath });
    await setSettings(road.browser, { language: 'en' });
    const page = tabs.add(await road.openReadPlayground());
    await call(page, 'first');
    await onlyRecord(road);
    await road.browser.backgroundEvaluate(addOldCalls, OLD_CALLS);
    await road.browser.backgroundEvaluate(ring);
    await waitFor(async () => (await stored()).packs === PACKS, 'old calls to be packed', 30_000);
    return page;
  }

  /** The browser tidies up its files when it likes, and has more room then: so it is short of it by what it says each time. */
  async function beShort(): Promise<boolean> {
    const { bytes, roomMadeAt } = await stored();
    if (roomMadeAt !== null) return true;
    await road.browser.limitStorage(bytes + LEFT_BYTES);
    await road.browser.backgroundEvaluate(ring);
    return false;
  }

  async function expectSaid(): Promise<void> {
    const privacy = tabs.add(await road.browser.openExtensionPage('dashboard.html#privacy'));
    await privacy.waitFor(() => document.querySelector('main [role=alert]') !== null, { what: 'the screen to say so' });
    expect(await privacy.text('main [role=alert]')).toMatch(/the browser had no room for more, so the oldest details/);
    expect(await privacy.text('main')).toMatch(/Details of calls before .+ are gone; what they cost is in the sums\./);
  }

  it(
    'gives up the oldest details in time, keeps the sums, and says so',
    async () => {
      const page = await fill(BUILDS.chromium);
      const before = await stored();
      await waitFor(beShort, 'the oldest to be given up', 30_000);
      await call(page, 'second');
      await waitFor(async () => (await stored()).newCalls === 2, 'the next call to be booked');
      const after = await stored();
      expect([after.packs, after.oldSpent]).toEqual([PACKS_LEFT, before.oldSpent]);
      await expectSaid();
    },
    TEST_MS_MAX,
  );

  it(
    'gives them up also where not even the note of it has room; every call goes, and is booked once there is',
    async () => {
      // Who may store without limit has the whole disk, which no test fills: so it is the build without that one permission.
      const extensionPath = join(folder, 'extension');
      cpSync(BUILDS.chromium, extensionPath, { recursive: true });
      const manifest = JSON.parse(readFileSync(join(extensionPath, 'manifest.json'), 'utf8'));
      const permissions = manifest.permissions.filter((name: string) => name !== 'unlimitedStorage');
      expect(permissions).toHaveLength(manifest.permissions.length - 1);
      writeFileSync(join(extensionPath, 'manifest.json'), JSON.stringify({ ...manifest, permissions }));
      const page = await fill(extensionPath);
      await road.browser.stopBackground();
      await rest(REST_MS);
      const before = await stored();
      await road.browser.limitStorage(before.bytes + ROOM_BYTES);
      let made = 1;
      while ((await stored()).packs === PACKS && made < CALLS_MAX) {
        await call(page, `call-${made}`);
        made += 1;
      }
      expect((await stored()).packs).toBe(PACKS_LEFT);
      expect((await stored()).newCalls).toBeLessThan(made);

      // As when the browser has tidied up its files, which it does in its own time.
      await road.browser.limitStorage(before.bytes + 10 * LEFT_BYTES);
      await waitFor(async () => (await stored()).newCalls === made, 'every call to be booked', 30_000);
      await road.browser.backgroundEvaluate(ring);
      await waitFor(async () => (await stored()).roomMadeAt !== null, 'the note of what was given up', 20_000);
      expect((await stored()).oldSpent).toBe(before.oldSpent);
      expect(charges(road.sandbox)).toHaveLength(made);
      await expectSaid();
    },
    TEST_MS_MAX,
  );
});

interface Stored {
  readonly bytes: number;
  readonly packs: number;
  readonly open: number;
  /** Calls of today. */
  readonly newCalls: number;
  readonly roomMadeAt: number | null;
  /** Sums of other days, as text. */
  readonly oldSpent: string;
}

/** Runs in the background. */
async function lookAtStored(): Promise<Stored> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await done(indexedDB.open('tollkeeper'));
  const transaction = database.transaction(['records', 'packs', 'openCalls', 'packState', 'rollups']);
  const store = (name: string): IDBObjectStore => transaction.objectStore(name);
  const today = IDBKeyRange.lowerBound(Date.now() - 86_400_000);
  const [packs, open, newCalls, state, rollups] = await Promise.all([
    done(store('packs').count()),
    done(store('openCalls').count()),
    done(store('records').index('openedAt').count(today)),
    done<{ readonly roomMadeAt?: number } | undefined>(store('packState').get('state')),
    done<{ readonly day: string; readonly model: string; readonly likelyNano: bigint }[]>(store('rollups').getAll()),
  ]);
  database.close();
  const old = rollups.filter(({ model }) => model === 'old');
  return {
    ...{ packs, open, newCalls, roomMadeAt: state?.roomMadeAt ?? null },
    bytes: (await navigator.storage.estimate()).usage ?? 0,
    oldSpent: old.map(({ day, likelyNano }) => `${day} ${likelyNano}`).join(),
  };
}

/** Runs in the background: copies of the call that is there, a fortnight old, with their sum. */
async function addOldCalls(count: number): Promise<boolean> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await done(indexedDB.open('tollkeeper'));
  const transaction = database.transaction(['records', 'rollups'], 'readwrite');
  const [template] = await done(transaction.objectStore('records').getAll(null, 1));
  const [sum] = await done(transaction.objectStore('rollups').getAll(null, 1));
  const begun = Date.now() - 14 * 86_400_000;
  for (let index = 0; index < count; index++) {
    const openedAt = begun + index * 1000;
    const callId = `${[index, index * 7, index * 77, index * 777].map((part) => (part * 2_654_435_761) % 4_294_967_296).join('-')}-0`;
    const day = new Date(openedAt).toISOString().slice(0, 10);
    const ids = { callId, requestId: callId, providerRequestId: `req-${(index * 2_654_435_761) % 4_294_967_296}` };
    transaction.objectStore('records').put({ ...template, ...ids, openedAt, settledAt: openedAt + 900, day });
  }
  transaction.objectStore('rollups').put({ ...sum, day: '2020-01-01', model: 'old', calls: count });
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  database.close();
  return true;
}

/** Runs in the background: the minute is over. */
function ring(): boolean {
  const { chrome } = globalThis as unknown as ExtensionScope & {
    readonly chrome: { readonly alarms: { readonly onAlarm: { dispatch(alarm: object): void } } };
  };
  chrome.alarms.onAlarm.dispatch({ name: 'settle-expired', scheduledTime: Date.now(), periodInMinutes: 1 });
  return true;
}
