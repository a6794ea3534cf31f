import { describe, expect, test } from 'vitest';
import { countTokens } from '../../../companion/sandbox/tokens.ts';
import {
  lastRequest,
  onlyTransaction,
  openSandbox,
  postChat,
  promptTokens,
  readEvents,
  readJson,
  walletOf,
} from './support.ts';

interface Chunk {
  readonly object: string;
  readonly usage?: unknown;
  readonly choices: readonly { index: number; delta: { content?: string }; finish_reason: string | null }[];
}

function contentOf(chunks: readonly Chunk[], index = 0): string {
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []);
  return choices
    .filter((choice) => choice.index === index)
    .reduce((text, { delta }) => text + (delta.content ?? ''), '');
}

describe('a stream', () => {
  test('carries the same answer as JSON does, without usage unless asked', async () => {
    const sandbox = await openSandbox();
    const whole = await readJson(await postChat(sandbox));
    const response = await postChat(sandbox, { stream: true });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const events = readEvents(await response.text());
    expect(events.at(-1)).toBe('[DONE]');
    const chunks: Chunk[] = events.slice(0, -1);
    expect(contentOf(chunks)).toBe(whole.choices[0].message.content);
    expect(chunks.every((chunk) => chunk.object === 'chat.completion.chunk' && !('usage' in chunk))).toBe(true);
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(chunks.at(-1)?.choices).toEqual([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }]);
    const [first, second] = sandbox.world.transactions;
    expect(second?.amountNano).toBe(first?.amountNano);
  });

  test('ends with a usage chunk without choices when asked, and bills it', async () => {
    const sandbox = await openSandbox();
    const fields = { stream: true, stream_options: { include_usage: true }, max_tokens: 25 };
    const events = readEvents(await (await postChat(sandbox, fields, { 'x-sandbox-answer-tokens': '80' })).text());
    const chunks: Chunk[] = events.slice(0, -1);
    const last = chunks.at(-1);
    expect(last?.choices).toEqual([]);
    expect(last?.usage).toMatchObject({ prompt_tokens: promptTokens, completion_tokens: 25, total_tokens: 37 });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(countTokens(contentOf(chunks))).toBe(25);
    expect(onlyTransaction(sandbox)).toMatchObject({ promptTokens, completionTokens: 25 });
  });

  test('interleaves several choices', async () => {
    const sandbox = await openSandbox();
    const response = await postChat(sandbox, { stream: true, n: 2 }, { 'x-sandbox-answer-tokens': '30' });
    const chunks: Chunk[] = readEvents(await response.text()).slice(0, -1);
    expect(countTokens(contentOf(chunks, 0))).toBe(30);
    expect(countTokens(contentOf(chunks, 1))).toBe(30);
    expect(onlyTransaction(sandbox).completionTokens).toBe(60);
  });

  test('has as many tokens per chunk as the header asks', async () => {
    const sandbox = await openSandbox();
    const headers = { 'x-sandbox-answer-tokens': '30', 'x-sandbox-chunk-tokens': '10' };
    const events = readEvents(await (await postChat(sandbox, { stream: true }, headers)).text());
    expect(events.length).toBe(1 + 3 + 1 + 1);
  });

  test('of megabytes arrives whole at a slow reader', async () => {
    const sandbox = await openSandbox();
    const headers = { 'x-sandbox-answer-tokens': '20000', 'x-sandbox-chunk-tokens': '1' };
    const response = await postChat(sandbox, { stream: true }, headers);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const chunks: Chunk[] = readEvents(await response.text()).slice(0, -1);
    expect(countTokens(contentOf(chunks))).toBe(20_000);
  });
});

