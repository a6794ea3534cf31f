import { afterEach, describe, expect, it } from 'vitest';
import { ask, chatBody, eventsOf } from '../client.ts';
import { openRelay, type Relay } from './relay.ts';
import { type RelaySite, type RelayUser, relayKeys } from './world.ts';

let relay: Relay;
afterEach(() => relay.close());

async function open(site: Partial<RelaySite> = {}) {
  relay = await openRelay({ site });
  const headers = { authorization: `Bearer ${relayKeys.ada}` };
  const url = `${relay.origin}/v1/chat/completions`;
  const stream = (fields: object = {}) => ask(url, headers, chatBody('gpt-4o', { stream: true, ...fields }));
  return { world: relay.world, ada: relay.world.users[0] as RelayUser, headers, url, stream };
}

describe('a stream of a relay', () => {
  it('begins with a role, ends with a reason, then usage, then [DONE]', async () => {
    const { world, ada, stream } = await open();
    const answer = await stream();
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    const events = eventsOf(answer);
    expect(events[0]).toMatchObject({ choices: [{ delta: { role: 'assistant', content: '' }, finish_reason: null }] });
    expect(events.at(-2)).toMatchObject({ choices: [{ delta: {}, finish_reason: 'stop' }] });
    expect(events.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 9, completion_tokens: 60, total_tokens: 69 },
    });
    expect(events.slice(0, -1).some((event) => 'usage' in event)).toBe(false);
    // 60 tokens in pieces of 8.
    expect(events).toHaveLength(1 + 8 + 2);
    expect(ada.quota).toBe(3_590_000 - 311);
    expect(world.requests.at(-1)).toMatchObject({ status: 200, aborted: false });
  });

  it.each([
    ['new-api', null, true],
    ['new-api', false, false],
    ['new-api-2025', null, false],
    ['new-api-2025', true, true],
    ['one-api', null, false],
  ] as const)('%s, include_usage %j: usage %j', async (flavour, include, hasUsage) => {
    const { stream } = await open({ flavour });
    const fields = include === null ? {} : { stream_options: { include_usage: include } };
    expect('usage' in (eventsOf(await stream(fields)).at(-1) ?? {})).toBe(hasUsage);
  });

  it('is cut by the bound of the caller; a bound of 0 is none', async () => {
    const { stream } = await open();
    expect(eventsOf(await stream({ max_tokens: 12 })).at(-2)).toMatchObject({ choices: [{ finish_reason: 'length' }] });
    expect(eventsOf(await stream({ max_tokens: 0 })).at(-1)).toMatchObject({ usage: { completion_tokens: 60 } });
  });

  it('thinks aloud in a field of its own', async () => {
    const { world, stream } = await open();
    world.supplier.reasoningTokens = 16;
    const events = eventsOf(await stream());
    expect(events[1]).toMatchObject({ choices: [{ delta: { reasoning_content: expect.any(String) } }] });
    expect(events.at(-1)).toMatchObject({
      usage: { completion_tokens: 76, completion_tokens_details: { reasoning_tokens: 16 } },
    });
  });

  it('that the client leaves is billed by what was sent: the relay counts itself', async () => {
    const { world, ada, headers, url } = await open();
    Object.assign(world.supplier, { chunkDelayMs: 30, answerTokens: 400 });
    const leaving = new AbortController();
    const body = JSON.stringify(chatBody('gpt-4o', { stream: true }));
    const response = await fetch(url, { method: 'POST', headers, body, signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    await expect.poll(() => relay.transactions().length, { interval: 2 }).toBe(1);
    const [transaction] = relay.transactions();
    expect(transaction?.promptTokens).toBe(10);
    expect(transaction?.completionTokens).toBeGreaterThan(0);
    expect(transaction?.completionTokens).toBeLessThan(100);
    expect(ada.quota).toBe(3_590_000 - (transaction?.quota ?? 0));
    await expect.poll(() => world.requests.at(-1)?.aborted, { interval: 2 }).toBe(true);
  });

  it('can break in the middle, or end with an error as an event', async () => {
    const { world, ada, headers, url } = await open();
    world.supplier.trouble = 'cut';
    await expect(ask(url, headers, chatBody('gpt-4o', { stream: true }))).rejects.toThrow();
    world.supplier.trouble = 'error-in-stream';
    const { status, text } = await ask(url, headers, chatBody('gpt-4o', { stream: true }));
    expect(status).toBe(200);
    expect(text).toMatch(/data: \{"error":\{"message":"用户额度不足[^\n]+\}\n\n$/);
    expect(ada.quota).toBeLessThan(3_590_000);
  });
});
