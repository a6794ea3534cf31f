import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Companion, openCompanion } from '../../../companion/open-companion.ts';
import { CODE_MS_MAX, openPairCodes, TRIES_MAX } from '../../../companion/pair/pair-codes.ts';
import { EXTENSION } from './two-ledgers.ts';

let folder: string;
let companion: Companion;
let apiToken: string;

const open = () => openCompanion({ folder, port: 0, zone: 'UTC', version: '9.9.9', onTrouble: () => {} });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-pairing-'));
  companion = await open();
  apiToken = JSON.parse(readFileSync(join(folder, 'daemon.json'), 'utf8')).apiToken;
});
afterAll(async () => {
  await companion.stop();
  rmSync(folder, { recursive: true });
});

interface Told {
  readonly status: number;
  readonly body: Record<string, never> & { readonly code: string; readonly token: string; readonly id: string };
  readonly headers: Readonly<Record<string, unknown>>;
}

function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const asking = request(`${companion.gateway.origin}/api/v1${path}`, { method, headers }, (response) => {
      let text = '';
      response.on('data', (piece) => {
        text += piece;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: text === '' ? {} : JSON.parse(text),
          headers: response.headers,
        }),
      );
    });
    asking.once('error', reject);
    asking.end(typeof body === 'string' ? body : body && JSON.stringify(body));
  });
}

const admin = (method: string, path: string) => ask(method, path, undefined, { authorization: `Bearer ${apiToken}` });
const newCode = async (): Promise<string> => (await admin('POST', '/pair/codes')).body.code;
const pair = (code: string, headers: Record<string, string> = { origin: EXTENSION }) =>
  ask('POST', '/pair', { code, name: 'Chrome' }, headers);
const NOTHING = { items: [], cursor: null };

