import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRefusalTables } from '../../../companion/ledger/refusal-tables.ts';
import { type Running, runCompanion, send, startCompanion, type Told } from '../running-companion.ts';

/** What a browser sends along when somebody follows a link of a page of ours. */
const OWN = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

interface Inside extends Running {
  readonly cookie: string;
  readonly proof: string;
  readonly get: (path: string, headers?: object) => Promise<Told>;
  readonly post: (fields: Readonly<Record<string, string>>, headers?: object) => Promise<Told>;
}

let running: Awaited<ReturnType<typeof startCompanion>>;
beforeAll(async () => {
  running = await startCompanion({ isPolling: false });
}, 60_000);
afterAll(() => running.close());

async function letIn(): Promise<Inside> {
  const { body } = await running.ask('POST', '/api/v1/watch/links', { body: {} });
  const entered = await send(body.url, { headers: OWN });
  expect(entered.status).toBe(200);
  const [set = ''] = entered.headers['set-cookie'] ?? [];
  expect(set).toMatch(/^tollkeeper-watch=[\w.-]+; Max-Age=43200; Path=\/watch; HttpOnly; SameSite=Strict$/);
  const cookie = set.split(';')[0] ?? '';
  const get: Inside['get'] = (path, headers = {}) =>
    send(`${running.origin}${path}`, { headers: { cookie, ...OWN, ...headers } });
  const [, proof = ''] = /name="form" value="([\w-]+)"/.exec((await get('/watch')).text) ?? [];
  const post: Inside['post'] = (fields, headers = {}) =>
    send(`${running.origin}/watch/do`, {
      ...{ method: 'POST', body: new URLSearchParams(fields).toString() },
      headers: { cookie, ...FORM, origin: running.origin, 'sec-fetch-site': 'same-origin', ...headers },
    });
  return { ...running, cookie, proof, get, post };
}

