import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from '../client.ts';
import { type FlavourId, flavours } from './flavours.ts';
import { openRelay, type Relay } from './relay.ts';
import { consoleHeaders, openSession } from './session.ts';
import { type RelaySite, type RelayUser, relayKeys } from './world.ts';

let relay: Relay;
afterEach(() => relay.close());

const everyFlavour = Object.keys(flavours) as readonly FlavourId[];

async function open(site: Partial<RelaySite> = {}) {
  relay = await openRelay({ site });
  const ada = relay.world.users[0] as RelayUser;
  const get = (path: string, headers: Readonly<Record<string, string>> = consoleHeaders(relay.world, ada)) =>
    ask(relay.origin + path, headers);
  return { world: relay.world, ada, get };
}

describe('who is asking', () => {
  it.each(everyFlavour)('%s: nobody gets 401 and success false', async (flavour) => {
    const { get } = await open({ flavour });
    for (const path of ['/api/user/self', '/api/token/', '/api/log/self']) {
      const { status, json } = await get(path, {});
      expect([status, json]).toMatchObject([401, { success: false, message: expect.stringMatching(/./) }]);
    }
  });

  it.each(everyFlavour)('%s: the wallet of who has signed in', async (flavour) => {
    const { world, get } = await open({ flavour });
    expect((await get('/api/user/self')).json).toMatchObject({ success: true, data: { id: 101, quota: 3_590_000 } });
    const lin = world.users[1] as RelayUser;
    expect((await get('/api/user/self', consoleHeaders(world, lin))).json).toMatchObject({
      data: { id: 102, quota: 25_000_000, group: 'vip' },
    });
  });

  it('the cookie alone is not enough for new-api, nor with another user’s number', async () => {
    const { world, ada, get } = await open();
    const { name, value } = openSession(world, ada);
    const cookie = `${name}=${value}`;
    expect((await get('/api/user/self', { cookie })).status).toBe(401);
    expect((await get('/api/user/self', { cookie, 'new-api-user': '102' })).status).toBe(401);
    expect((await get('/api/user/self', { cookie, 'new-api-user': '101' })).status).toBe(200);
    world.sessions.clear();
    expect((await get('/api/user/self', { cookie, 'new-api-user': '101' })).status).toBe(401);
  });

  it('a wrong access token is told with status 200', async () => {
    const { get } = await open();
    const { status, json } = await get('/api/user/self', { authorization: 'wrong', 'new-api-user': '101' });
    expect([status, json]).toMatchObject([200, { success: false }]);
  });

  it('the newest console gets a token of a quarter of an hour for its cookie', async () => {
    let nowMs = Date.UTC(2026, 10, 21);
    relay = await openRelay({ site: { flavour: 'new-api-v1' }, clock: () => nowMs });
    const { name, value } = openSession(relay.world, relay.world.users[0] as RelayUser);
    const refreshed = await ask(`${relay.origin}/api/user/auth/refresh`, { cookie: `${name}=${value}` }, {});
    const token = (refreshed.json as { data: { access_token: string } }).data.access_token;
    const self = () => ask(`${relay.origin}/api/user/self`, { authorization: `Bearer ${token}` });
    expect((await self()).status).toBe(200);
    nowMs += 15 * 60_000;
    expect([(await self()).status, (await self()).json]).toMatchObject([401, { code: 'AUTH_TOKEN_EXPIRED' }]);
  });

  it('signs in by form, and by one visit for tests', async () => {
    const { world } = await open();
    const signedIn = await ask(`${relay.origin}/api/user/login`, {}, { username: 'ada', password: 'any' });
    expect(signedIn.headers.get('set-cookie')).toMatch(/^session=.+; Path=\/;/);
    expect(signedIn.json).toMatchObject({ success: true, data: { id: 101, username: 'ada' } });
    const visit = await ask(`${relay.origin}/test/sign-in?user=lin&next=/console/topup`);
    const session = /session=([^;]+)/.exec(visit.headers.get('set-cookie') ?? '')?.[1] ?? '';
    expect(world.sessions.get(session)).toBe(102);
    expect(visit.text).toContain('location.replace("/console/topup")');
  });

  it('only older software hands out its access token with the account', async () => {
    const { world, get } = await open({ flavour: 'new-api-2025' });
    expect((await get('/api/user/self')).text).toContain('system-access-token-of-ada');
    world.site.flavour = 'new-api';
    expect((await get('/api/user/self')).text).not.toContain('system-access-token-of-ada');
  });
});

