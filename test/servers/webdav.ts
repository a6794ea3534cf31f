import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a request goes: as it should; done and never answered; half done; never answered; or with this status and nothing done. */
export type DavFate = 'done' | 'lost' | 'torn' | 'slow' | number;

/** A WebDAV server (RFC 4918) over real files: what clients of folders ask of one, and no more. */
export interface DavServer {
  /** Of its folder, with a `/` at its end. */
  readonly address: string;
  /** Where its files lie. */
  readonly path: string;
  readonly user: string;
  readonly password: string;
  /** Requests as they came: `PUT tollkeeper/…`. */
  readonly asked: string[];
  /** Decides of each request how it goes. */
  decide: (decide: (method: string, name: string) => DavFate) => void;
  readonly close: () => Promise<void>;
}

const USER = 'anna';
const PASSWORD = 'grüße 密码';

/** Starts one on this machine; it asks for a user and a password. */
export async function startDavServer(port = 0): Promise<DavServer> {
  const path = await mkdtemp(join(tmpdir(), 'tollkeeper-dav-'));
  const asked: string[] = [];
  let decide: (method: string, name: string) => DavFate = () => 'done';
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '').replace(/^\/dav\//, ''));
    const method = request.method ?? '';
    asked.push(`${method} ${name}`);
    const fate = decide(method, name);
    void answer(path, name, { request, response, fate }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dav/`,
    ...{ path, user: USER, password: PASSWORD, asked },
    decide: (next) => {
      decide = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(path, { recursive: true, force: true });
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly fate: DavFate;
}

async function answer(root: string, name: string, { request, response, fate }: Exchange): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  if (fate === 'slow') return;
  if (typeof fate === 'number') return void response.writeHead(fate).end();
  const login = `Basic ${Buffer.from([USER, PASSWORD].join(':')).toString('base64')}`;
  if (request.headers.authorization !== login) {
    return void response.writeHead(401, { 'www-authenticate': 'Basic realm="dav"' }).end();
  }
  const file = join(root, name);
  if (name.includes('..')) return void response.writeHead(403).end();
  const end = (status: number, text: string | Buffer = ''): void => {
    if (fate === 'lost' || fate === 'torn') response.destroy();
    else response.writeHead(status, { 'content-type': 'application/xml' }).end(text);
  };
  switch (request.method) {
    case 'PROPFIND':
      return end(...(await list(root, name)));
    case 'GET':
      return readFile(file).then(
        (bytes) => end(200, bytes),
        () => end(404),
      );
    case 'PUT': {
      if (request.headers['if-none-match'] === '*' && (await isThere(file))) return end(412);
      const whole = fate === 'torn' ? body.subarray(0, Math.floor(body.length / 2)) : body;
      return writeFile(file, whole).then(
        () => end(201),
        () => end(409),
      );
    }
    case 'MKCOL':
      if (await isThere(file)) return end(405);
      return mkdir(file).then(
        () => end(201),
        () => end(409),
      );
    case 'DELETE':
      if (!(await isThere(file))) return end(404);
      await rm(file, { recursive: true });
      return end(204);
    default:
      return end(405);
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function list(root: string, name: string): Promise<[number, string]> {
  const names = await readdir(join(root, name)).catch(() => null);
  if (names === null) return [404, ''];
  const all = await Promise.all(
    names.map(async (one) => `${one}${(await stat(join(root, name, one)).then((s) => s.isDirectory())) ? '/' : ''}`),
  );
  const entries = ['', ...all].map(
    (one) =>
      `<D:response><D:href>/dav/${encodeURI(`${name}${one}`)}</D:href><D:propstat><D:prop/>` +
      '<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>',
  );
  return [207, `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">${entries.join('')}</D:multistatus>`];
}