describe('a code', () => {
  it('pairs one browser, typed in small letters and without its dash', async () => {
    const code = await newCode();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const told = await pair(` ${code.toLowerCase().replace('-', ' ')} `);
    expect(told.status).toBe(200);
    expect(told.body).toMatchObject({ token: expect.stringMatching(/^tkb_/), secretHex: expect.any(String) });
    expect(told.headers['access-control-allow-origin']).toBe(EXTENSION);
    expect((await pair(code)).body).toMatchObject({ reason: 'none' });
    // Of the token only a hash is kept, in a file of the owner's alone.
    const path = join(folder, 'browsers.json');
    expect(readFileSync(path, 'utf8')).not.toContain(told.body.token);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('holds for five tries and five minutes, and one at a time', () => {
    let now = 1000;
    const codes = openPairCodes(() => now);
    expect(codes.take('')).toBe('none');
    const { code } = codes.make();
    for (let tries = 1; tries < TRIES_MAX; tries++) expect(codes.take('0000-0000')).toBe('wrong');
    expect(codes.take('0000-0000')).toBe('too-many');
    expect(codes.take(code)).toBe('none');
    const late = codes.make().code;
    now += CODE_MS_MAX + 1;
    expect(codes.take(late)).toBe('none');
    const [before, after] = [codes.make().code, codes.make().code];
    expect([codes.take(before), codes.take(after)]).toEqual(['wrong', 'right']);
    const jumped = codes.make().code;
    now -= 86_400_000;
    expect(codes.take(jumped)).toBe('none');
  });

  it.each([
    ['a page', { origin: 'https://evil.example' }, 403],
    ['a page that has no origin', { origin: 'null' }, 403],
    ['a script', {}, 403],
    ['somebody under another name of this machine', { origin: EXTENSION, host: 'evil.example' }, 403],
  ])('is of no use to %s', async (_who, headers, status) => {
    const code = await newCode();
    expect((await pair(code, headers as Record<string, string>)).status).toBe(status);
    // It was not even tried.
    expect((await pair(code)).status).toBe(200);
  });

  it('is made by who has the companion’s own token alone', async () => {
    expect((await ask('POST', '/pair/codes', undefined, { origin: EXTENSION })).status).toBe(403);
    expect((await ask('POST', '/pair/codes')).status).toBe(401);
  });
});

describe('a paired browser', () => {
  it('is known by its token, from its own origin, until its pairing is ended', async () => {
    const { token, id } = (await pair(await newCode())).body;
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask('POST', '/sync', NOTHING, { ...headers, origin: EXTENSION })).status).toBe(200);
    // Browsers may leave the Origin out for an extension that was granted the address.
    expect((await ask('POST', '/sync', NOTHING, headers)).status).toBe(200);
    const other = EXTENSION.replace('abc', 'cba');
    expect((await ask('POST', '/sync', NOTHING, { ...headers, origin: other })).status).toBe(401);
    expect((await ask('POST', '/sync', NOTHING, { ...headers, origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask('POST', '/sync', NOTHING, { authorization: `Bearer ${apiToken}` })).status).toBe(401);
    // Its token opens nothing else.
    expect((await ask('GET', '/status', undefined, headers)).status).toBe(401);
    expect((await admin('GET', '/pair/browsers')).body).toMatchObject({
      browsers: expect.arrayContaining([{ id, name: 'Chrome', origin: EXTENSION, pairedAt: expect.any(Number) }]),
    });
    expect((await admin('DELETE', `/pair/browsers/${id}`)).status).toBe(200);
    expect((await admin('DELETE', `/pair/browsers/${id}`)).status).toBe(404);
    expect((await ask('POST', '/sync', NOTHING, headers)).status).toBe(401);
  });

  it('is known after a restart, too', async () => {
    const { token } = (await pair(await newCode())).body;
    await companion.stop();
    companion = await open();
    apiToken = JSON.parse(readFileSync(join(folder, 'daemon.json'), 'utf8')).apiToken;
    expect((await ask('POST', '/sync', NOTHING, { authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('is told before it asks that it may, and no page is', async () => {
    const asks = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
    const told = await ask('OPTIONS', '/sync', undefined, { ...asks, origin: EXTENSION });
    expect([told.status, told.headers['access-control-allow-origin']]).toEqual([204, EXTENSION]);
    const page = await ask('OPTIONS', '/sync', undefined, { ...asks, origin: 'https://evil.example' });
    expect(page.status).toBe(403);
    const elsewhere = await ask('OPTIONS', '/status', undefined, { ...asks, origin: EXTENSION });
    expect(elsewhere.status).toBe(403);
  });

  it.each([
    ['no JSON', '{', 400],
    ['another form', { items: 5, cursor: null }, 400],
    ['a call without a cost’s bounds', { items: [{ kind: 'record', record: { callId: 'a' } }], cursor: null }, 200],
    [
      'a row of another id',
      { items: [{ kind: 'row', table: 'keys', id: 'x', row: null, stamps: {} }], cursor: null },
      200,
    ],
    ['a table there is none of', { items: [{ kind: 'row', table: 'records', id: 'x', row: {}, stamps: {} }] }, 400],
    ['a budget of its own', { items: [{ kind: 'budget' }], cursor: null }, 200],
  ])('that says %s changes nothing', async (_what, body, status) => {
    const { token } = (await pair(await newCode())).body;
    const told = await ask('POST', '/sync', body, { authorization: `Bearer ${token}` });
    expect(told.status).toBe(status);
    // What is not understood keeps nothing else back, and is said.
    if (status === 200) expect(told.body).toMatchObject({ notTaken: 1 });
    expect(await companion.store.transact(async ({ records }) => records.toArray())).toEqual([]);
  });

  it('that says too much is not listened to', async () => {
    const { token } = (await pair(await newCode())).body;
    const large = 'x'.repeat(17 * 1024 * 1024);
    const told = await ask('POST', '/sync', large, { authorization: `Bearer ${token}` }).catch(() => null);
    expect(told === null || told.status === 413).toBe(true);
    expect((await ask('POST', '/sync', NOTHING, { authorization: `Bearer ${token}` })).status).toBe(200);
  });
});
