import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccessPort } from '../../../companion/gateway/access-port.ts';
import type { RunningGateway } from '../../../companion/gateway/start-gateway.ts';
import type { Accounts } from '../../../companion/secrets/accounts.ts';
import { openMasterKey } from '../../../companion/secrets/master-key.ts';
import { openAccounts } from '../../../companion/secrets/open-accounts.ts';
import { openTokens, type Tokens } from '../../../companion/secrets/tokens.ts';
import { makeCertificate } from './certificate.ts';
import {
  type Closed,
  closeAll,
  openGateway,
  rawGet,
  rawPost,
  recordingPort,
  type StandIn,
  standIn,
} from './support.ts';

/* Tokens and accounts as they are kept, in front of a provider that writes down what it got. */

const KEY = 'sk-account-0123456789';
let folder: string;
let tokens: Tokens;
let accounts: Accounts;
let access: AccessPort;
let ci: string;
let nightly: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-keys-'));
  tokens = openTokens(join(folder, 'tokens.json'));
  accounts = openAccounts({
    path: join(folder, 'accounts.sealed'),
    masterKey: openMasterKey({}, join(folder, 'secret.key')),
  });
  await accounts.add({ id: 'a1', name: 'work', provider: 'openai', key: KEY });
  await accounts.add({ id: 'a2', name: 'home', provider: 'openai', key: 'sk-home-0123456789' });
  await accounts.add({ id: 'a3', name: 'work', provider: 'google-gemini', key: 'AIza-work-0123' });
  await accounts.add({ id: 'a4', name: 'work', provider: 'replicate', key: 'r8_work_0123' });
  ci = tokens.make({ name: 'ci', label: 'development', accounts: { openai: 'work' }, createdAt: 1 });
  nightly = tokens.make({ name: 'nightly', label: null, accounts: {}, createdAt: 2 });
  access = { findTool: tokens.find, findAccount: accounts.find };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open: Closed[] = [];
afterEach(() => closeAll(open));

interface Got {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
}

let got: Got[];
let upstream: StandIn;
let gateway: RunningGateway;
let port: ReturnType<typeof recordingPort>;
let answer: { headers: Record<string, string>; body: string };

