import { describe, expect, it } from 'vitest';
import { type Running, runCompanion, send, type Told } from '../running-companion.ts';

/** What a browser says of a request that a page of ours makes. */
const OWN = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
const OPENED = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

async function letIn(running: Running): Promise<string> {
  const { body } = await running.ask('POST', '/api/v1/watch/links', { body: { page: 'dashboard' } });
  const entered = await send(body.url, { headers: OPENED });
  expect(entered.text).toContain('content="0;url=/"');
  const [set = ''] = entered.headers['set-cookie'] ?? [];
  // Only where it is needed: nothing else that is asked for of this machine is told of it.
  expect(set).toContain('Path=/watch; HttpOnly; SameSite=Strict');
  return set.split(';')[0] ?? '';
}

describe('the dashboard of the companion', () => {
  it('is a page with nothing of the ledger in it, that may run and ask what we serve alone', async () => {
    const running = await runCompanion({ isPolling: false });
    await running.chat();
    const { text, headers } = await send(`${running.origin}/`, { headers: OPENED });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
    expect(text).not.toMatch(/toll-mini|<script>|\son\w+=/);
    expect((await send(`${running.origin}/?lang=zh`, { headers: OPENED })).text).toContain('lang="zh-CN"');
    expect((await send(`${running.origin}/`, { method: 'HEAD' })).text).toBe('');
    expect((await send(`${running.origin}/watch/app/secrets.js`, {})).status).toBe(404);
  });

  it('gets its data with the session of /watch, and nobody does without one', async () => {
    const running = await runCompanion({ isPolling: false });
    await running.chat();
    const cookie = await letIn(running);
    const get = (path: string, headers: object = {}): Promise<Told> =>
      send(`${running.origin}${path}`, { headers: { cookie, ...OWN, ...headers } });
    const { body, status } = await get('/watch/data/calls?limit=5');
    expect([status, body.calls[0].record.model]).toEqual([200, 'toll-mini']);
    expect((await get('/watch/data/begin')).body).toEqual({ proof: expect.any(String), who: null });
    // What is no screen of the dashboard is not answered there, whatever the API has.
    for (const path of ['../status', '..%2Fstatus', 'status', 'accounts/../../tokens']) {
      expect([400, 404]).toContain((await get(`/watch/data/${path}`)).status);
    }
    const refused = [
      [{ cookie: '' }, 401],
      [{ cookie: `${cookie}x` }, 401],
      [{ cookie: '', authorization: `Bearer ${running.apiToken}` }, 401],
      [{ origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }, 403],
      [{ 'sec-fetch-site': 'cross-site' }, 403],
      [{ host: 'rebound.example' }, 403],
    ] as const;
    for (const [headers, expected] of refused) {
      for (const path of ['/watch/data/overview', '/watch/data/begin', '/watch/events']) {
        const told = await get(path, headers);
        expect([path, headers, told.status]).toEqual([path, headers, expected]);
        expect(told.text).not.toContain('toll-mini');
      }
    }
  });

  it('says what is wrong as the API would', async () => {
    const running = await runCompanion({ isPolling: false });
    const cookie = await letIn(running);
    const headers = { cookie, ...OWN };
    const odd = await send(`${running.origin}/watch/data/calls?outcome=odd`, { headers });
    expect([odd.status, odd.headers['content-type']]).toEqual([400, 'application/problem+json']);
    expect((await send(`${running.origin}/watch/data/calls/gone`, { headers })).status).toBe(404);
    expect(running.troubles).toEqual([]);
  });
});
