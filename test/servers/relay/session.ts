import { type Fields, readCookie, readHeader, readObject, sendJson, sendText } from '../exchange.ts';
import { writeSelf } from './console-self.ts';
import { flavours } from './flavours.ts';
import type { RelayExchange } from './log-entry.ts';
import { languageOf } from './wording.ts';
import type { RelayUser, RelayWorld } from './world.ts';

const accessTokenMs = 15 * 60_000;

/** Who has signed in; `null` when the client has been told 401 with `success: false`. */
export function signedIn(exchange: RelayExchange): RelayUser | null {
  const found = findSignedIn(exchange);
  if (typeof found !== 'string') {
    exchange.entry.userId = found.id;
    return found;
  }
  sendUnauthorized(exchange, found);
  return null;
}

/** Who has signed in, without a word to the client; `null`: nobody. */
export function whoIsThere(exchange: RelayExchange): RelayUser | null {
  const found = findSignedIn(exchange);
  return typeof found === 'string' ? null : found;
}

/** `POST /api/user/login` with name and any password: a cookie, and for the newest console an access token. */
export async function signIn(exchange: RelayExchange): Promise<void> {
  const { world } = exchange;
  const body: Fields = (await readObject(exchange)) ?? {};
  const user = world.users.find(({ username }) => username === body.username);
  if (user === undefined)
    return sendJson(exchange, 200, { success: false, message: '用户名或密码错误，或用户已被封禁' });
  sendSession(exchange, user);
}

/** `POST /api/user/auth/refresh`: the newest console has its access token in memory only and begins with this. */
export function refreshSession(exchange: RelayExchange): void {
  const user = userOfCookie(exchange, 'new_api_refresh');
  if (user === null) return sendUnauthorized(exchange, 'AUTH_UNAUTHORIZED');
  sendJson(exchange, 200, { success: true, message: '', data: authBundle(exchange.world, user) });
}

/** Signs out: `GET /api/user/logout` of the older consoles, `POST /api/user/auth/logout` of the newest. */
export function signOut(exchange: RelayExchange): void {
  for (const name of ['session', 'new_api_refresh']) {
    exchange.world.sessions.delete(readCookie(exchange, name) ?? '');
  }
  sendJson(exchange, 200, { success: true, message: '' });
}

/** Opens a session and returns the cookie a client must send for it. */
export function openSession(world: RelayWorld, user: RelayUser): { readonly name: string; readonly value: string } {
  const isBearer = flavours[world.site.flavour].auth === 'bearer';
  const value = `session-of-${user.username}-${world.next()}`;
  world.sessions.set(value, user.id);
  return { name: isBearer ? 'new_api_refresh' : 'session', value };
}

/**
 * `GET /test/sign-in?user=ada&next=/console/topup`: signs in with one visit and goes on; the real software has no such
 * address. An unknown name signs nobody in.
 */
export function signInByVisit(exchange: RelayExchange): void {
  const { world, url, response } = exchange;
  const user = world.users.find(({ username }) => username === url.searchParams.get('user'));
  if (user !== undefined) response.setHeader('set-cookie', cookieOf(openSession(world, user)));
  const next = url.searchParams.get('next') ?? '/';
  const known = JSON.stringify(user === undefined ? null : { id: user.id, username: user.username });
  const script =
    `const known = ${JSON.stringify(known)};` +
    "known === 'null' ? localStorage.removeItem('user') : localStorage.setItem('user', known);" +
    `location.replace(${JSON.stringify(next).replaceAll('<', '\\u003c')});`;
  const page = `<!doctype html><title>…</title><link rel="icon" href="data:,"><script>${script}</script>`;
  sendText(exchange, 200, page, { 'content-type': 'text/html; charset=utf-8' });
}

/** The headers that the console's own requests carry for a session: cookie and user, or a bearer token. */
export function consoleHeaders(world: RelayWorld, user: RelayUser): Readonly<Record<string, string>> {
  const { name, value } = openSession(world, user);
  const { auth } = flavours[world.site.flavour];
  if (auth === 'bearer') return { authorization: `Bearer ${issueAccessToken(world, user).token}` };
  return { cookie: `${name}=${value}`, ...(auth === 'cookie' ? {} : { 'new-api-user': String(user.id) }) };
}

type Refusal =
  | 'missing'
  | 'no-user'
  | 'bad-user'
  | 'other-user'
  | 'bad-token'
  | 'AUTH_UNAUTHORIZED'
  | 'AUTH_TOKEN_EXPIRED';

