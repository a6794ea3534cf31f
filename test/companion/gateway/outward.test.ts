import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openGoverned, sendJson } from '../policies/support.ts';
import { ANSWER, bodyOf, CHAT, type Closed, closeAll, post, recordingPort, standIn, startPair } from './support.ts';

/* What the gateway is to a provider: few connections, and a client that waits where it is asked to. */

const open: Closed[] = [];
afterEach(() => closeAll(open));

describe('connections to a provider', () => {
  it('are kept: a hundred calls, ten at a time, need hardly more than run at once', async () => {
    const sockets = new Set<Socket>();
    const { gateway, upstream, port } = await startPair(
      open,
      async (request, response) => {
        await bodyOf(request);
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ANSWER));
      },
      recordingPort(),
    );
    upstream.server.on('connection', (socket: Socket) => void sockets.add(socket));
    for (let wave = 0; wave < 10; wave += 1) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, async () => (await post(gateway, JSON.stringify(CHAT))).json()),
      );
      expect(answers).toEqual(Array(10).fill(ANSWER));
    }
    await port.ended(100);
    // A call may end for its client just before its connection is free again.
    expect(sockets.size).toBeLessThanOrEqual(20);
  });
});

describe('a refusal that only asks to wait', () => {
  const WORDS =
    'This request would exceed your available credits given your current in-flight requests. Retry after in-flight requests settle.';

  it('is waited out here once, as Retry-After says, and the client sees the answer alone', async () => {
    const asked: number[] = [];
    const upstream = await standIn(async (request, response) => {
      await bodyOf(request);
      asked.push(performance.now());
      if (asked.length > 1) return sendJson(response, 200, ANSWER);
      sendJson(response, 402, { error: { code: 402, message: WORDS } }, { 'retry-after': '1' });
    });
    open.push(upstream);
    const { companion, records } = await openGoverned({ openrouter: upstream.origin });
    const answer = await fetch(`${companion.gateway.origin}/openrouter/api/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-own', 'content-type': 'application/json' },
      body: JSON.stringify({ ...CHAT, model: 'z-ai/glm-4.6' }),
    });
    expect([answer.status, await answer.json()]).toEqual([200, ANSWER]);
    // Timers may wake a little early, never by a tenth.
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThan(900);
    const both = await records(2);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['answer', 'refusal']);
    expect(new Set(both.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('that is still so after it was waited out is the client’s to see', async () => {
    let asked = 0;
    const upstream = await standIn(async (request, response) => {
      await bodyOf(request);
      asked += 1;
      sendJson(response, 402, { error: { code: 402, message: WORDS } }, { 'retry-after': '0' });
    });
    open.push(upstream);
    const { companion } = await openGoverned({ openrouter: upstream.origin });
    const answer = await fetch(`${companion.gateway.origin}/openrouter/api/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-own', 'content-type': 'application/json' },
      body: JSON.stringify({ ...CHAT, model: 'z-ai/glm-4.6' }),
    });
    expect([answer.status, answer.headers.get('tollkeeper-cause'), asked]).toEqual([
      402,
      'insufficient_for_request',
      2,
    ]);
    expect(await answer.text()).toContain('in-flight requests');
  });
});