describe('a page', () => {
  it('is shown to a browser that was let in, with nothing in it that could run, and kept nowhere', async () => {
    const { get, origin, cookie } = await letIn();
    const shown = await get('/watch');
    expect(shown.status).toBe(200);
    expect(shown.headers).toMatchObject({
      ...{ 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' },
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
      ),
    });
    expect(shown.text).not.toMatch(/<script|\son\w+=|javascript:/i);
    expect((await send(`${origin}/watch`, { method: 'HEAD', headers: { cookie } })).text).toBe('');
  });

  it('says how one is let in, and nothing else, to everybody besides', async () => {
    const { get, origin, cookie, apiToken } = await letIn();
    const others = [
      { cookie: '' },
      { cookie: `${cookie}x` },
      { cookie: cookie.replace(/\d/, '9') },
      { cookie: '', authorization: `Bearer ${apiToken}` },
    ];
    for (const headers of others) {
      for (const path of ['/watch', '/watch/people', '/watch/funding', '/watch?lang=zh']) {
        const told = await get(path, headers);
        expect(told.status).toBe(401);
        expect(told.text).toContain('tollkeeper open');
        expect(told.text).not.toContain('<form');
      }
      expect((await get('/watch/funding.ics', headers)).status).toBe(404);
    }
    expect((await send(`${origin}/watch/enter?ticket=guessed`, { headers: OWN })).status).toBe(403);
  });

  it('of ours is opened from a link elsewhere by a click, which brings the cookie along', async () => {
    const { get } = await letIn();
    const told = await get('/watch/people', { cookie: '', 'sec-fetch-site': 'cross-site' });
    expect(told.status).toBe(200);
    expect(told.text).toContain('content="0;url=/watch/people"');
    expect(told.text).not.toContain('<table');
  });

  it('is the same page with a slash behind it', async () => {
    const { get } = await letIn();
    for (const [typed, path] of [
      ['/watch/', '/watch'],
      ['/watch/people/?lang=zh', '/watch/people?lang=zh'],
    ] as const) {
      const told = await get(typed);
      expect([told.status, told.headers.location]).toEqual([308, path]);
    }
  });

  it('that there is none of is none', async () => {
    const { get } = await letIn();
    for (const path of ['/watch/none', '/watch/../api/v1/status', '/watching', '/watch/none/', '/watch//']) {
      expect((await get(path)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('speaks the language that was asked for, then that which was chosen, then that of the browser', async () => {
    const { get, cookie } = await letIn();
    const languageOf = async (path: string, headers: object) => (await get(path, headers)).headers['content-language'];
    expect(await languageOf('/watch', {})).toBe('en');
    expect(await languageOf('/watch', { 'accept-language': 'fr, zh-CN;q=0.9, en;q=0.5' })).toBe('zh');
    expect(await languageOf('/watch', { 'accept-language': 'en-GB, zh' })).toBe('en');
    const chosen = await get('/watch?lang=zh');
    expect(chosen.headers['set-cookie']?.[0]).toMatch(/^tollkeeper-language=zh; .*HttpOnly; SameSite=Strict$/);
    expect(await languageOf('/watch', { cookie: `${cookie}; tollkeeper-language=zh` })).toBe('zh');
    expect(await languageOf('/watch?lang=en', { cookie: `${cookie}; tollkeeper-language=zh` })).toBe('en');
    expect(await languageOf('/watch?lang=xx', {})).toBe('en');
  });
});

describe('a form', () => {
  const notes = () => running.companion.store.transactBelow(({ tx }) => tx.rows('select * from row_refusal_notes', []));
  const note = { deed: 'clear', id: 'c1', clear: 'yes', note: 'plain', back: '/watch/refusals' };

  it('of a page of ours is done, and what was done is said where it was', async () => {
    const inside = await letIn();
    await running.companion.store.transactBelow(async ({ tx, ledger }) => {
      const { blockedCalls } = openRefusalTables(tx, ledger);
      await blockedCalls.put({
        ...{ id: 'c1', requestId: 'c1', by: 'us', cause: 'budget', provider: 'sandbox', account: null },
        ...{ origin: 'tool:a', model: null, sizes: null, wouldCost: null, at: 1, endedAt: 1, attempts: 1 },
      });
    });
    const done = await inside.post({ ...note, form: inside.proof });
    expect(done.status).toBe(303);
    expect(done.headers.location).toBe('/watch/refusals?done=clear');
    expect((await inside.get('/watch/refusals?done=clear')).text).toContain('role="status">Kept.');
    expect(await notes()).toHaveLength(1);
    await inside.post({ ...note, clear: '', note: '', form: inside.proof });
    expect(await notes()).toEqual([]);
  });

  it('without proof, of another session, or of another site changes nothing', async () => {
    const { post, proof, ask } = await letIn();
    const { body } = await ask('POST', '/api/v1/watch/links', { body: {} });
    const other = (await send(body.url, { headers: OWN })).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect((await post(note)).status).toBe(403);
    expect((await post({ ...note, form: `${proof.slice(0, -1)}_` })).status).toBe(403);
    expect((await post({ ...note, form: proof }, { cookie: other })).status).toBe(403);
    expect((await post({ ...note, form: proof }, { cookie: '' })).status).toBe(401);
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost']) {
      const told = await post({ ...note, form: proof }, { origin });
      expect([told.status, told.headers['set-cookie']]).toEqual([403, undefined]);
    }
    expect((await post({ ...note, form: proof }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post({ ...note, form: proof }, { host: 'evil.example', origin: 'http://evil.example' })).status).toBe(
      403,
    );
    expect(await notes()).toEqual([]);
  });

  it('that is none of ours, too large or of something that is over is told so', async () => {
    const { post, proof } = await letIn();
    const form = proof;
    expect((await post({ form, deed: 'dance' })).status).toBe(400);
    expect((await post({ form, deed: 'constructor' })).status).toBe(400);
    expect((await post({ form, deed: 'know' }, { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await post({ form, deed: 'clear', note: 'x'.repeat(20_000) })).status).toBe(400);
    expect((await post({ form, deed: 'clear', id: 'c1', note: 'x'.repeat(600) })).status).toBe(400);
    const gone = await post({ form, deed: 'know', id: 'a00000000000', who: 'ann' });
    expect(gone.status).toBe(404);
    expect(gone.text).toContain('role="alert">That is no longer there');
    expect((await post({ form, deed: 'snooze', id: 'a00000000000', hours: 'many' })).status).toBe(400);
    expect((await post({ form, deed: 'approve', id: 'rr_00', who: '' })).status).toBe(404);
  });

  it('ends the session', async () => {
    const { post, proof } = await letIn();
    const left = await post({ form: proof, deed: 'leave' });
    expect(left.headers['set-cookie']?.[0]).toMatch(/^tollkeeper-watch=; Max-Age=0;/);
  });
});

describe('a link into the pages', () => {
  it('is given out by the API alone, and leads to a page that there is', async () => {
    const { ask, origin } = await runCompanion({ isPolling: false });
    expect((await send(`${origin}/api/v1/watch/links`, { method: 'POST', body: {} })).status).toBe(401);
    const { body } = await ask('POST', '/api/v1/watch/links', { body: { page: 'people' } });
    const { text } = await send(body.url, { headers: OWN });
    expect(text).toContain('content="0;url=/watch/people"');
    expect(text).not.toContain('ticket');
    expect((await send(body.url, { headers: OWN })).status).toBe(403);
    expect((await ask('POST', '/api/v1/watch/links', { body: { page: '../api' } })).status).toBe(404);
    for (let at = 0; at < 20; at++) await ask('POST', '/api/v1/watch/links', { body: {} });
    expect((await ask('POST', '/api/v1/watch/links', { body: {} })).status).toBe(409);
  });

  it('to elsewhere leads to the first page', async () => {
    const { ask } = await runCompanion({ isPolling: false });
    const { body } = await ask('POST', '/api/v1/watch/links', { body: {} });
    const { text } = await send(`${body.url}&to=https://evil.example/`, { headers: OWN });
    expect(text).toContain('content="0;url=/watch"');
    expect(text).not.toContain('evil');
  });
});