// middleware/auth.go of f4f144bc (cookie and header) and of e2c7aa7b (bearer only).
function findSignedIn(exchange: RelayExchange): RelayUser | Refusal {
  const { world } = exchange;
  const { auth } = flavours[world.site.flavour];
  if (auth === 'bearer') return userOfBearer(exchange);
  const header = readHeader(exchange, 'authorization');
  const byCookie = userOfCookie(exchange, 'session');
  const user = byCookie ?? world.users.find(({ accessToken }) => accessToken === header?.replace(/^Bearer /, ''));
  if (user === undefined) return header === null ? 'missing' : 'bad-token';
  if (auth === 'cookie') return user;
  const named = readHeader(exchange, 'new-api-user');
  if (named === null) return 'no-user';
  if (!/^-?\d+$/.test(named)) return 'bad-user';
  return Number(named) === user.id ? user : 'other-user';
}

function userOfBearer(exchange: RelayExchange): RelayUser | Refusal {
  const { world } = exchange;
  const token = (readHeader(exchange, 'authorization') ?? '').replace(/^Bearer\s+/i, '');
  const issued = world.accessTokens.get(token);
  const owner = world.users.find(({ id, accessToken }) => id === issued?.userId || accessToken === token);
  if (token === '' || owner === undefined) return 'AUTH_UNAUTHORIZED';
  return issued !== undefined && issued.endsAtMs <= world.clock() ? 'AUTH_TOKEN_EXPIRED' : owner;
}

function userOfCookie(exchange: RelayExchange, name: string): RelayUser | null {
  const { world } = exchange;
  const id = world.sessions.get(readCookie(exchange, name) ?? '');
  return world.users.find((user) => user.id === id) ?? null;
}

const words: Readonly<Record<Refusal, { readonly zh: string; readonly en: string }>> = {
  missing: { zh: '无权进行此操作，未登录且未提供 access token', en: '' },
  'no-user': { zh: '无权进行此操作，未提供 New-Api-User', en: '' },
  'bad-user': { zh: '无权进行此操作，New-Api-User 格式错误', en: '' },
  'other-user': { zh: '无权进行此操作，New-Api-User 与登录用户不匹配', en: '' },
  'bad-token': { zh: '无权进行此操作，access token 无效', en: '' },
  AUTH_UNAUTHORIZED: { zh: '无权进行此操作，access token 无效', en: 'Unauthorized, invalid access token' },
  AUTH_TOKEN_EXPIRED: {
    zh: '无权进行此操作，未登录且未提供 access token',
    en: 'Unauthorized, not logged in and no access token provided',
  },
};

// A wrong access token gets status 200 from the older software: `success` is what counts.
function sendUnauthorized(exchange: RelayExchange, refusal: Refusal): void {
  const isNewest = refusal === 'AUTH_UNAUTHORIZED' || refusal === 'AUTH_TOKEN_EXPIRED';
  const language = isNewest ? languageOf(readHeader(exchange, 'accept-language')) : 'zh';
  const code = isNewest ? { code: refusal } : {};
  sendJson(exchange, refusal === 'bad-token' ? 200 : 401, {
    success: false,
    ...code,
    message: words[refusal][language],
  });
}

function sendSession(exchange: RelayExchange, user: RelayUser): void {
  const { world, response } = exchange;
  response.setHeader('set-cookie', cookieOf(openSession(world, user)));
  const { id, username, group } = user;
  const row = { id, username, display_name: username, role: 1, status: 1, group };
  const data = flavours[world.site.flavour].auth === 'bearer' ? authBundle(world, user) : row;
  sendJson(exchange, 200, { success: true, message: '', data });
}

function cookieOf({ name, value }: { readonly name: string; readonly value: string }): string {
  const path = name === 'session' ? '/' : '/api/user/auth';
  return `${name}=${value}; Path=${path}; Max-Age=2592000; HttpOnly; SameSite=Strict`;
}

function authBundle(world: RelayWorld, user: RelayUser) {
  const { token, endsAtMs } = issueAccessToken(world, user);
  return {
    access_token: token,
    token_type: 'Bearer',
    access_expires_at: Math.floor(endsAtMs / 1000),
    user: writeSelf(world, user),
    session: {
      sid: `sid-${user.id}`,
      current: true,
      login_method: 'password',
      ip: '127.0.0.1',
      user_agent: '',
      created_at: Math.floor(world.startedAtMs / 1000),
      last_active_at: Math.floor(world.clock() / 1000),
      expires_at: Math.floor(world.clock() / 1000) + 2_592_000,
    },
  };
}

function issueAccessToken(world: RelayWorld, user: RelayUser) {
  const token = `access-token-of-${user.username}-${world.next()}`;
  const endsAtMs = world.clock() + accessTokenMs;
  world.accessTokens.set(token, { userId: user.id, endsAtMs });
  return { token, endsAtMs };
}
