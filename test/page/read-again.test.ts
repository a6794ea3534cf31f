import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Surface } from '../../lib/domain/surface.ts';
import type { TapMessage } from '../../lib/page/protocol.ts';

const HERE = 'https://relay.example';
const URL_KEYS = new URL(`${HERE}/api/token/`);
const surface = (kind: Surface['kind']): Surface => ({
  id: 'lab/one',
  provider: 'lab',
  kind,
  hosts: ['relay.example'],
  ports: null,
  method: 'GET',
  path: '/',
  wire: null,
  rule: null,
});
const COMMAND = { kind: 'read-again', surface: 'lab/account', path: '/api/user/self' } as const;

let tap: typeof import('../../lib/page/read-again.ts');
const told: TapMessage[] = [];
const sent: Request[] = [];
let answer: () => Response | Promise<Response>;

/** What is captured of the browser is captured when the module is loaded. */
beforeEach(async () => {
  vi.resetModules();
  vi.stubGlobal('location', new URL(`${HERE}/console/playground`));
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request);
    return answer();
  });
  vi.doMock('../../lib/page/channel.ts', () => ({ post: (message: TapMessage) => told.push(message) }));
  tap = await import('../../lib/page/read-again.ts');
  told.length = 0;
  sent.length = 0;
  answer = () => new Response('{"data":{}}');
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.doUnmock('../../lib/page/channel.ts');
});

it('asks the page’s own server as the page asked it last, and tells what came', async () => {
  tap.noteProof(surface('keys'), URL_KEYS, () => tap.headersOf(URL_KEYS, { headers: { 'New-Api-User': '101' } }));
  await tap.readAgain(COMMAND);
  const [request] = sent;
  expect(request?.url).toBe(`${HERE}/api/user/self`);
  expect(request?.headers.get('new-api-user')).toBe('101');
  expect([request?.method, request?.credentials, request?.cache, request?.redirect]).toEqual([
    'GET',
    'same-origin',
    'no-store',
    'error',
  ]);
  const url = `${HERE}/api/user/self`;
  expect(told).toEqual([
    { kind: 'reading', surface: 'lab/account', url, text: '{"data":{}}', askedAt: expect.any(Number) },
  ]);
});

it('keeps no proof from another origin, nor from what anybody may read', async () => {
  const given = { headers: { authorization: 'Bearer x' } };
  const elsewhere = new URL('https://api.example/api/token/');
  tap.noteProof(surface('keys'), elsewhere, () => tap.headersOf(elsewhere, given));
  for (const kind of ['prices', 'site'] as const)
    tap.noteProof(surface(kind), URL_KEYS, () => tap.headersOf(URL_KEYS, given));
  await tap.readAgain(COMMAND);
  expect(sent[0]?.headers.get('authorization')).toBeNull();
});

it('takes the headers of a Request, and leaves an iterator to the page', () => {
  const request = new Request(URL_KEYS, { headers: { authorization: 'Bearer x' } });
  expect(tap.headersOf(request, undefined)?.get('authorization')).toBe('Bearer x');
  const headers = new Headers({ authorization: 'Bearer y' });
  expect(tap.headersOf(request, { headers })?.get('authorization')).toBe('Bearer y');
  const iterator = headers.entries();
  expect(tap.headersOf(URL_KEYS, { headers: iterator })).toBeUndefined();
  expect([...iterator]).toHaveLength(1);
});

it.each<[string, () => Response | Promise<Response>]>([
  ['a refusal', () => new Response('{"success":false}', { status: 401 })],
  ['nothing', () => new Response('')],
  ['no answer', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['more than could be understood', () => new Response('x'.repeat(1024 * 1024 + 1))],
])('says that there was nothing to read: %s', async (_name, given) => {
  answer = given;
  await tap.readAgain(COMMAND);
  expect(told).toEqual([{ kind: 'unread', surface: 'lab/account' }]);
});
