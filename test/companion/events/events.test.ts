import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEventStream } from '../../../companion/events/event-stream.ts';
import { openNewsDesk } from '../../../companion/events/news.ts';
import { standIn } from '../gateway/support.ts';
import { runCompanion } from '../running-companion.ts';
import { readEvents } from './event-source.ts';

describe('events of a companion', () => {
  it('tell of a call when it is booked, with what it cost, and of budgets that it drew on', async () => {
    const running = await runCompanion();
    const reader = await readEvents(running);
    await running.ask('PUT', '/api/v1/budgets/daily', { body: { limit: '1', per: 'day' } });
    expect((await reader.next('budget.changed')).data).toMatchObject({ id: 'daily', spent: '0', left: '1' });
    const { headers } = await running.chat();
    const { data, id } = await reader.next('call.settled');
    expect(id).toMatch(/^[\da-f]{8}-\d+$/);
    const [call] = (await running.ask('GET', '/api/v1/calls')).body.calls;
    expect(data).toEqual(call);
    expect(data).toMatchObject({
      id: headers['tollkeeper-call-id'],
      model: 'toll-mini',
      outcome: 'answer',
      certainty: 'billed',
    });
    expect((await reader.next('budget.changed')).data).toMatchObject({
      id: 'daily',
      spent: data.cost.likely,
      held: '0',
    });
    await running.ask('DELETE', '/api/v1/budgets/daily');
    expect((await reader.next('budget.removed')).data).toEqual({ id: 'daily' });
    expect(running.troubles).toEqual([]);
  });

  it('tell of a call that a budget stopped, and never twice of one', async () => {
    const running = await runCompanion();
    await running.ask('PUT', '/api/v1/budgets/daily', { body: { limit: '0.000000001', per: 'day' } });
    const reader = await readEvents(running);
    expect((await running.chat({}, { 'tollkeeper-label': 'night' })).status).toBe(402);
    expect((await reader.next('call.refused')).data).toMatchObject({
      ...{ provider: 'sandbox', model: 'toll-mini', origin: 'tool:unnamed/night' },
      ...{ type: 'budget-exceeded', policies: ['budget:daily'] },
    });
    await running.ask('DELETE', '/api/v1/budgets/daily');
    await running.chat();
    await reader.next('call.settled');
    await setTimeout(50);
    expect(reader.events.filter(({ type }) => type.startsWith('call.')).map(({ type }) => type)).toEqual([
      'call.refused',
      'call.settled',
    ]);
  });

  it('that a client missed come when it is back, each once and in order', async () => {
    const running = await runCompanion();
    const reader = await readEvents(running);
    await running.chat();
    const { id } = await reader.next('call.settled');
    reader.source.close();
    const asked = await Promise.all(Array.from({ length: 5 }, () => running.chat()));
    const ids = asked.map(({ headers }) => headers['tollkeeper-call-id']);
    await expect.poll(async () => (await running.ask('GET', '/api/v1/calls')).body.calls.length).toBe(6);
    const again = await readEvents(running, `?last-event-id=${id}`);
    await expect.poll(() => again.events.length).toBe(5);
    expect(new Set(again.events.map(({ data }) => data.id))).toEqual(new Set(ids));
    const numbers = again.events.map((event) => Number(event.id.split('-')[1]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(5);
  });

  it('of another run are not mistaken for ours: the client is told to read anew', async () => {
    const running = await runCompanion();
    const reader = await readEvents(running, '?last-event-id=00000000-7');
    expect((await reader.next('reset')).data).toEqual({});
    await running.chat();
    expect((await reader.next('call.settled')).data.outcome).toBe('answer');
  });

  it.each([
    ['no token', { authorization: '' }, 401],
    ['a page', { origin: 'https://evil.example' }, 403],
    ['a long id', { 'last-event-id': 'x'.repeat(65) }, 400],
  ])('are not for %s', async (_who, headers, status) => {
    const { ask, apiToken } = await runCompanion();
    const told = await ask('GET', '/api/v1/events', { headers });
    expect([told.status, told.text.includes(apiToken)]).toEqual([status, false]);
  });

  it('stand in the description of the API as what they are', async () => {
    const { ask } = await runCompanion();
    const { paths } = (await ask('GET', '/api/v1/openapi.json')).body;
    expect(Object.keys(paths['/api/v1/events'].get.responses['200'].content)).toEqual(['text/event-stream']);
    expect(paths['/api/v1/events'].get.parameters).toMatchObject([
      { name: 'last-event-id', in: 'query', required: false },
    ]);
  });

  it('keep no companion from stopping', async () => {
    const running = await runCompanion();
    const { source } = await readEvents(running);
    const startedAt = performance.now();
    await running.companion.stop();
    expect(performance.now() - startedAt).toBeLessThan(5000);
    source.close();
  });

  it.each(['//', '/\\', '/%', '/api/v1', '/metrics?', 'http://x/api/v1/status', '*'])(
    'an address like %s ends nothing',
    async (path) => {
      const { companion, chat } = await runCompanion();
      const socket = connect(companion.gateway.port, '127.0.0.1');
      socket.end(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
      let text = '';
      for await (const piece of socket) text += piece;
      expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect((await chat()).status).toBe(200);
    },
  );
});

describe('the stream of events', () => {
  async function open(options: Parameters<typeof openEventStream>[0] = {}) {
    const stream = openEventStream(options);
    const server = await standIn((request, response) => {
      const id = request.headers['last-event-id'];
      if (!stream.join(response, typeof id === 'string' ? id : null)) response.writeHead(409).end();
    });
    onTestFinished(async () => {
      stream.stop();
      await server.close();
    });
    const read = (headers: Record<string, string> = {}) => fetch(server.origin, { headers });
    return { stream, server, read };
  }

  it('keeps a bounded number of events, and says when some are gone', async () => {
    const { stream, read } = await open({ keptMax: 10 });
    for (let n = 0; n < 1000; n += 1) stream.publish({ type: 'call.settled', data: { n } });
    const first = await read();
    const body = first.body?.getReader();
    const [, run] = /id: ([\da-f]{8})-1000/.exec(Buffer.from((await body?.read())?.value ?? []).toString()) ?? [];
    const from = async (number: number): Promise<string> => {
      const reading = (await read({ 'last-event-id': `${run}-${number}` })).body?.getReader();
      let text = '';
      while (!/"n":999|reset/.test(text)) text += Buffer.from((await reading?.read())?.value ?? []).toString();
      void reading?.cancel();
      return text;
    };
    expect((await from(995)).match(/"n":\d+/g)).toEqual(['"n":995', '"n":996', '"n":997', '"n":998', '"n":999']);
    expect(await from(5)).toMatch(/event: reset/);
    expect(await from(1001)).toMatch(/event: reset/);
  });

  it('lets a reader go that does not read, and serves the others', async () => {
    const { stream, server, read } = await open();
    const slow = connect(server.port, '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    slow.pause();
    const quick = (await read()).body?.getReader();
    await expect.poll(() => stream.readers()).toBe(2);
    let bytes = 0;
    const reading = (async () => {
      for (let piece = await quick?.read(); piece?.done === false; piece = await quick?.read())
        bytes += piece.value.length;
    })();
    const data = { text: 'x'.repeat(100_000) };
    let published = 0;
    while (stream.readers() === 2 && published < 1000) {
      stream.publish({ type: 'call.settled', data });
      published += 1;
      await setTimeout(1);
    }
    expect(stream.readers()).toBe(1);
    await expect.poll(() => bytes).toBeGreaterThan(published * 100_000);
    stream.stop();
    await reading;
  });

  it('turns away who comes when too many read', async () => {
    const { stream, read } = await open();
    const readers = await Promise.all(Array.from({ length: 65 }, () => read()));
    expect(readers.map(({ status }) => status).toSorted()).toEqual([...Array(64).fill(200), 409]);
    await Promise.all(readers.map(({ body }) => body?.cancel()));
    await expect.poll(() => stream.readers()).toBe(0);
  });

  it('gives a sign of life', async () => {
    const { read } = await open({ heartbeatMs: 20 });
    const reading = (await read()).body?.getReader();
    let text = '';
    while (!text.includes(': still here')) text += Buffer.from((await reading?.read())?.value ?? []).toString();
    await reading?.cancel();
  });
});

describe('the desk of news', () => {
  it('tells later, and a listener that fails harms no other', async () => {
    const troubles: string[] = [];
    const desk = openNewsDesk((what) => void troubles.push(what));
    const heard: string[] = [];
    desk.listen(() => {
      throw new Error('broken');
    });
    const leave = desk.listen(({ kind }) => void heard.push(kind));
    desk.tell({ kind: 'budget-removed', id: 'a' });
    expect(heard).toEqual([]);
    await setTimeout(5);
    leave();
    desk.tell({ kind: 'budget-removed', id: 'b' });
    await setTimeout(5);
    expect([heard, troubles.length]).toEqual([['budget-removed'], 2]);
  });
});
