import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { created, done, MODEL, refused, sessionCreated, sound, USAGE_NANO, written } from '../../realtime-events.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { type ServerSocket, type SocketServer, startSocketServer } from '../support/socket-server.ts';
import { cardSays, openTabs, records, touch } from './calls.ts';
import { nanoOf, openRoad, type Road, waitFor } from './road.ts';

/** Ports where testing builds look for OpenAI's stand-in (lib/providers/testing-places.ts). */
const PORTS = [4518, 4617] as const;
/** A key of the form that browsers send as a protocol; nothing may keep it. */
const KEY = 'ek_4711-canary';
const APP =
  '<!doctype html><html lang="en"><head><title>A voice app</title></head><body><textarea></textarea></body></html>';

/** A text that is nobody's to keep. */
const SAID = 'canary in the mine';

describe.each(browserKinds)('realtime conversations (%s)', (kind) => {
  let road: Road;
  let app: PageServer;
  let server: SocketServer;
  const tabs = openTabs();

  beforeAll(async () => {
    app = await startPageServer({ '/': APP });
    road = await openRoad(kind);
    server = await startSocketServer(PORTS, (socket, text) => play(socket, text));
  });
  beforeEach(() => road.reset());
  afterEach(() => tabs.close());
  afterAll(async () => {
    await road?.close();
    await app?.close();
    await server?.close();
  });

  /** What the page asks for by name is played. */
  function play(socket: ServerSocket, text: string): void {
    const say = (...events: readonly object[]): void => {
      for (const event of events) socket.send(JSON.stringify(event));
    };
    const id = `resp_${server.sockets.length}_${text}`;
    switch (text) {
      case 'two':
        // The same response told twice is one.
        say(
          sessionCreated,
          created(`${id}_1`),
          sound(`${id}_1`),
          sound(`${id}_1`, 'BBBB'),
          done(`${id}_1`),
          done(`${id}_1`),
        );
        return say(created(`${id}_2`), sound(`${id}_2`), done(`${id}_2`));
      case 'half': {
        const item = {
          id: 'item_0',
          type: 'message',
          role: 'user',
          content: [{ type: 'input_text', text: `${SAID}, how deep is it?` }],
        };
        say(sessionCreated, { type: 'conversation.item.created', event_id: 'e_1', previous_item_id: null, item });
        return say(
          created(`${id}_1`),
          written(`${id}_1`, `${SAID}: four hundred`),
          written(`${id}_1`, ' fathoms or so'),
        );
      }
      case 'refuse':
        return say(sessionCreated, created(`${id}_1`), refused(`${id}_1`));
      case 'odd':
        say(sessionCreated);
        socket.send(Buffer.from('{"type":"response.done"}'));
        socket.send('no json');
        socket.send(`{"type":"response.done","response":"${'x'.repeat(3 * 1024 * 1024)}"}`);
        return say(created(`${id}_1`), done(`${id}_1`));
      case 'flood':
        say(sessionCreated, created(`${id}_1`));
        for (let index = 0; index < 10_000; index++) say(sound(`${id}_1`, `piece ${index}`));
        return say(done(`${id}_1`));
      case 'bye':
        return socket.close();
    }
  }

  async function openApp(): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(app.url('app'));
    return page;
  }

  /** Opens a socket, as the library of a voice app does, and has the server play; resolves when so many frames have come. */
  async function talk(page: DrivenPage, play: string, frames: number): Promise<readonly string[]> {
    const url = `ws://openai.localhost:${server.port}/v1/realtime?model=${MODEL}`;
    await page.evaluate(openSocket, url, KEY, play);
    await page.waitFor(`globalThis.frames_.length >= ${frames}`, { what: `${frames} frames`, timeoutMs: 15_000 });
    return page.evaluate<readonly string[]>('globalThis.frames_');
  }

  const hashOf = (texts: readonly string[]): string => createHash('sha256').update(texts.join('\n')).digest('hex');

  it('books each response once, to the nano-unit, and the page gets every frame as it came', async () => {
    const page = await openApp();
    const got = await talk(page, 'two', 9);
    const id = `resp_${server.sockets.length}_two`;
    const sent = [
      sessionCreated,
      created(`${id}_1`),
      sound(`${id}_1`),
      sound(`${id}_1`, 'BBBB'),
      done(`${id}_1`),
      done(`${id}_1`),
    ]
      .concat([created(`${id}_2`), sound(`${id}_2`), done(`${id}_2`)])
      .map((event) => JSON.stringify(event));
    expect(hashOf(got)).toBe(hashOf(sent));
    const socket = server.sockets.at(-1);
    // The protocols too are as the page gave them.
    expect(socket?.protocols).toEqual(['realtime', `openai-insecure-api-key.${KEY}`]);
    await records(road, 2);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const booked = await records(road, 2);
    expect(booked).toHaveLength(2);
    for (const record of booked) {
      expect(record).toMatchObject({ outcome: 'answer', certainty: 'billed', isReviewed: false, model: MODEL });
      expect(nanoOf(record.cost?.likelyNano)).toBe(USAGE_NANO);
      expect(nanoOf(record.cost?.highNano)).toBe(USAGE_NANO);
    }
    expect(JSON.stringify(await road.ledger())).not.toContain(KEY);
  });

  it.each(['the page', 'the server'])('books what was counted of a response that %s cuts off', async (who) => {
    const page = await openApp();
    await talk(page, 'half', 5);
    await page.evaluate(who === 'the page' ? 'globalThis.socket_.close()' : 'globalThis.socket_.send("bye")');
    const [record] = await records(road, 1);
    expect(record).toMatchObject({ outcome: 'cut', certainty: 'estimated', model: MODEL });
    expect(nanoOf(record?.cost?.likelyNano)).toBeGreaterThan(0n);
    expect(nanoOf(record?.cost?.highNano)).toBeGreaterThan(nanoOf(record?.cost?.lowNano) ?? 0n);
    expect(JSON.stringify(await road.ledger())).not.toContain('canary');
  });

  it('keeps what was booked when the tab is closed, and books what was under way as cut', async () => {
    const page = await openApp();
    await talk(page, 'two', 9);
    await records(road, 2);
    await page.evaluate('globalThis.socket_.send("half")');
    await waitFor(async () => (await road.ledger()).openCalls.length === 1, 'the response to be seen');
    await page.close();
    const booked = await records(road, 3);
    expect(booked.map(({ outcome }) => outcome).sort()).toEqual(['answer', 'answer', 'cut']);
  });

  it('explains a refusal that is said in an event, and withholds nothing', async () => {
    const page = await openApp();
    await touch(page);
    const got = await talk(page, 'refuse', 3);
    expect(got.at(-1)).toBe(JSON.stringify(refused(`resp_${server.sockets.length}_refuse_1`)));
    await cardSays(page, 'OpenAI');
    const [record] = await records(road, 1);
    expect(record).toMatchObject({ outcome: 'refusal', model: MODEL, cost: { likelyNano: '0n' } });
  });

  it('is not misled by binary, broken and huge frames', async () => {
    const page = await openApp();
    await talk(page, 'odd', 6);
    const booked = await records(road, 1);
    expect(booked.map(({ cost }) => nanoOf(cost?.likelyNano))).toEqual([USAGE_NANO]);
  });

  it('lets ten thousand frames through in their order, and books the one response', async () => {
    const page = await openApp();
    const got = await talk(page, 'flood', 10_003);
    const deltas = got.slice(2, -1).map((frame) => (JSON.parse(frame) as { delta: string }).delta);
    expect(deltas).toEqual(Array.from({ length: 10_000 }, (_, index) => `piece ${index}`));
    const booked = await records(road, 1);
    expect(booked.map(({ cost }) => nanoOf(cost?.likelyNano))).toEqual([USAGE_NANO]);
  });

  it('books nothing that the page makes up, and what it subclasses, overrides or opens wrongly behaves as ever', async () => {
    const page = await openApp();
    const url = `ws://openai.localhost:${server.port}/v1/realtime?model=${MODEL}`;
    const seen = await page.evaluate(playTricks, url, JSON.stringify(done('resp_forged')));
    expect(seen).toEqual({
      thrown: ['SyntaxError', 'SyntaxError', 'TypeError', 'TypeError'],
      isInstance: true,
      isOfClass: true,
      ownMethod: 'mine',
      constants: [0, 1, 2, 3],
      forged: 1,
      mocked: 'mock',
    });
    await waitFor(() => server.sockets.at(-1)?.isClosed() === true, 'the socket to be closed');
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect((await road.ledger()).records).toEqual([]);
    // What was overridden is the page's own affair; the browser's own goes on being looked at.
    await talk(page, 'two', 9);
    expect(await records(road, 2)).toHaveLength(2);
  });
});

