import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** One socket that a page has opened (RFC 6455); bytes go out as they are given. */
export interface ServerSocket {
  /** Path with query. */
  readonly path: string;
  readonly protocols: readonly string[];
  /** Texts that the page sent, in their order. */
  readonly received: readonly string[];
  readonly isClosed: () => boolean;
  send(frame: string | Buffer): void;
  /** Ends it as servers do; `isRude`: the connection breaks off without a word. */
  close(isRude?: boolean): void;
}

/** A server of sockets on loopback. */
export interface SocketServer {
  readonly port: number;
  /** All so far, in the order they came. */
  readonly sockets: readonly ServerSocket[];
  close(): Promise<void>;
}

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
/** What every handshake is answered with, RFC 6455 section 1.3. */
const HANDSHAKE = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * Takes sockets on the first free port of a range of 127.0.0.1; the first protocol that is offered is the one that is spoken.
 * @param onText what is done with a text from the page.
 */
export async function startSocketServer(
  ports: readonly [number, number],
  onText: (socket: ServerSocket, text: string) => void,
): Promise<SocketServer> {
  const sockets: ServerSocket[] = [];
  const server = createServer((_request, response) => response.writeHead(426).end());
  server.on('upgrade', (request: IncomingMessage, connection: Socket) => {
    sockets.push(accept(request, connection, onText));
  });
  let [port] = ports;
  for (; ; port += 1) {
    const isFree = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' && port < ports[1] ? resolve(false) : reject(error),
      );
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    server.removeAllListeners('error');
    if (isFree) break;
  }
  return {
    port,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.close(true);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function accept(
  { headers, url = '/' }: IncomingMessage,
  connection: Socket,
  onText: (socket: ServerSocket, text: string) => void,
): ServerSocket {
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(/,\s*/).filter(Boolean);
  const proof = createHash('sha1')
    .update(headers['sec-websocket-key'] + HANDSHAKE)
    .digest('base64');
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${proof}`,
    ...protocols.slice(0, 1).map((name) => `Sec-WebSocket-Protocol: ${name}`),
  ];
  connection.write(`${lines.join('\r\n')}\r\n\r\n`);
  const received: string[] = [];
  let isClosed = false;
  const write = (opcode: number, payload: Buffer): void => {
    if (!isClosed) connection.write(Buffer.concat([headOf(opcode, payload.length), payload]));
  };
  const socket: ServerSocket = {
    path: url,
    protocols,
    received,
    isClosed: () => isClosed,
    send: (frame) => (typeof frame === 'string' ? write(TEXT, Buffer.from(frame)) : write(BINARY, frame)),
    close(isRude = false) {
      if (!isRude) write(CLOSE, Buffer.from([0x03, 0xe8]));
      isClosed = true;
      connection.destroySoon();
    },
  };
  let left: Buffer = Buffer.alloc(0);
  connection.on('data', (bytes) => {
    left = Buffer.concat([left, Buffer.from(bytes)]);
    for (let next = readFrame(left); next !== null; next = readFrame(left)) {
      left = left.subarray(next.length);
      if (next.opcode === CLOSE) socket.close();
      if (next.opcode !== TEXT) continue;
      received.push(next.payload.toString());
      onText(socket, next.payload.toString());
    }
  });
  const forget = (): void => {
    isClosed = true;
  };
  connection.on('close', forget);
  connection.on('error', forget);
  return socket;
}

/** Head of a whole frame without a mask. */
function headOf(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, length]);
  const isShort = length < 65_536;
  const head = Buffer.alloc(isShort ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = isShort ? 126 : 127;
  if (isShort) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** The first frame of these bytes, which pages mask; null: it has not come whole. Frames in parts are not sent by browsers here. */
function readFrame(
  bytes: Buffer,
): { readonly opcode: number; readonly payload: Buffer; readonly length: number } | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] ?? 0) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start + 4) return null;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const end = start + 4 + size;
  if (bytes.length < end) return null;
  const mask = bytes.subarray(start, start + 4);
  const payload = Buffer.from(bytes.subarray(start + 4, end).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload, length: end };
}