describe('a client that stops a stream', () => {
  test.each(['reader', 'signal'])('by its %s: the server notices and bills what it had written', async (means) => {
    const sandbox = await openSandbox();
    const leave = new AbortController();
    const headers = { 'x-sandbox-answer-tokens': '400', 'x-sandbox-chunk-delay-ms': '15' };
    const response = await postChat(sandbox, { stream: true, max_tokens: 400 }, headers, { signal: leave.signal });
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let received = '';
    while (received.split('\n\n').length < 8) received += decoder.decode((await reader?.read())?.value);
    if (means === 'reader') await reader?.cancel();
    else leave.abort();
    await expect.poll(() => lastRequest(sandbox).aborted).toBe(true);
    await expect.poll(() => sandbox.world.transactions.length).toBe(1);
    const entry = lastRequest(sandbox);
    expect(entry.abortedAtMs).toBeGreaterThanOrEqual(entry.atMs);
    const { completionTokens, amountNano } = onlyTransaction(sandbox);
    const wholeEvents = received.slice(0, received.lastIndexOf('\n\n') + 2);
    expect(completionTokens).toBeGreaterThanOrEqual(countTokens(contentOf(readEvents(wholeEvents))));
    expect(completionTokens).toBeLessThan(400);
    expect(amountNano).toBe(-(BigInt(promptTokens) * 150n + BigInt(completionTokens ?? 0) * 600n));
    expect(walletOf(sandbox)).toMatchObject({ heldNano: 0n, totalNano: 7_180_000_000n + amountNano });
  });

  test('before its first byte pays for the prompt', async () => {
    const sandbox = await openSandbox();
    const leave = new AbortController();
    const call = postChat(sandbox, { stream: true }, { 'x-sandbox-delay-ms': '60000' }, { signal: leave.signal });
    await expect.poll(() => walletOf(sandbox).heldNano).toBeGreaterThan(0n);
    leave.abort();
    await expect(call).rejects.toThrow();
    await expect.poll(() => sandbox.world.transactions.length).toBe(1);
    expect(onlyTransaction(sandbox)).toMatchObject({ completionTokens: 0, amountNano: -BigInt(promptTokens) * 150n });
  });
});

describe('a stream in trouble', () => {
  test('is cut in the middle, billed for what was written, and not taken for a client’s leaving', async () => {
    const sandbox = await openSandbox();
    const headers = { 'x-sandbox-scenario': 'cut-stream', 'x-sandbox-answer-tokens': '80' };
    const response = await postChat(sandbox, { stream: true }, headers);
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let received = '';
    const readAll = async () => {
      for (;;) received += decoder.decode((await reader?.read())?.value ?? new Uint8Array(), { stream: true });
    };
    await expect(readAll()).rejects.toThrow();
    expect(received).not.toContain('[DONE]');
    expect(countTokens(contentOf(readEvents(received)))).toBe(40);
    expect(onlyTransaction(sandbox).completionTokens).toBe(40);
    await expect.poll(() => lastRequest(sandbox).finishedAtMs).not.toBeNull();
    expect(lastRequest(sandbox).aborted).toBe(false);
  });

  test.each(['coded', 'flat', 'typed', 'relay'])(
    'turns into an error of shape %s after a few deltas',
    async (shape) => {
      const sandbox = await openSandbox();
      const headers = {
        'x-sandbox-scenario': 'error-in-stream',
        'x-sandbox-refusal-shape': shape,
        'x-sandbox-answer-tokens': '80',
      };
      const response = await postChat(sandbox, { stream: true }, headers);
      expect(response.status).toBe(200);
      const events = readEvents(await response.text());
      expect(events.at(-1).error).toBeDefined();
      expect(countTokens(contentOf(events))).toBe(16);
      expect(onlyTransaction(sandbox).completionTokens).toBe(16);
    },
  );

  test('of garbage has events that are no JSON', async () => {
    const sandbox = await openSandbox();
    const response = await postChat(sandbox, { stream: true }, { 'x-sandbox-scenario': 'garbage-json' });
    const text = await response.text();
    expect(() => readEvents(text)).toThrow(SyntaxError);
    expect(onlyTransaction(sandbox).completionTokens).toBeGreaterThan(0);
  });

  test('that is slow has not begun long after a normal one has', async () => {
    const sandbox = await openSandbox();
    const leave = new AbortController();
    const call = postChat(sandbox, { stream: true }, { 'x-sandbox-scenario': 'slow' }, { signal: leave.signal });
    await expect.poll(() => walletOf(sandbox).heldNano).toBeGreaterThan(0n);
    expect((await postChat(sandbox, { stream: true })).status).toBe(200);
    expect(sandbox.world.requests[0]).toMatchObject({ scenario: 'slow', status: null });
    leave.abort();
    await expect(call).rejects.toThrow();
  });
});