beforeEach(async () => {
  got = [];
  answer = { headers: {}, body: '{}' };
  upstream = await standIn((request, response) => {
    got.push({ url: request.url ?? '', headers: request.headers, raw: request.rawHeaders.join('\n') });
    response.writeHead(200, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
  });
  port = recordingPort();
  const at = upstream.origin;
  gateway = await openGateway({
    review: port,
    access,
    standIns: { openai: at, 'google-gemini': at, twilio: at, replicate: at, 'stream.replicate.com': at },
  });
  open.push(upstream, { close: () => gateway.stop() });
});

const nothingOfOurs = (): void => {
  for (const { url, raw } of got) {
    expect(url).not.toContain('tkp_');
    expect(raw).not.toContain('tkp_');
    expect(raw.toLowerCase()).not.toContain('tollkeeper');
  }
};

describe('whose key goes upstream', () => {
  it.each([
    ['authorization', (token: string) => `Bearer ${token}`, `Bearer ${KEY}`],
    ['x-api-key', (token: string) => token, KEY],
    ['api-key', (token: string) => token, KEY],
  ] as const)('a token in %s: the account’s, in the same place', async (name, write, expected) => {
    expect((await rawPost(gateway.port, '{}', { [name]: write(ci) })).status).toBe(200);
    expect(got[0]?.headers[name]).toBe(expected);
    nothingOfOurs();
    expect(port.reviewed[0]).toMatchObject({ tool: 'ci', label: 'development', account: 'a1', key: KEY });
  });

  it('a token as ?key= and in x-goog-api-key', async () => {
    await rawPost(
      gateway.port,
      '{}',
      {},
      `/gemini/v1beta/models/gemini-2.5-flash:generateContent?alt=sse&key=${nightly}&x=1`,
    );
    await rawPost(
      gateway.port,
      '{}',
      { 'x-goog-api-key': nightly },
      '/gemini/v1beta/models/gemini-2.5-flash:generateContent',
    );
    expect(got[0]?.url).toBe('/v1beta/models/gemini-2.5-flash:generateContent?alt=sse&key=AIza-work-0123&x=1');
    expect(got[1]?.headers['x-goog-api-key']).toBe('AIza-work-0123');
    nothingOfOurs();
  });

  it('a call may name another account, and another label', async () => {
    await rawPost(gateway.port, '{}', {
      authorization: `Bearer ${ci}`,
      'tollkeeper-account': 'home',
      'tollkeeper-label': 'test',
    });
    expect(got[0]?.headers.authorization).toBe('Bearer sk-home-0123456789');
    expect(port.reviewed[0]).toMatchObject({ account: 'a2', label: 'test' });
    nothingOfOurs();
  });

  it.each([
    ['path', (token: string) => [{}, `/t/${token}/openai/v1/chat/completions`] as const],
    ['header', (token: string) => [{ 'tollkeeper-token': token }, '/openai/v1/chat/completions'] as const],
  ])('a token in the %s: the client’s own key stays', async (_, write) => {
    const [headers, path] = write(ci);
    await rawPost(gateway.port, '{}', { authorization: 'Bearer sk-own', ...headers }, path);
    expect(got[0]).toMatchObject({ url: '/v1/chat/completions', headers: { authorization: 'Bearer sk-own' } });
    nothingOfOurs();
    expect(port.reviewed[0]).toMatchObject({ tool: 'ci', account: null, key: 'sk-own' });
  });

  it.each([
    ['Key id-1:secret-2', 'id-1:secret-2'],
    ['DeepL-Auth-Key 0a1b:fx', '0a1b:fx'],
    [`Basic ${Buffer.from('AC1:secret-2').toString('base64')}`, 'secret-2'],
    [`Basic ${Buffer.from('sk_live_1:').toString('base64')}`, 'sk_live_1'],
  ])('%s: the key is %s', async (authorization, key) => {
    await rawPost(gateway.port, '{}', { authorization });
    expect(port.reviewed[0]?.key).toBe(key);
  });

  it('a key of one’s own without a token, from this machine: unnamed, no account', async () => {
    await rawPost(gateway.port, '{}', { authorization: 'Bearer sk-own', 'tollkeeper-account': 'work' });
    expect(got[0]?.headers.authorization).toBe('Bearer sk-own');
    expect(port.reviewed[0]).toMatchObject({ tool: 'unnamed', account: null, key: 'sk-own' });
    nothingOfOurs();
  });

  it('a token as the password of Basic', async () => {
    await accounts.add({ id: 'a5', name: 'sms', provider: 'twilio', key: 'twilio-secret-1' });
    const basic = `Basic ${Buffer.from(`AC1:${nightly}`).toString('base64')}`;
    await rawPost(gateway.port, 'Body=x', { authorization: basic }, '/twilio/2010-04-01/Accounts/AC1/Messages.json');
    expect(Buffer.from(got[0]?.headers.authorization?.slice(6) ?? '', 'base64').toString()).toBe('AC1:twilio-secret-1');
    nothingOfOurs();
  });

  it('a token anywhere else is left out, and no key goes there', async () => {
    const headers = { authorization: `Bearer ${ci}`, 'user-agent': `agent ${ci}`, 'x-trace': ci };
    await rawPost(gateway.port, '{}', headers, `/openai/v1/chat/completions?trace=${ci}`);
    expect(got[0]?.raw.split(KEY)).toHaveLength(2);
    expect(got[0]?.url).toBe('/v1/chat/completions?trace=');
    nothingOfOurs();
  });
});

describe('who is not let in', () => {
  it.each([
    ['an unknown token', () => ({ authorization: `Bearer tkp_${'A'.repeat(43)}` }), 'unknown-token'],
    [
      'an unknown token beside a good one',
      () => ({ authorization: `Bearer ${ci}`, 'tollkeeper-token': `tkp_${'A'.repeat(43)}` }),
      'unknown-token',
    ],
    ['tokens of two tools', () => ({ authorization: `Bearer ${ci}`, 'tollkeeper-token': nightly }), 'unknown-token'],
    [
      'an account that there is not',
      () => ({ authorization: `Bearer ${ci}`, 'tollkeeper-account': 'nobody' }),
      'no-account',
    ],
    ['two accounts, and none is named', () => ({ authorization: `Bearer ${nightly}` }), 'no-account'],
  ])('%s: a 401 that is not asked again, and nothing goes on', async (_, headers, refusal) => {
    const { status, headers: back, body } = await rawPost(gateway.port, '{}', headers());
    expect(status).toBe(401);
    expect(back).toMatchObject({ 'tollkeeper-refusal': refusal, 'x-should-retry': 'false' });
    expect(body.toString()).not.toContain('tkp_');
    expect(body.toString()).not.toContain(KEY);
    expect(got).toEqual([]);
    expect(port.reviewed).toEqual([]);
  });

  it('a revoked token ends at once', async () => {
    const token = tokens.make({ name: 'brief', label: null, accounts: { openai: 'work' }, createdAt: 3 });
    expect((await rawPost(gateway.port, '{}', { authorization: `Bearer ${token}` })).status).toBe(200);
    tokens.revoke('brief');
    expect((await rawPost(gateway.port, '{}', { authorization: `Bearer ${token}` })).status).toBe(401);
  });

  it('free routes ask for the same', async () => {
    const { status } = await rawGet(gateway.port, `/t/tkp_${'A'.repeat(43)}/openai/v1/models`);
    expect(status).toBe(401);
    expect(got).toEqual([]);
  });
});

describe('addresses in answers', () => {
  const URLS = {
    get: 'https://api.replicate.com/v1/predictions/p1',
    cancel: 'https://api.replicate.com/v1/predictions/p1/cancel',
    stream: 'https://stream.replicate.com/v1/files/f1?t=1',
    web: 'https://replicate.com/p/p1',
  };

  it('where the key is ours they lead back here; what a model wrote stays', async () => {
    answer = { headers: {}, body: JSON.stringify({ id: 'p1', urls: URLS, output: URLS.get, status: 'starting' }) };
    const { headers, body } = await rawPost(
      gateway.port,
      '{"version":"v"}',
      { authorization: `Bearer ${nightly}` },
      '/replicate/v1/predictions',
    );
    const { urls, output } = JSON.parse(body.toString());
    expect(urls).toEqual({
      get: `http://127.0.0.1:${gateway.port}/replicate/v1/predictions/p1`,
      cancel: `http://127.0.0.1:${gateway.port}/replicate/v1/predictions/p1/cancel`,
      stream: `http://127.0.0.1:${gateway.port}/replicate@stream.replicate.com/v1/files/f1?t=1`,
      web: URLS.web,
    });
    expect(output).toBe(URLS.get);
    expect(headers['tollkeeper-changed']).toBe('urls.get, urls.cancel, urls.stream');
    expect(Number(headers['content-length'])).toBe(body.byteLength);
    const follow = await fetch(urls.stream, { headers: { authorization: `Bearer ${nightly}` } });
    await follow.text();
    expect(got[1]).toMatchObject({ url: '/v1/files/f1?t=1', headers: { authorization: 'Bearer r8_work_0123' } });
  });

  it('with a key of one’s own the answer is what the provider said', async () => {
    answer = { headers: {}, body: JSON.stringify({ id: 'p1', urls: URLS }) };
    const { headers, body } = await rawPost(
      gateway.port,
      '{"version":"v"}',
      { authorization: 'Bearer r8_own' },
      '/replicate/v1/predictions',
    );
    expect(body.toString()).toBe(answer.body);
    expect(headers['tollkeeper-changed']).toBeUndefined();
  });

  it('an upload goes on here, by the token that it began with', async () => {
    answer = {
      headers: { 'x-goog-upload-url': 'https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=u1' },
      body: '{}',
    };
    const { headers } = await rawPost(
      gateway.port,
      '{}',
      { 'x-goog-api-key': 'AIza-own' },
      `/t/${ci}/gemini/upload/v1beta/files`,
    );
    expect(headers['x-goog-upload-url']).toBe(
      `http://127.0.0.1:${gateway.port}/t/${ci}/gemini/upload/v1beta/files?upload_id=u1`,
    );
    expect(headers['tollkeeper-changed']).toBe('x-goog-upload-url');
  });
});

// Only where this machine has an address that others could use.
const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address !== undefined && !address.internal && address.family === 'IPv4')?.address;

