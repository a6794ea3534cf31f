import { connect, type Socket } from 'node:net';
import { within } from './bounded.ts';

/** A connection to one running Firefox; commands may overlap, each is answered by its own id. */
export interface Marionette {
  /** Sends one command. Rejects with Firefox's own error and stack, or when no answer came within `timeoutMs`. */
  send(command: string, parameters?: object, timeoutMs?: number): Promise<unknown>;
  close(): void;
}

interface Waiting {
  readonly command: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const COMMAND_TIMEOUT_MS = 30_000;
const COLON = 0x3a;

/** Cuts a byte stream into Marionette's `<length>:<json>` messages. */
export function createMessageReader(onMessage: (message: unknown) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const colon = pending.indexOf(COLON);
      if (colon < 0) return;
      const end = colon + 1 + Number(pending.toString('latin1', 0, colon));
      if (pending.length < end) return;
      const message: unknown = JSON.parse(pending.toString('utf8', colon + 1, end));
      pending = pending.subarray(end);
      onMessage(message);
    }
  };
}

function toError(command: string, raw: unknown): Error {
  const { error, message, stacktrace } = raw as { error?: string; message?: string; stacktrace?: string };
  const failure = new Error(`[marionette] ${command}: ${error}: ${message}`);
  if (stacktrace) failure.cause = stacktrace;
  return failure;
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

/**
 * Connects to Marionette on 127.0.0.1:`port`. Resolves after Firefox has said hello; rejects when it does not within
 * 5 s. Firefox accepts one session at a time.
 */
export async function connectMarionette(port: number): Promise<Marionette> {
  const socket = await openSocket(port);
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let greet: () => void = () => {};
  const greeted = new Promise<void>((resolve) => {
    greet = resolve;
  });
  const failAll = (why: string): void => {
    for (const { command, reject } of waiting.values()) reject(new Error(`[marionette] ${command}: ${why}`));
    waiting.clear();
  };
  socket.on(
    'data',
    createMessageReader((message) => {
      if (!Array.isArray(message)) return greet();
      const [, id, error, result] = message as [number, number, unknown, unknown];
      const command = waiting.get(id);
      waiting.delete(id);
      if (error) command?.reject(toError(command.command, error));
      else command?.resolve(result);
    }),
  );
  socket.on('error', (error) => failAll(error.message));
  socket.on('close', () => failAll('the connection to Firefox closed'));
  await within(5000, 'the greeting of Firefox’s Marionette', greeted);
  return {
    send(command, parameters = {}, timeoutMs = COMMAND_TIMEOUT_MS) {
      if (socket.destroyed) return Promise.reject(new Error(`[marionette] ${command}: not connected`));
      lastId += 1;
      const id = lastId;
      const answer = new Promise((resolve, reject) => waiting.set(id, { command, resolve, reject }));
      const json = JSON.stringify([0, id, command, parameters]);
      socket.write(`${Buffer.byteLength(json)}:${json}`);
      return within(timeoutMs, `Firefox’s answer to ${command}`, answer);
    },
    close() {
      socket.destroy();
    },
  };
}
