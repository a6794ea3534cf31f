import { afterEach, describe, expect, it } from 'vitest';
import { ask, chatBody } from '../client.ts';
import { type DeepSeek, openDeepSeek } from './deepseek.ts';
import { deepSeekKeys } from './world.ts';

let service: DeepSeek;
afterEach(() => service.close());

/** Two calls of Li's two keys: on Sunday late in Beijing's Monday, and on Monday at noon UTC. */
async function open() {
  let nowMs = Date.UTC(2026, 10, 22, 20);
  service = await openDeepSeek({ clock: () => nowMs });
  const call = (key: string, model: string) =>
    ask(`${service.origin}/chat/completions`, { authorization: `Bearer ${key}` }, chatBody(model));
  await call(deepSeekKeys.li, 'deepseek-flash');
  nowMs = Date.UTC(2026, 10, 23, 12);
  await call(deepSeekKeys.liSecond, 'deepseek-v4-pro');
  return (path: string, token: string | null = 'user-token-of-li') =>
    ask(service.origin + path, token === null ? {} : { authorization: `Bearer ${token}` });
}

const dataOf = (data: unknown) => ({ code: 0, msg: '', data: { biz_code: 0, biz_msg: '', biz_data: data } });

describe('the platform', () => {
  it('says that nobody is signed in with status 200', async () => {
    const get = await open();
    const none = await get('/api/v0/users/get_user_summary', null);
    expect([none.status, none.json]).toEqual([200, { code: 40002, msg: 'Missing Token', data: null }]);
    expect((await get('/api/v0/usage/cost?month=11&year=2026', 'old')).json).toMatchObject({ code: 40003 });
  });

  it('tells wallets with sixteen places, what was granted apart', async () => {
    const get = await open();
    // flash: 9 × 1 + 80 × 4 = 329 millionths; pro: 9 × 4.5 + 80 × 13.5 = 1,120.5
    expect((await get('/api/v0/users/get_user_summary')).json).toMatchObject(
      dataOf({
        normal_wallets: [{ currency: 'CNY', balance: '100.0000000000000000' }],
        bonus_wallets: [{ currency: 'CNY', balance: '9.9985505000000000' }],
        total_costs: [{ currency: 'CNY', amount: '0.0014495000000000' }],
      }),
    );
    expect((await get('/auth-api/v0/users/current', 'user-token-of-ann')).json).toMatchObject(
      dataOf({ currency: 'USD' }),
    );
  });

  it('lists keys by name, masked', async () => {
    const get = await open();
    const { json, text } = await get('/api/v0/users/get_api_keys');
    expect(json).toMatchObject(
      dataOf({
        api_keys: [
          { name: 'default', tracking_id: 'key-1', sensitive_id: 'sk-11***********************0001' },
          { name: 'dev', tracking_id: 'key-2', last_use: Date.UTC(2026, 10, 23, 12) / 1000 },
        ],
      }),
    );
    expect(text).not.toContain(deepSeekKeys.li);
  });

  it('counts a month by model and by day in UTC', async () => {
    const get = await open();
    const { json } = await get('/api/v0/usage/amount?month=11&year=2026');
    const usage = (model: string) => ({
      model,
      usage: [
        { type: 'PROMPT_TOKEN', amount: '0' },
        { type: 'REQUEST', amount: '1' },
        { type: 'RESPONSE_TOKEN', amount: '80' },
        { type: 'PROMPT_CACHE_HIT_TOKEN', amount: '0' },
        { type: 'PROMPT_CACHE_MISS_TOKEN', amount: '9' },
      ],
    });
    expect(json).toEqual(
      dataOf({
        total: [usage('deepseek-flash'), usage('deepseek-v4-pro')],
        days: [
          { date: '2026-11-22', data: [usage('deepseek-flash')] },
          { date: '2026-11-23', data: [usage('deepseek-v4-pro')] },
        ],
      }),
    );
    expect((await get('/api/v0/usage/amount')).status).toBe(422);
  });

  it('tells the money of a month in a list of currencies', async () => {
    const get = await open();
    expect((await get('/api/v0/usage/cost?month=11&year=2026')).json).toMatchObject(
      dataOf([
        {
          currency: 'CNY',
          total: [
            {
              model: 'deepseek-flash',
              usage: [
                { type: 'PROMPT_TOKEN', amount: '0.0000000000000000' },
                { type: 'PROMPT_CACHE_HIT_TOKEN', amount: '0.0000000000000000' },
                { type: 'PROMPT_CACHE_MISS_TOKEN', amount: '0.0000090000000000' },
                { type: 'RESPONSE_TOKEN', amount: '0.0003200000000000' },
              ],
            },
            { model: 'deepseek-v4-pro' },
          ],
        },
      ]),
    );
    expect((await get('/api/v0/usage/cost?month=10&year=2026')).json).toMatchObject(dataOf([{ total: [], days: [] }]));
  });

  it('tells a window by key, in days of the reader or in hours', async () => {
    const get = await open();
    const start = Date.UTC(2026, 10, 15) / 1000;
    const query = `start=${start}&end=${start + 30 * 86_400}&tz=28800`;
    // Both calls fall on Beijing's Monday, which begins at 16:00 UTC of Sunday.
    const monday = Date.UTC(2026, 10, 22, 16) / 1000;
    const { json } = await get(`/api/v0/usage/by_api_key/cost?${query}`);
    expect(json).toMatchObject(
      dataOf({
        bucket: 86_400,
        data: [
          {
            currency: 'CNY',
            series: [
              { api_key: { name: 'default' }, buckets: [{ time: monday, cost: '0.0003290000000000' }] },
              { api_key: { name: 'dev' }, buckets: [{ time: monday, cost: '0.0011205000000000' }] },
            ],
          },
        ],
      }),
    );
    const noon = Date.UTC(2026, 10, 23, 12) / 1000;
    const hours = await get(`/api/v0/usage/by_api_key/amount?start=${noon - 3600}&end=${noon + 3600}&tz=0`);
    expect(hours.json).toMatchObject(
      dataOf({
        bucket: 3600,
        models: ['deepseek-v4-pro'],
        series: [{ buckets: [{ time: noon, usage: { REQUEST: 1 } }] }],
      }),
    );
  });

  it('has its pages, and none where there is none', async () => {
    const get = await open();
    for (const path of ['/usage', '/top_up', '/api_keys', '/transactions']) {
      const { status, text } = await get(path, null);
      expect(status).toBe(200);
      for (const [, address = ''] of text.matchAll(/(?:href|src)="(\/assets[^"]+)"/g)) {
        expect((await get(address, null)).status).toBe(200);
      }
    }
    expect((await get('/nowhere', null)).status).toBe(404);
    const visit = await get('/test/sign-in?user=li&next=/top_up', null);
    expect(visit.text).toContain('user-token-of-li');
    expect(visit.text).toContain('location.replace("/top_up")');
  });
});