describe.skipIf(outside === undefined)('from another machine', () => {
  it('only tools with a token are served', async () => {
    const { key, cert } = makeCertificate('localhost');
    const wide = await openGateway({
      review: port,
      access,
      host: '0.0.0.0',
      tls: { key, cert },
      door: { hosts: [outside ?? ''], origins: [] },
      standIns: { openai: upstream.origin },
    });
    open.push({ close: () => wide.stop() });
    const dispatcher = new Agent({ connect: { ca: cert, servername: 'localhost' } });
    const ask = async (headers: Record<string, string>, host = outside): Promise<number> => {
      const { statusCode, body } = await request(`https://${host}:${wide.port}/openai/v1/models`, {
        headers,
        dispatcher,
      });
      await body.text();
      return statusCode;
    };
    expect(await ask({ authorization: 'Bearer sk-own' })).toBe(401);
    expect(await ask({ authorization: `Bearer ${ci}` })).toBe(200);
    expect(await ask({ authorization: 'Bearer sk-own', 'tollkeeper-token': ci })).toBe(200);
    // What comes from this machine may be handed on by a proxy here: who asked it is not known.
    expect(await ask({ authorization: 'Bearer sk-own' }, '127.0.0.1')).toBe(401);
    await dispatcher.close();
  });
});
