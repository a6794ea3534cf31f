import './fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pairWithCode, readCompanionView, unpair } from '../../lib/webext/choose-companion.ts';
import { companionHost } from '../../lib/webext/data-host.ts';
import { Database } from '../../lib/webext/database.ts';
import { syncNow, syncWhenDue } from '../../lib/webext/follow-companion.ts';
import { readLink } from '../../lib/webext/sync-companion.ts';
import { watchedOrigins } from '../../lib/webext/watched-origins.ts';
import { type CompanionSide, type Fate, openCompanionSide, plugFetch } from '../companion/pair/two-ledgers.ts';
import { chatRecord } from '../domain/samples.ts';
import { seen } from './fake-browser.ts';

let companion: CompanionSide;
let database: Database;
let fate: Fate;
let unplug: () => void;
let opened = 0;

beforeEach(async () => {
  fate = 'answered';
  unplug = plugFetch(() => fate);
  companion = await openCompanionSide();
  opened += 1;
  database = new Database(`choosing-${opened}`);
  Object.assign(seen, { stored: {}, willAllow: true, mayNotify: false, isGranted: false, native: null, givenBack: [] });
});
afterEach(async () => {
  unplug();
  await database.delete();
  await companion.close();
  Object.assign(seen, { isGranted: true, willAllow: false, mayNotify: false });
});

const PATTERN = 'http://127.0.0.1/*';
const pair = (code: string, address = companion.origin) => pairWithCode(database, address, code);

describe('pairing in the settings', () => {
  it('asks for the companion’s host, which is watched by nobody, and gives it back', async () => {
    expect(await readCompanionView(database, 0)).toEqual({ isPaired: false, address: 'http://127.0.0.1:4117' });
    const { code } = companion.codes.make();
    const pairing = pair(code);
    // As the browser does when it was allowed.
    seen.isGranted = true;
    expect(await pairing).toBe('paired');
    expect(await companionHost.read()).toBe(PATTERN);
    expect(await watchedOrigins()).not.toContain(PATTERN);
    expect(await readCompanionView(database, 0)).toMatchObject({
      ...{ isPaired: true, address: companion.origin, waiting: 0, problem: null, notTaken: 0, over: [] },
      syncedAt: expect.any(Number),
    });
    await unpair(database);
    expect([await readLink(database), await companionHost.read(), seen.givenBack]).toEqual([null, null, [PATTERN]]);
  });

  it('keeps a permission that was there for pages', async () => {
    seen.isGranted = true;
    expect(await pair(companion.codes.make().code)).toBe('paired');
    expect(await companionHost.read()).toBeNull();
    await unpair(database);
    expect(seen.givenBack).toEqual([]);
  });

  it.each([
    ['wrong', '0000-0000', undefined],
    ['bad-address', 'x', 'ftp://127.0.0.1'],
    ['bad-address', 'x', 'http://companion.example'],
    ['bad-address', 'x', 'https://me:secret@companion.example'],
    ['unreachable', 'x', 'http://127.0.0.1:9'],
    ['no-host', '', undefined],
  ])('says %s, and leaves nothing behind', async (fault, code, address) => {
    companion.codes.make();
    expect(await pair(code, address)).toBe(fault);
    expect([await readLink(database), await companionHost.read(), await database.syncNotes.count()]).toEqual([
      null,
      null,
      0,
    ]);
  });

  it('pairs nothing where the browser was not allowed to ask', async () => {
    seen.willAllow = false;
    expect(await pair(companion.codes.make().code)).toBe('refused');
    expect(await companionHost.read()).toBeNull();
  });

  it('needs no code where the program hands one over, and believes it of this host alone', async () => {
    seen.native = { address: 'https://evil.example', code: companion.codes.make().code };
    expect(await pair('')).toBe('no-host');
    seen.native = { problem: 'not-running' };
    expect(await pair('')).toBe('no-host');
    seen.native = { address: companion.origin, code: companion.codes.make().code };
    expect(await pair('', 'http://127.0.0.1:4117')).toBe('paired');
    expect((await readLink(database))?.address).toBe(companion.origin);
  });
});

describe('a companion that is paired', () => {
  it('is not asked again at once where it did not answer, unless somebody asks', async () => {
    seen.isGranted = true;
    await pair(companion.codes.make().code);
    await database.records.add(chatRecord());
    fate = 'down';
    await syncWhenDue(database);
    fate = 'answered';
    await syncWhenDue(database);
    expect(await readCompanionView(database, 0)).toMatchObject({ waiting: 1, problem: 'unreachable' });
    expect(await syncNow(database)).toBeNull();
    expect(await readCompanionView(database, 0)).toMatchObject({ waiting: 0, problem: null });
  });

  it('is not asked without the permission', async () => {
    seen.isGranted = true;
    await pair(companion.codes.make().code);
    seen.isGranted = false;
    expect(await syncNow(database)).toBe('no-permission');
  });
});
