import './fake-browser.ts';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PriceFileProblem } from '../../lib/domain/price-file.ts';
import { putPriceFileInForce } from '../../lib/prices/file-prices.ts';
import { findKnownPrice } from '../../lib/prices/known-prices.ts';
import { checkNow, checkWhenDue } from '../../lib/webext/check-price-file.ts';
import { readPriceFileView, switchPriceFileOff, switchPriceFileOn } from '../../lib/webext/choose-price-file.ts';
import { fetchPriceFile } from '../../lib/webext/fetch-price-file.ts';
import { followPriceFile } from '../../lib/webext/follow-price-file.ts';
import {
  readHeldPriceFile,
  readPriceFileState,
  watchPriceHost,
  writePriceFile,
} from '../../lib/webext/price-file-store.ts';
import { watchedOrigins } from '../../lib/webext/watched-origins.ts';
import { FILE_NOW, filedRow } from '../prices/filed.ts';
import { seen } from './fake-browser.ts';
import { FILE, makeSigner, type Signer, signAnything } from './price-files.ts';
import { type PriceServer, startPriceServer } from './price-server.ts';

const DAY_MS = 86_400_000;
const signer: Signer = await makeSigner();
const serial = (n: number): string => signAnything({ ...FILE, serial: n }, signer);
let server: PriceServer;

beforeEach(async () => {
  server = await startPriceServer();
  server.serve(serial(7));
  Object.assign(seen, { stored: {}, isGranted: false, willAllow: true, mayNotify: false });
});
afterEach(async () => {
  await server.close();
  putPriceFileInForce(null);
});

/** As a click does it: the permission is there from then on. */
async function switchOn(at = FILE_NOW): Promise<void> {
  expect(await switchPriceFileOn(server.url, signer.spki, () => at)).toBe('on');
  seen.isGranted = true;
  await checkNow(at);
}

const view = () => readPriceFileView(FILE_NOW);
const problem = async (): Promise<PriceFileProblem | null> => (await view()).problem;
const inForce = async (): Promise<number | null> => (await readHeldPriceFile())?.serial ?? null;