describe('what a site says of itself', () => {
  it.each(everyFlavour)('%s: a number of points per dollar', async (flavour) => {
    const { get } = await open({ flavour, quotaPerUnit: 1000 });
    const { json, headers } = await get('/api/status', {});
    expect(json).toMatchObject({ success: true, data: { quota_per_unit: 1000, display_in_currency: true } });
    expect(headers.get('x-oneapi-request-id')).toMatch(/^\d{23}\w{8}$/);
    expect(headers.has('x-new-api-version')).toBe(flavour !== 'one-api');
  });

  it('the unit it shows', async () => {
    const { world, get } = await open({ display: 'CNY', usdExchangeRate: 7.1 });
    expect((await get('/api/status')).json).toMatchObject({
      data: { quota_display_type: 'CNY', usd_exchange_rate: 7.1, display_in_currency: true },
    });
    world.site.display = 'TOKENS';
    expect((await get('/api/status')).json).toMatchObject({
      data: { quota_display_type: 'TOKENS', display_in_currency: false },
    });
  });

  it.each(['near', 'other', 'list'] as const)('no such number where it is none (%s)', async (lookAlike) => {
    const { get } = await open({ lookAlike });
    const { status, json } = await get('/api/status', {});
    expect(status).toBe(200);
    expect((json as { data?: { quota_per_unit?: unknown } }).data?.quota_per_unit).toBeUndefined();
  });

  it('a page instead of JSON behind a proxy, and behind every other address', async () => {
    const { get } = await open({ console: 'html' });
    const { status, headers, text } = await get('/api/user/self');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toMatch(/^<!doctype html>/);
    expect((await get('/nowhere')).headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('404 in the form of an error for an API it has not', async () => {
    const { get } = await open();
    expect(await get('/api/nowhere')).toMatchObject({
      status: 404,
      json: { error: { message: 'Invalid URL (GET /api/nowhere)', type: 'invalid_request_error' } },
    });
  });
});

describe('keys', () => {
  it('come newest first, a page at a time, from page 1', async () => {
    const { get } = await open();
    expect((await get('/api/token/?p=2&page_size=3')).json).toMatchObject({
      data: {
        page: 2,
        page_size: 3,
        total: 4,
        items: [{ id: 1, name: 'default', key: relayKeys.ada.slice(3), unlimited_quota: true, status: 1 }],
      },
    });
  });

  it.each(['one-api', 'new-api-2025'] as const)('%s: come as a bare list, from page 0', async (flavour) => {
    const { get } = await open({ flavour });
    const { json } = await get('/api/token/?p=0&size=10');
    expect((json as { data: { name: string }[] }).data.map(({ name }) => name)).toEqual([
      'mini',
      'vip',
      'dev-1',
      'default',
    ]);
  });

  it('say what they may', async () => {
    const { world, get } = await open();
    (world.tokens[1] as { remainQuota: number }).remainQuota = 0;
    expect((await get('/api/token/')).json).toMatchObject({
      data: {
        items: [
          { name: 'mini', model_limits_enabled: true, model_limits: 'gpt-4o-mini', group: '' },
          { name: 'vip', group: 'vip', model_limits_enabled: false },
          { name: 'dev-1', remain_quota: 0, used_quota: 4_990_000, unlimited_quota: false, status: 4 },
          { name: 'default' },
        ],
      },
    });
  });

  it('are masked in the newest software, and whole only one at a time', async () => {
    const { world, ada, get } = await open({ flavour: 'new-api-v1' });
    expect((await get('/api/token/')).json).toMatchObject({
      data: { items: [{ key: 'AdaM**********0004' }, {}, {}, {}] },
    });
    const whole = await ask(`${relay.origin}/api/token/4/key`, consoleHeaders(world, ada), {});
    expect(whole.json).toMatchObject({ success: true, data: { key: relayKeys.adaMini.slice(3) } });
    const other = await ask(`${relay.origin}/api/token/5/key`, consoleHeaders(world, ada), {});
    expect(other.json).toMatchObject({ success: false });
  });

  it('have the real length', () => {
    for (const key of Object.values(relayKeys)) expect(key).toMatch(/^sk-[A-Za-z0-9]{48}$/);
  });
});

describe('prices', () => {
  it('are ratios, with 37.5 for what nobody priced and none for what is billed per call', async () => {
    const { get } = await open();
    const { json } = await get('/api/pricing', {});
    const { data } = json as { data: readonly { model_name: string }[] };
    const row = (name: string) => data.find(({ model_name }) => model_name === name);
    expect(row('gpt-4o')).toMatchObject({ quota_type: 0, model_ratio: 1.25, completion_ratio: 4, cache_ratio: 0.5 });
    expect(row('gpt-4-turbo')).not.toHaveProperty('cache_ratio');
    expect(row('gpt-4-all')).toMatchObject({ quota_type: 1, model_ratio: 0, completion_ratio: 0, model_price: 0.03 });
    expect(row('brand-new-model')).toMatchObject({ quota_type: 0, model_ratio: 37.5, model_price: 0 });
    expect(row('dear-only-model')).toMatchObject({ enable_groups: ['dear'] });
    expect(json).toMatchObject({ group_ratio: { default: 1, vip: 0.7, dear: 1.3 }, usable_group: { vip: 'vip分组' } });
  });

  it('are those of who has signed in', async () => {
    const { world, get } = await open();
    world.groupRatios.default = { vip: 0.5 };
    expect((await get('/api/pricing', {})).json).toMatchObject({ group_ratio: { vip: 0.7 } });
    expect((await get('/api/pricing')).json).toMatchObject({ group_ratio: { vip: 0.5 } });
    expect((await get('/api/user/self/groups')).json).toMatchObject({ data: { vip: { ratio: 0.5, desc: 'vip分组' } } });
  });

  it('may be for customers only, for nobody, or not there', async () => {
    const { world, get } = await open({ pricing: 'login' });
    expect([(await get('/api/pricing', {})).status, (await get('/api/pricing')).status]).toEqual([401, 200]);
    world.site.pricing = 'disabled';
    const disabled = await get('/api/pricing');
    expect([disabled.status, disabled.json]).toEqual([403, { success: false, message: 'pricing is disabled' }]);
    world.site.pricing = 'missing';
    expect((await get('/api/pricing')).status).toBe(404);
    world.site = { ...world.site, pricing: 'open', flavour: 'one-api' };
    expect((await get('/api/pricing')).status).toBe(404);
  });
});

describe('money comes in', () => {
  it('with a code, once', async () => {
    const { world, ada, get } = await open();
    const redeem = () => ask(`${relay.origin}/api/user/topup`, consoleHeaders(world, ada), { key: 'redeem-5-dollars' });
    expect((await redeem()).json).toEqual({ success: true, message: '', data: 2_500_000 });
    expect((await redeem()).json).toMatchObject({ success: false });
    expect(ada.quota).toBe(6_090_000);
    expect((await get('/api/log/self')).json).toMatchObject({ data: { items: [{ type: 1 }] } });
    expect((await get('/api/user/topup/info')).json).toMatchObject({
      data: { min_topup: 1, amount_options: [10, 20, 50, 100] },
    });
  });
});

describe('pages', () => {
  it.each(everyFlavour)('%s: load with all they name', async (flavour) => {
    const { get } = await open({ flavour });
    const { wallet, keys, playground } = flavours[flavour].paths;
    for (const path of [wallet, keys, playground ?? wallet]) {
      const page = await get(path, {});
      expect(page.status).toBe(200);
      const named = [...page.text.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, address = '']) => address);
      expect(named.length).toBeGreaterThan(1);
      for (const address of named) expect((await get(address, {})).status).toBe(200);
    }
    const { text } = await get('/assets/console.js', {});
    const modules = [...text.matchAll(/'\.\/([\w-]+\.js)'/g)].map(([, name]) => name);
    expect(modules.length).toBeGreaterThan(3);
    for (const name of modules) {
      expect((await get(`/assets/${name}`, {})).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    }
  });

  it('answer under any name of loopback', async () => {
    const { world } = await open();
    expect(relay.originAs('relay-a')).toBe(`http://relay-a.localhost:${relay.port}`);
    const { port } = relay;
    const asked = get({ host: '127.0.0.1', port, path: '/api/status', headers: { host: `relay-a.localhost:${port}` } });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(world.requests.at(-1)?.host).toBe(`relay-a.localhost:${relay.port}`);
  });
});
