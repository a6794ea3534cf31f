import { EventEmitter } from 'node:events';
import type { CDPSession } from 'playwright';
import { within } from './bounded.ts';

/**
 * A conversation with one target (page, frame, worker) or with the browser itself, typed by Playwright's protocol
 * types. Commands reject after 20 s, when the target goes, and with Chromium's own message.
 */
export interface CdpSession {
  readonly send: CDPSession['send'];
  readonly events: Pick<CDPSession, 'addListener' | 'removeListener'>;
  /** Resolves when the target has gone or was detached from. */
  readonly detached: Promise<void>;
}

/** The DevTools connection to one Chromium. */
export interface CdpConnection {
  readonly browser: CdpSession;
  /** A new session with a target. */
  attach(targetId: string): Promise<CdpSession>;
  /** The session of a `Target.attachedToTarget` event. */
  session(sessionId: string): CdpSession;
  detach(session: CdpSession): Promise<void>;
  close(): void;
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: { readonly sessionId?: string };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface OpenSession extends CdpSession {
  readonly id: string;
  receive(message: Message): void;
  end(why: string): void;
}

const COMMAND_TIMEOUT_MS = 35_000;

function createSession(id: string, write: (message: object) => number): OpenSession {
  const emitter = new EventEmitter().setMaxListeners(0);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void; method: string }>();
  let ended: string | null = null;
  let resolveDetached = (): void => {};
  const detached = new Promise<void>((resolve) => {
    resolveDetached = resolve;
  });
  const send = (method: string, params: object = {}): Promise<unknown> => {
    if (ended) return Promise.reject(new Error(`[cdp] ${method}: ${ended}`));
    const answer = new Promise((resolve, reject) => {
      waiting.set(write({ method, params, ...(id ? { sessionId: id } : {}) }), { resolve, reject, method });
    });
    return within(COMMAND_TIMEOUT_MS, `Chromium’s answer to ${method}`, answer);
  };
  return {
    id,
    send: send as CDPSession['send'],
    events: emitter as unknown as CdpSession['events'],
    detached,
    receive(message) {
      if (message.method) emitter.emit(message.method, message.params);
      const command = message.id === undefined ? undefined : waiting.get(message.id);
      if (!command || message.id === undefined) return;
      waiting.delete(message.id);
      if (message.error) command.reject(new Error(`[cdp] ${command.method}: ${message.error.message}`));
      else command.resolve(message.result);
    },
    end(why) {
      ended = why;
      for (const { reject, method } of waiting.values()) reject(new Error(`[cdp] ${method}: ${why}`));
      waiting.clear();
      resolveDetached();
    },
  };
}

async function openSocket(endpoint: string): Promise<WebSocket> {
  if (typeof WebSocket === 'undefined') {
    throw new Error(`[cdp] Node ${process.version} has no WebSocket: run the tests through npm, which brings Node 26`);
  }
  const socket = new WebSocket(endpoint);
  const opened = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error(`[cdp] cannot connect to ${endpoint}`)), { once: true });
  });
  await within(COMMAND_TIMEOUT_MS, 'the connection to Chromium', opened);
  return socket;
}

/** Connects to a browser endpoint, `ws://127.0.0.1:port/devtools/browser/…`. */
export async function connectCdp(endpoint: string): Promise<CdpConnection> {
  const socket = await openSocket(endpoint);
  const sessions = new Map<string, OpenSession>();
  let lastId = 0;
  const write = (message: object): number => {
    lastId += 1;
    socket.send(JSON.stringify({ id: lastId, ...message }));
    return lastId;
  };
  const open = (id: string): OpenSession => {
    const session = sessions.get(id) ?? createSession(id, write);
    sessions.set(id, session);
    return session;
  };
  const drop = (id: string, why: string): void => {
    sessions.get(id)?.end(why);
    sessions.delete(id);
  };
  const browser = open('');
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.method === 'Target.detachedFromTarget') drop(message.params?.sessionId ?? '?', 'the target is gone');
    if (message.method === 'Target.attachedToTarget') open(message.params?.sessionId ?? '?');
    sessions.get(message.sessionId ?? '')?.receive(message);
  });
  socket.addEventListener('close', () => {
    for (const id of [...sessions.keys()]) drop(id, 'the connection to Chromium closed');
  });
  return {
    browser,
    async attach(targetId) {
      const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
      return open(sessionId);
    },
    session: open,
    async detach(session) {
      const { id } = session as OpenSession;
      await browser.send('Target.detachFromTarget', { sessionId: id }).catch(() => {});
    },
    close: () => socket.close(),
  };
}
