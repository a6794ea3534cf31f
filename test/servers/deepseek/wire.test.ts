import { afterEach, describe, expect, it } from 'vitest';
import { ask, chatBody, eventsOf } from '../client.ts';
import { type DeepSeek, openDeepSeek } from './deepseek.ts';
import { type DeepSeekAccount, deepSeekKeys } from './world.ts';

let service: DeepSeek;
afterEach(() => service.close());

const headers = { authorization: `Bearer ${deepSeekKeys.li}` };

async function open() {
  service = await openDeepSeek({ clock: () => Date.UTC(2026, 10, 23, 12) });
  const call = (fields: object = {}, path = '/chat/completions') =>
    ask(service.origin + path, headers, chatBody('deepseek-flash', fields));
  return { world: service.world, li: service.world.accounts[0] as DeepSeekAccount, call };
}

describe('an answer', () => {
  it('counts hits, misses, thinking and text', async () => {
    const { call } = await open();
    const { status, json } = await call({}, '/v1/chat/completions');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      object: 'chat.completion',
      model: 'deepseek-flash',
      choices: [{ message: { role: 'assistant', reasoning_content: expect.any(String) }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 80,
        total_tokens: 89,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 20 },
        prompt_cache_hit_tokens: 0,
        prompt_cache_miss_tokens: 9,
      },
    });
  });

  it('says nothing of thinking where it was switched off', async () => {
    const { call } = await open();
    const { json } = await call({ thinking: { type: 'disabled' } });
    expect(json).toMatchObject({ usage: { completion_tokens: 60 } });
    expect((json as { usage: object }).usage).not.toHaveProperty('completion_tokens_details');
    expect(JSON.stringify(json)).not.toContain('reasoning_content');
  });

  it('is cut by a bound that holds for thinking and text', async () => {
    const { call } = await open();
    const { json } = await call({ max_tokens: 25 });
    expect(json).toMatchObject({
      choices: [{ finish_reason: 'length' }],
      usage: { completion_tokens: 25, completion_tokens_details: { reasoning_tokens: 20 } },
    });
  });

  it('that takes a while begins with empty lines', async () => {
    const { world, call } = await open();
    world.model.delayMs = 10;
    const { text, json } = await call();
    expect(text).toMatch(/^\n\{/);
    expect(json).toMatchObject({ object: 'chat.completion' });
  });
});

describe('a stream', () => {
  it('has usage on its last chunk, next to the reason, asked for or not', async () => {
    const { call } = await open();
    const events = eventsOf(await call({ stream: true }));
    expect(events.at(-1)).toMatchObject({
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: 80, prompt_cache_miss_tokens: 9 },
    });
    expect(events.slice(0, -1).some((event) => 'usage' in event)).toBe(false);
    const asked = eventsOf(await call({ stream: true, stream_options: { include_usage: true } }));
    expect(asked.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    expect(asked.at(-1)).toMatchObject({ choices: [{ finish_reason: 'stop' }], usage: { completion_tokens: 80 } });
    expect(asked).toHaveLength(events.length);
  });

  it('thinks first, and keeps a slow connection alive with comments', async () => {
    const { world, call } = await open();
    world.model.delayMs = 10;
    const answer = await call({ stream: true });
    expect(answer.text).toMatch(/^: keep-alive\n\n/);
    const deltas = eventsOf(answer).map(
      (event) => Object.keys((event.choices as { delta: object }[])[0]?.delta ?? {})[0],
    );
    // 20 tokens of thought and 60 of text in pieces of 8.
    expect(deltas).toEqual(['role', ...Array(3).fill('reasoning_content'), ...Array(8).fill('content'), 'content']);
  });

  it('that the client leaves is billed by what was written', async () => {
    const { world } = await open();
    Object.assign(world.model, { chunkDelayMs: 30, answerTokens: 400 });
    const leaving = new AbortController();
    const body = JSON.stringify(chatBody('deepseek-flash', { stream: true }));
    const url = `${service.origin}/chat/completions`;
    const response = await fetch(url, { method: 'POST', headers, body, signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    await expect.poll(() => service.transactions().length, { interval: 2 }).toBe(1);
    expect(service.transactions()[0]?.completionTokens).toBeLessThan(100);
    await expect.poll(() => world.requests.at(-1)?.aborted, { interval: 2 }).toBe(true);
    await expect.poll(() => world.running.get('li'), { interval: 2 }).toBe(0);
  });

  it('can break in the middle', async () => {
    const { world, call } = await open();
    world.model.trouble = 'cut';
    await expect(call({ stream: true })).rejects.toThrow();
    expect(service.transactions()).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('for money: 402, its request id in the words is not that of the header', async () => {
    const { world, li, call } = await open();
    li.wallets = [{ currency: 'CNY', granted: '0', toppedUp: '0' }];
    const { status, headers: answered, json } = await call();
    expect(status).toBe(402);
    expect(json).toEqual({
      error: {
        message: expect.stringMatching(/^Insufficient Balance \(request_id: [\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}\)$/),
        type: 'unknown_error',
        param: null,
        code: 'invalid_request_error',
      },
    });
    expect(answered.get('x-ds-trace-id')).toMatch(/^[\da-f]{32}$/);
    world.marksErrors = false;
    expect((await call()).json).toMatchObject({ error: { message: 'Insufficient Balance' } });
    expect(service.transactions()).toEqual([]);
  });

  it('without a key is plain text, with a wrong one it names its end', async () => {
    await open();
    const url = `${service.origin}/user/balance`;
    const none = await ask(url);
    expect([none.status, none.text, none.headers.get('content-type')]).toEqual([
      401,
      'Authentication Fails (governor)',
      null,
    ]);
    const wrong = await ask(url, { authorization: 'Bearer sk-0000000000000000000000000000c0de' });
    expect([wrong.status, wrong.json]).toMatchObject([
      401,
      {
        error: {
          message: expect.stringContaining('Your api key: ****c0de is invalid'),
          type: 'authentication_error',
          code: 'invalid_request_error',
        },
      },
    ]);
  });

  it('for what is asked: no such model, no such bound, no messages', async () => {
    const { call } = await open();
    expect((await call({ model: 'deepseek-reasoner' })).json).toMatchObject({ error: { message: /^Model Not Exist/ } });
    expect((await call({ max_tokens: 0 })).status).toBe(400);
    expect((await call({ max_tokens: 393_217 })).status).toBe(400);
    expect((await call({ messages: [] })).status).toBe(422);
  });

  it('for too many at once, and for a crowd', async () => {
    const { world, call } = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    world.concurrencyMax = 1;
    world.model.until = promise;
    const first = call();
    await expect.poll(() => world.running.get('li'), { interval: 2 }).toBe(1);
    expect((await call()).status).toBe(429);
    resolve();
    expect((await first).status).toBe(200);
    world.model.trouble = 'overloaded';
    expect((await call()).status).toBe(503);
  });
});

describe('other origins', () => {
  it('are named, not "*"', async () => {
    await open();
    const answer = await ask(`${service.origin}/models`, { ...headers, origin: 'https://app.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    expect(answer.json).toMatchObject({ data: [{ id: 'deepseek-flash' }, { id: 'deepseek-v4-pro' }] });
  });
});