describe('switched on', () => {
  it('has the file in force, says so, and off again nothing of it is left but the number that was seen', async () => {
    expect(await view()).toMatchObject({ isOn: false, url: '', inForce: null });
    await switchOn();
    expect(await view()).toEqual({
      isOn: true,
      url: server.url,
      keys: [signer.key],
      checkedAt: FILE_NOW,
      problem: null,
      inForce: {
        ...{ host: new URL(server.url).host, serial: 7, issuedAt: FILE.issuedAt, expiresAt: FILE.expiresAt },
        ...{ isExpired: false, prices: 1, differing: 1 },
      },
    });
    await followPriceFile()();
    const output = () => findKnownPrice({ list: 'openai', setsAside: 'nothing' }, 'gpt-5')?.rates['output-tokens'];
    expect(output()).toBe(12_000_000n);
    await switchPriceFileOff();
    await followPriceFile()();
    expect([output(), await inForce(), (await view()).isOn]).toEqual([10_000_000n, null, false]);
    // What was typed stands there again, and an old file stays an old one.
    expect(await view()).toMatchObject({ url: server.url, keys: [signer.key] });
    server.serve(serial(6));
    await switchOn();
    expect([await inForce(), (await problem())?.kind]).toEqual([null, 'older']);
  });

  it('asks as nobody in particular, and with the tag of what it has', async () => {
    await switchOn();
    await checkNow(FILE_NOW + 1);
    const [first, ...others] = server.asked;
    expect(first?.method).toBe('GET');
    for (const name of ['cookie', 'referer', 'origin', 'authorization', 'if-none-match']) {
      expect(first?.headers).not.toHaveProperty(name);
    }
    expect(others.at(-1)?.headers['if-none-match']).toMatch(/^"/);
    expect([await inForce(), await problem(), (await view()).checkedAt]).toEqual([7, null, FILE_NOW + 1]);
  });

  it.each([
    ['no address', 'prices', 'bad-url'],
    ['http elsewhere', 'http://prices.example.org/weekly.jws', 'bad-url'],
    ['a name that only begins like this machine', 'http://localhost.example.org/weekly.jws', 'bad-url'],
    ['another scheme', 'file:///etc/passwd', 'bad-url'],
    ['a password in it', 'https://a:b@prices.example.org/weekly.jws', 'bad-url'],
  ])('not with %s', async (_name, url, choice) => {
    expect(await switchPriceFileOn(url, signer.spki, () => FILE_NOW)).toBe(choice);
    expect(await view()).toMatchObject({ isOn: false });
  });

  it('not without a key, and not where the browser says no', async () => {
    expect(await switchPriceFileOn(server.url, 'MFkw', () => FILE_NOW)).toBe('bad-keys');
    seen.willAllow = false;
    expect(await switchPriceFileOn(server.url, signer.spki, () => FILE_NOW)).toBe('refused');
    expect(await readPriceFileState()).toMatchObject({ isOn: false, dataPattern: null });
    expect(server.asked).toEqual([]);
  });

  it('its host is not watched for that; where it was, or is to be, it is', async () => {
    const granted = ['https://a.example/*'];
    await writePriceFile({ dataPattern: 'https://a.example/*' });
    expect(await watchedOrigins()).toEqual([]);
    await watchPriceHost('https://b.example/*');
    expect(await watchedOrigins()).toEqual([]);
    await watchPriceHost('https://a.example/*');
    expect(await watchedOrigins()).toEqual(granted);
    // Watched before: the permission stays with the site.
    seen.isGranted = true;
    seen.mayNotify = true;
    await switchPriceFileOn(server.url, signer.spki, () => FILE_NOW);
    expect((await readPriceFileState()).dataPattern).toBeNull();
  });
});

describe('whatever is served, the last good file stays in force', () => {
  const redirect =
    (status: number) => (_request: unknown, response: { writeHead: (s: number, h: object) => { end: () => void } }) =>
      response.writeHead(status, { location: 'https://elsewhere.example/weekly.jws' }).end();
  it.each<[string, PriceFileProblem['kind'], string | Parameters<PriceServer['serve']>[0]]>([
    ['a page of errors', 'no-file', '<!doctype html>'],
    ['nothing', 'no-file', ''],
    ['an older one', 'older', serial(6)],
    [
      'another one under the same number',
      'older',
      signAnything({ ...FILE, rows: [filedRow({ model: 'gpt-9' })] }, signer),
    ],
    ['a tampered one', 'bad-signature', serial(8).replace(/\.(.)/, (_all, first) => `.${first === 'e' ? 'f' : 'e'}`)],
    ['one that is over', 'expired', signAnything({ ...FILE, serial: 8, expiresAt: '2026-11-21T00:00:00Z' }, signer)],
    [
      'one from the future',
      'too-early',
      signAnything({ ...FILE, serial: 8, issuedAt: '2026-11-25T00:00:00Z' }, signer),
    ],
    [
      'an absurd one',
      'absurd',
      signAnything({ ...FILE, serial: 8, rows: [filedRow({ rates: { 'input-tokens': 1 } })] }, signer),
    ],
    ['a field more', 'unknown-field', signAnything({ ...FILE, serial: 8, more: 1 }, signer)],
    ['an error', 'status', (_request, response) => void response.writeHead(500).end('x'.repeat(100_000))],
    ['another address', 'redirected', redirect(302) as never],
    ['another address for good', 'redirected', redirect(308) as never],
    ['a broken connection', 'unreachable', (request) => void request.socket.destroy()],
    [
      'half of it',
      'unreachable',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '5000' }).write('ey');
        setTimeout(() => response.destroy(), 50);
      },
    ],
    [
      'a billion bytes',
      'too-large',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '1000000000' });
        const piece = Buffer.alloc(256 * 1024, 'a');
        const pour = (): void => {
          while (!response.destroyed && response.write(piece));
          if (!response.destroyed) response.once('drain', pour);
        };
        pour();
      },
    ],
    [
      'a few bytes that become many',
      'too-large',
      (_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(200_000_000)));
      },
    ],
  ])('%s', async (_name, kind, what) => {
    await switchOn();
    server.serve(what);
    await checkNow(FILE_NOW);
    expect([(await problem())?.kind, await inForce()]).toEqual([kind, 7]);
    // And what is good again is taken.
    server.serve(serial(9));
    await checkNow(FILE_NOW);
    expect([await problem(), await inForce()]).toEqual([null, 9]);
  });

  it('nobody there, and the permission gone', async () => {
    await switchOn();
    await server.close();
    await checkNow(FILE_NOW);
    expect([await problem(), await inForce()]).toEqual([{ kind: 'unreachable', detail: '' }, 7]);
    seen.isGranted = false;
    await checkNow(FILE_NOW);
    expect([await problem(), await inForce()]).toEqual([{ kind: 'no-permission', detail: '' }, 7]);
    server = await startPriceServer();
  });

  it('a byte now and then is given up', async () => {
    server.serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write('a')), 20);
    });
    const fetched = await fetchPriceFile(server.url, null, 200);
    expect(fetched).toEqual({ kind: 'problem', problem: { kind: 'too-slow', detail: '' } });
  });

  it('a file that grew old is said to be, also where the server has nothing newer', async () => {
    await switchOn();
    const later = Date.parse(FILE.expiresAt) + 1;
    await checkNow(later);
    expect([await problem(), await inForce()]).toEqual([{ kind: 'expired', detail: '2026-12-20' }, 7]);
    expect((await readPriceFileView(later)).inForce?.isExpired).toBe(true);
  });

  it('the same file is the same, in whatever order a store gives its fields back (Chromium sorts them)', async () => {
    await switchOn();
    const sorted = (_name: string, value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort())
        : value;
    seen.stored = JSON.parse(JSON.stringify(seen.stored, sorted));
    await writePriceFile({ etag: null });
    await checkNow(FILE_NOW);
    expect([await problem(), await inForce()]).toEqual([null, 7]);
  });

  it('a full disk changes nothing', async () => {
    await switchOn();
    server.serve(serial(8));
    const { local } = (
      globalThis as unknown as { browser: { storage: { local: { set: (change: object) => Promise<void> } } } }
    ).browser.storage;
    const set = local.set;
    local.set = async (change) => {
      if ('priceFileHeld' in change) throw new Error('QUOTA_BYTES quota exceeded');
      await set(change);
    };
    await checkNow(FILE_NOW);
    local.set = set;
    expect([(await problem())?.kind, await inForce()]).toEqual(['not-kept', 7]);
  });
});

