import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ANSWER, CHAT, type Closed, closeAll, post, recordingPort, startPair, until } from './support.ts';

const open: Closed[] = [];
afterEach(() => closeAll(open));
const start = (answer: RequestListener, port = recordingPort()) => startPair(open, answer, port);

describe('who goes away', () => {
  it('a client that leaves a stream ends it at the provider at once', async () => {
    let closed = false;
    const { gateway, port } = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[{"delta":{"content":"one two three"}}]}\n\n');
      response.once('close', () => {
        closed = true;
      });
    });
    const abort = new AbortController();
    const response = await fetch(`${gateway.origin}/openai/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...CHAT, stream: true }),
      signal: abort.signal,
    });
    await (response.body as ReadableStream<Uint8Array>).getReader().read();
    abort.abort();
    const end = await port.ended(1);
    await until(() => closed);
    expect(end).toMatchObject({ how: 'cut-by-client', status: 200 });
    expect(end.reading?.output?.likely).toBeGreaterThan(0);
    expect(end.reading?.isComplete).toBe(false);
  });

  it('an answer that is paid for anyway is read to its end for what it cost', async () => {
    const gate = Promise.withResolvers<void>();
    const port = recordingPort(() => ({ kind: 'send', drainMs: 10_000 }));
    const { gateway } = await start(async (_, response) => {
      gate.resolve();
      // Long enough for the client to be gone.
      await new Promise((resolve) => setTimeout(resolve, 100));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ANSWER));
    }, port);
    const abort = new AbortController();
    const gone = post(gateway, JSON.stringify(CHAT), {}, abort.signal).catch(() => null);
    await gate.promise;
    abort.abort();
    await gone;
    expect(await port.ended(1)).toMatchObject({ how: 'answer', reading: { usage: { 'output-tokens': 3 } } });
  });

  it('a stream that is billed in full anyway is read on for what it cost, and no longer than is allowed', async () => {
    const events = ['one', 'two'].map((content) => `data: {"choices":[{"delta":{"content":"${content}"}}]}\n\n`);
    const usage = 'data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":9,"total_tokens":14}}\n\n';
    for (const [drainMs, how] of [
      [10_000, 'answer'],
      [150, 'cut-by-client'],
    ] as const) {
      const left = Promise.withResolvers<void>();
      let closed = false;
      const port = recordingPort(() => ({ kind: 'send', drainMs, drainsStreams: true }));
      const { gateway } = await start(async (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(events[0]);
        response.once('close', () => {
          closed = true;
        });
        await left.promise;
        response.write(events[1]);
        // The other one never ends.
        if (how === 'answer') response.end(`${usage}data: [DONE]\n\n`);
      }, port);
      const leaving = new AbortController();
      const response = await post(gateway, JSON.stringify({ ...CHAT, stream: true }), {}, leaving.signal);
      await (response.body as ReadableStream<Uint8Array>).getReader().read();
      leaving.abort();
      left.resolve();
      const end = await port.ended(1);
      expect([end.how, end.reading?.usage?.['output-tokens'] ?? null]).toEqual([how, how === 'answer' ? 9 : null]);
      await until(() => closed);
    }
  });

  it('before the answer: what was sent is cut, never lost', async () => {
    const gate = Promise.withResolvers<void>();
    const { gateway, port } = await start(() => gate.resolve());
    const abort = new AbortController();
    const gone = post(gateway, JSON.stringify(CHAT), {}, abort.signal).catch(() => null);
    await gate.promise;
    abort.abort();
    await gone;
    expect(await port.ended(1)).toMatchObject({ how: 'cut-by-client', status: null });
  });

  it('a slow reader slows the provider down instead of filling our memory', async () => {
    let written = 0;
    const { gateway } = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      const piece = Buffer.alloc(256 * 1024);
      const write = (): void => {
        while (written < 400 * 1024 * 1024 && !response.destroyed) {
          written += piece.byteLength;
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });
    const before = process.memoryUsage().rss;
    const response = await fetch(`${gateway.origin}/openai/v1/files/f1/raw`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(written).toBeLessThan(100 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
    await reader.cancel();
  });

  it('a stopping gateway lets calls end, takes no more, and waits for what is settled', async () => {
    const gate = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const { gateway, port } = await start(async (_, response) => {
      arrived.resolve();
      await gate.promise;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ANSWER));
    });
    const running = post(gateway, JSON.stringify(CHAT)).then((response) => response.text());
    await arrived.promise;
    const stopped = gateway.stop();
    await expect(post(gateway, JSON.stringify(CHAT))).rejects.toThrow();
    gate.resolve();
    expect(JSON.parse(await running)).toEqual(ANSWER);
    await stopped;
    expect(port.ends).toHaveLength(1);
  });
});