/** Runs in the page. */
function openSocket(url: string, key: string, play: string): void {
  const scope = globalThis as unknown as { frames_: string[]; socket_: WebSocket };
  scope.frames_ = [];
  const socket = new WebSocket(url, ['realtime', `openai-insecure-api-key.${key}`]);
  scope.socket_ = socket;
  socket.onmessage = ({ data }) => scope.frames_.push(typeof data === 'string' ? data : 'binary');
  socket.onopen = () => socket.send(play);
}

/** Runs in the page. */
async function playTricks(url: string, forgedFrame: string): Promise<Record<string, unknown>> {
  const nameOf = (run: () => unknown): string => {
    try {
      run();
      return 'nothing';
    } catch (error) {
      return (error as Error).name;
    }
  };
  const call = WebSocket as unknown as (url: string) => unknown;
  const thrown = [
    () => new WebSocket('http://['),
    () => new WebSocket(url, ['twice', 'twice']),
    () => new (WebSocket as unknown as new () => WebSocket)(),
    () => call(url),
  ].map(nameOf);
  class Own extends WebSocket {
    own(): string {
      return 'mine';
    }
  }
  const socket = new Own(url);
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  let forged = 0;
  socket.addEventListener('message', () => {
    forged += 1;
  });
  socket.dispatchEvent(new MessageEvent('message', { data: forgedFrame }));
  const closed = new Promise((resolve) => {
    socket.onclose = resolve;
  });
  socket.close();
  await closed;
  const before = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket') as PropertyDescriptor;
  globalThis.WebSocket = class {
    readonly kind = 'mock';
  } as unknown as typeof WebSocket;
  const mocked = (new WebSocket(url) as unknown as { kind: string }).kind;
  Object.defineProperty(globalThis, 'WebSocket', before);
  return {
    thrown,
    isInstance: socket instanceof WebSocket && socket.constructor === Own,
    isOfClass:
      Object.getPrototypeOf(Own.prototype) === WebSocket.prototype && WebSocket.prototype.constructor === WebSocket,
    ownMethod: socket.own(),
    constants: [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED],
    forged,
    mocked,
  };
}
