import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDaemon } from '../../companion/api/daemon-file.ts';
import { readRecordings } from '../../companion/coats/read-recordings.ts';
import { type Companion, openCompanion } from '../../companion/open-companion.ts';
import type { Budget } from '../../lib/budget/budget.ts';
import { parseDecimal } from '../../lib/domain/money.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { type StandIn, standIn } from './gateway/support.ts';

/* Calls over a socket through the whole companion: each response is priced and booked by what the provider says of it. */

const recorded = readRecordings('openai').answers.filter(({ surface }) => surface === 'openai/realtime');

let folder: string;
let upstream: StandIn;
let companion: Companion;
/** What the provider says over the next sockets, frame by frame. */
let says: readonly string[];
let asked: IncomingMessage['headers'][];
let sockets: Duplex[];

function textFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = bytes.byteLength < 126 ? Buffer.from([0x81, bytes.byteLength]) : Buffer.alloc(4);
  if (bytes.byteLength >= 126) {
    head.set([0x81, 126]);
    head.writeUInt16BE(bytes.byteLength, 2);
  }
  return Buffer.concat([head, bytes]);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-sockets-'));
  asked = [];
  sockets = [];
  upstream = await standIn((_, response) => response.writeHead(404).end());
  upstream.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    asked.push(request.headers);
    sockets.push(socket);
    socket.on('error', () => undefined);
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}`;
    // A client that closes is closed.
    socket.on('data', (piece: Buffer) => (piece[0] ?? 0) === 0x88 && socket.end());
    socket.write(`${head}\r\n\r\n`);
    for (const frame of says) socket.write(textFrame(frame));
  });
  companion = await openCompanion({
    ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', standIns: { openai: upstream.origin } },
    onTrouble: () => undefined,
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await companion.stop();
  await upstream.close();
  rmSync(folder, { recursive: true });
});

function open(query: string): WebSocket {
  return new WebSocket(`${companion.gateway.origin.replace('http', 'ws')}/openai/v1/realtime${query}`, {
    headers: { authorization: 'Bearer sk-own' },
  } as never);
}

/** Opens a socket and hears so many messages. */
function hear(query: string, count: number): Promise<WebSocket> {
  const socket = open(query);
  let heard = 0;
  return new Promise((resolve, reject) => {
    socket.addEventListener('message', () => ++heard === count && resolve(socket));
    socket.addEventListener('error', () => reject(new Error('no socket')));
    socket.addEventListener('close', () => reject(new Error('closed')));
  });
}

async function records(count: number): Promise<readonly CallRecord[]> {
  const read = () => companion.store.transact(async (tables) => tables.records.toArray());
  await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBe(count);
  return read();
}

describe('calls over a socket', () => {
  it.each(recorded.map((one, index) => [index, one] as const))(
    'recording %i is booked as it was billed',
    async (_, one) => {
      says = one.responseBody.trim().split('\n');
      const socket = await hear(one.requestBody, says.length);
      const [record] = await records(1);
      expect([record?.outcome, record?.cost?.likelyNano]).toEqual(['answer', parseDecimal(one.billed.amount)]);
      socket.close();
      // That the socket was opened is no call of its own, and nothing of it stays open.
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await records(1)).toHaveLength(1);
      expect(await companion.store.transact(async (tables) => tables.openCalls.toArray())).toEqual([]);
    },
  );

  it('several over one socket are several calls of one request; what runs when it closes is cut', async () => {
    const [one] = recorded;
    const done = one?.responseBody.trim().split('\n').at(-1) ?? '';
    const again = done.replaceAll('resp_1', 'resp_2');
    const begun = JSON.stringify({
      type: 'response.created',
      event_id: 'e9',
      response: { id: 'resp_9', status: 'in_progress' },
    });
    says = [done, again, begun];
    const socket = await hear(one?.requestBody ?? '', 3);
    await records(2);
    socket.close();
    const all = await records(3);
    expect(all.map(({ outcome }) => outcome).sort()).toEqual(['answer', 'answer', 'cut']);
    expect(new Set(all.map(({ callId }) => callId)).size).toBe(3);
    expect(new Set(all.map(({ requestId }) => requestId)).size).toBe(1);
  });

  const SAID = [
    '{"type":"session.created","session":{"model":"gpt-realtime","max_output_tokens":100,"instructions":""}}',
    '{"type":"conversation.item.added","item":{"content":[{"type":"input_text","text":"How far is the moon?"}]}}',
    '{"type":"response.created","response":{"id":"resp_1","status":"in_progress"}}',
  ];
  const DONE = JSON.stringify({
    type: 'response.done',
    response: {
      ...{ id: 'resp_1', status: 'completed', output: [] },
      usage: {
        ...{ total_tokens: 41, input_tokens: 21, output_tokens: 20 },
        input_token_details: { text_tokens: 21, audio_tokens: 0, cached_tokens: 0 },
        output_token_details: { text_tokens: 20, audio_tokens: 0 },
      },
    },
  });
  const put = async (change: Partial<Budget>): Promise<void> => {
    const budget: Budget = {
      ...{ id: 'all', scope: { kind: 'everything' }, unit: { kind: 'tokens' }, limit: 5000n, raises: [] },
      ...{ window: { kind: 'month', zone: 'UTC' }, isHard: true, onFailure: 'closed' },
      ...change,
    };
    const { problem } = await companion.holds.change({ kind: 'put', id: 'put', budgetId: 'all', budget });
    expect(problem).toBeNull();
  };
  const used = async () => (await companion.holds.usage()).map(({ spent, held }) => [spent, held]);
  const underWay = async (): Promise<string | undefined> => {
    const daemon = readDaemon(folder);
    const headers = { authorization: `Bearer ${daemon?.apiToken}` };
    const text = await (await fetch(`${companion.gateway.origin}/metrics`, { headers })).text();
    return /^tollkeeper_calls_under_way (\d+)$/m.exec(text)?.[1];
  };

  it.each([[{ kind: 'everything' }], [{ kind: 'model', model: 'gpt-realtime' }]] as const)(
    'go under a hard budget of %j that they fit',
    async (scope) => {
      await put({ scope });
      says = [...SAID, DONE];
      const socket = await hear('?model=gpt-realtime', says.length);
      expect(await records(1)).toMatchObject([{ outcome: 'answer', isReviewed: true }]);
      await expect.poll(used).toEqual([[41n, 0n]]);
      socket.close();
      await expect.poll(underWay).toBe('0');
      expect(await records(1)).toHaveLength(1);
    },
  );

  it.each([[{ kind: 'everything' }], [{ kind: 'model', model: 'gpt-realtime' }]] as const)(
    'that a hard budget of %j stops are left at once, and booked as far as they came',
    async (scope) => {
      await put({ scope, limit: 50n });
      says = SAID;
      const socket = open('?model=gpt-realtime');
      const code = new Promise<number>((resolve) => {
        socket.addEventListener('close', (event) => resolve(event.code));
      });
      expect(await code).toBe(1008);
      expect(await records(1)).toMatchObject([{ outcome: 'cut', model: 'gpt-realtime', isReviewed: false }]);
      await expect.poll(underWay).toBe('0');
      expect(await companion.store.transact(async (tables) => tables.openCalls.toArray())).toEqual([]);
    },
  );

  it('that are spoken go under a hard budget of money that holds what they can cost, and are settled at what they did', async () => {
    // 32,000 tokens of context at $32 a million, and 100 of an answer at $64: $1.0304 at the most.
    await put({ unit: { kind: 'money', currency: 'USD' }, limit: 1_031_000_000n });
    const usage = {
      ...{ total_tokens: 300, input_tokens: 220, output_tokens: 80 },
      input_token_details: { text_tokens: 20, audio_tokens: 200, cached_tokens: 0 },
      output_token_details: { text_tokens: 20, audio_tokens: 60 },
    };
    const heard = '{"type":"conversation.item.added","item":{"content":[{"type":"input_audio","transcript":null}]}}';
    const done = JSON.stringify({ type: 'response.done', response: { id: 'resp_1', status: 'completed', usage } });
    says = [SAID[0] ?? '', heard, SAID[2] ?? ''];
    const socket = await hear('?model=gpt-realtime', says.length);
    await expect.poll(used).toEqual([[0n, 1_030_400_000n]]);
    sockets.at(-1)?.write(textFrame(done));
    const [record] = await records(1);
    // 20 × 4 + 200 × 32 + 20 × 16 + 60 × 64 millionths.
    expect(record).toMatchObject({ outcome: 'answer', isReviewed: true, certainty: 'billed' });
    expect(record?.cost?.likelyNano).toBe(10_640_000n);
    await expect.poll(used).toEqual([[10_640_000n, 0n]]);
    socket.close();
  });

  it('that cannot fit a hard budget of money are left at once', async () => {
    await put({ unit: { kind: 'money', currency: 'USD' }, limit: 1_000_000n });
    says = SAID;
    const socket = open('?model=gpt-realtime');
    const closed = Promise.withResolvers<number>();
    socket.addEventListener('close', ({ code }) => closed.resolve(code));
    expect(await closed.promise).toBe(1008);
    expect(await records(1)).toMatchObject([{ outcome: 'cut', isReviewed: false }]);
  });

  describe('of a companion that stops', () => {
    const closing = (socket: WebSocket): Promise<number> =>
      new Promise((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));

    it('end with a close code where nothing is under way; what was said is booked', async () => {
      await put({});
      says = [...SAID, DONE];
      const socket = await hear('?model=gpt-realtime', says.length);
      const code = closing(socket);
      await companion.stop();
      expect(await code).toBe(1001);
      companion = await openCompanion({
        ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', standIns: { openai: upstream.origin } },
        onTrouble: () => undefined,
      });
      expect(await records(1)).toMatchObject([{ outcome: 'answer', isReviewed: true }]);
      expect(await used()).toEqual([[41n, 0n]]);
    });

    it('end after the response under way, and between two frames', async () => {
      await put({});
      says = SAID;
      const socket = await hear('?model=gpt-realtime', says.length);
      const heard: string[] = [];
      socket.addEventListener('message', ({ data }) => heard.push(String(data)));
      const code = closing(socket);
      const stopped = companion.stop();
      const frame = textFrame(DONE);
      sockets.at(-1)?.write(frame.subarray(0, 90));
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect([heard, socket.readyState]).toEqual([[], WebSocket.OPEN]);
      sockets.at(-1)?.write(frame.subarray(90));
      expect(await code).toBe(1001);
      expect(heard).toEqual([DONE]);
      await stopped;
      companion = await openCompanion({
        ...{ folder, port: 0, zone: 'UTC', version: '0.0.0', standIns: { openai: upstream.origin } },
        onTrouble: () => undefined,
      });
      expect(await records(1)).toMatchObject([{ outcome: 'answer' }]);
      expect(await used()).toEqual([[41n, 0n]]);
    });
  });

  it('is asked for without compression, which nobody could look into, and says so', async () => {
    says = ['{"type":"session.created","session":{}}'];
    const socket = await hear('?model=gpt-realtime', 1);
    expect(asked[0]?.['sec-websocket-extensions']).toBeUndefined();
    socket.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await records(0)).toEqual([]);
  });
});