describe('when', () => {
  it('once a week and a little, sooner after a problem, and not while it is off', async () => {
    await switchOn();
    const nextAt = async (): Promise<number> => (await readPriceFileState()).nextAt;
    const asked = () => server.asked.length;
    const week = (await nextAt()) - FILE_NOW;
    expect(week / DAY_MS).toBeGreaterThanOrEqual(7);
    expect(week / DAY_MS).toBeLessThanOrEqual(7.7);
    const before = asked();
    await checkWhenDue(FILE_NOW + week - 1);
    expect(asked()).toBe(before);
    await checkWhenDue(FILE_NOW + week);
    expect(asked()).toBe(before + 1);
    const at = FILE_NOW + week;
    server.serve('bad');
    await checkNow(at);
    expect(((await nextAt()) - at) / DAY_MS).toBeCloseTo(1.05, 0);
    server.serve((request) => void request.socket.destroy());
    await checkNow(at);
    expect((await nextAt()) - at).toBeLessThan(DAY_MS / 20);
    await switchPriceFileOff();
    const off = asked();
    await checkWhenDue(at + 100 * DAY_MS);
    await checkNow(at + 100 * DAY_MS);
    expect(asked()).toBe(off);
  });

  it('a clock that was years ahead does not put it off', async () => {
    await switchOn();
    await writePriceFile({ nextAt: FILE_NOW + 3000 * DAY_MS });
    const before = server.asked.length;
    await checkWhenDue(FILE_NOW);
    expect(server.asked.length).toBe(before + 1);
  });

  it('two alarms at once ask once; a click waits for its turn', async () => {
    await switchOn();
    await writePriceFile({ nextAt: 0 });
    const before = server.asked.length;
    await Promise.all([checkWhenDue(FILE_NOW), checkWhenDue(FILE_NOW), checkWhenDue(FILE_NOW)]);
    expect(server.asked.length).toBe(before + 1);
    await Promise.all([checkNow(FILE_NOW), checkNow(FILE_NOW)]);
    expect(server.asked.length).toBe(before + 3);
    expect([await problem(), await inForce()]).toEqual([null, 7]);
  });

  it('switched off, or over to another file, while one is on its way: that one is not taken', async () => {
    await switchOn();
    let answer = (): void => {};
    const isAsked = new Promise<void>((resolve) =>
      server.serve((_request, response) => {
        answer = () => void response.end(serial(8));
        resolve();
      }),
    );
    const checking = checkNow(FILE_NOW);
    await isAsked;
    await switchPriceFileOff();
    answer();
    await checking;
    expect([await inForce(), (await view()).isOn]).toEqual([null, false]);
  });

  it('another key keeps the file in force only where it is still trusted, and a new one begins with its own numbers', async () => {
    const other = await makeSigner();
    await switchOn();
    const both = `${signer.spki}\n${other.spki}`;
    await server.close();
    await switchPriceFileOn(server.url, both, () => FILE_NOW);
    expect(await inForce()).toBe(7);
    await switchPriceFileOn(server.url, other.spki, () => FILE_NOW);
    expect(await inForce()).toBeNull();
    server = await startPriceServer();
    server.serve(signAnything({ ...FILE, serial: 1 }, other));
    await switchPriceFileOn(server.url, other.spki, () => FILE_NOW);
    await checkNow(FILE_NOW);
    expect(await inForce()).toBe(1);
    // With both listed they are one publisher's, who does not begin anew.
    await switchPriceFileOn(server.url, both, () => FILE_NOW);
    await checkNow(FILE_NOW);
    expect((await problem())?.kind).toBe('older');
  });
});
