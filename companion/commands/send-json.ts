import { connect } from 'node:net';
import type { Daemon } from '../api/daemon-file.ts';

/** What is sent. */
export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  readonly waitMsMax: number;
}

interface Answered {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends one question to the companion and reads the whole answer. Over a bare socket: to load Node's own client takes longer
 * than all the rest of a short command. HTTP/1.0 is answered in one piece, and its end is the end of the connection.
 */
export async function sendJson({ origin, apiToken }: Daemon, sent: Sent): Promise<Answered> {
  const { protocol, hostname, port, host } = new URL(origin);
  if (protocol !== 'http:') return overTls(origin, apiToken, sent);
  const { method, path, body = '', waitMsMax } = sent;
  const head = [
    `${method} ${path} HTTP/1.0`,
    ...[`host: ${host}`, `authorization: Bearer ${apiToken}`, 'content-type: application/json'],
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''));
    const fail = (why: string): void => void socket.destroy(new Error(`[companion] ${why}`));
    let text = '';
    // Of the whole, however it trickles.
    const deadline = setTimeout(() => fail('no answer in time'), waitMsMax);
    socket.once('connect', () => socket.write(`${head.join('\r\n')}\r\n\r\n${body}`));
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    socket.once('close', () => clearTimeout(deadline));
    socket.once('error', reject);
    socket.once('end', () => {
      const answer = readAnswer(text);
      if (answer === null) fail('an answer that was cut');
      else resolve(answer);
      socket.end();
    });
  });
}

/** Null: it is none, or not the whole of one. */
function readAnswer(text: string): Answered | null {
  const end = text.indexOf('\r\n\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
  if (end < 0 || status === undefined) return null;
  const body = text.slice(end + 4);
  const length = /^content-length: *(\d+)\r?$/im.exec(text.slice(0, end))?.[1];
  if (length !== undefined && Buffer.byteLength(body) !== Number(length)) return null;
  return { status: Number(status), text: body };
}

async function overTls(origin: string, apiToken: string, { method, path, body, waitMsMax }: Sent): Promise<Answered> {
  const { request } = await import('node:https');
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' };
    const asking = request(origin + path, { method, headers, timeout: waitMsMax }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.once('error', reject);
    });
    asking.once('timeout', () => asking.destroy(new Error('[companion] no answer in time')));
    asking.once('error', reject);
    asking.end(body);
  });
}
