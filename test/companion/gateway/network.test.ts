import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from './certificate.ts';
import { type Closed, closeAll, openGateway, post, recordingPort, standIn } from './support.ts';

let folder: string;
let certificate: ReturnType<typeof makeCertificate>;
let certificatePath: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-network-'));
  certificate = makeCertificate('localhost');
  certificatePath = join(folder, 'authority.pem');
  writeFileSync(certificatePath, certificate.cert);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open: Closed[] = [];
afterEach(() => closeAll(open));

/** A proxy as companies have them: tunnels for CONNECT, and writes down where to. */
async function proxy(leadsTo: number): Promise<{ readonly origin: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(500).end());
  server.on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '');
    const on = connect(leadsTo, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    sockets.add(socket).add(on);
    on.on('error', () => socket.destroy());
    socket.on('error', () => on.destroy());
    socket.pipe(on).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
        server.closeAllConnections();
      }),
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function tlsStandIn(answer: RequestListener, { key, cert } = certificate): Promise<number> {
  const server = createTlsServer({ key, cert }, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
  return (server.address() as AddressInfo).port;
}

async function through(environment: Record<string, string>, origin: string): Promise<Response> {
  const gateway = await openGateway({ review: recordingPort(), standIns: { openai: origin }, environment });
  open.push({ close: () => gateway.stop() });
  return post(gateway, '{}');
}

describe('the way to the provider', () => {
  it('goes through a proxy where the environment names one', async () => {
    const upstream = await standIn((_, response) => response.end('{"by":"proxy"}'));
    open.push(upstream);
    const { origin, asked } = await proxy(upstream.port);
    for (const name of ['HTTP_PROXY', 'http_proxy']) {
      const response = await through({ [name]: origin }, 'http://api.company.example');
      expect(await response.text()).toBe('{"by":"proxy"}');
    }
    expect(asked).toEqual(['api.company.example:80', 'api.company.example:80']);
  });

  it('but not to hosts that it names as exceptions, and never to this machine', async () => {
    const upstream = await standIn((_, response) => response.end('{"by":"itself"}'));
    open.push(upstream);
    const { origin, asked } = await proxy(upstream.port);
    expect(await (await through({ HTTP_PROXY: origin }, upstream.origin)).text()).toBe('{"by":"itself"}');
    const excepted = await through({ HTTP_PROXY: origin, NO_PROXY: '.company.example' }, 'http://api.company.example');
    expect(excepted.status).toBe(502);
    expect(asked).toEqual([]);
  });

  it('a proxy that lets nobody through: nothing left, and it is said that the proxy said no', async () => {
    const server = createServer().on('connect', (_, socket: Socket) => socket.end('HTTP/1.1 403 No\r\n\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    const review = recordingPort();
    const gateway = await openGateway({
      ...{ review, standIns: { openai: 'http://api.company.example' } },
      environment: { HTTP_PROXY: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    });
    open.push({ close: () => gateway.stop() });
    const response = await post(gateway, '{}');
    expect([response.status, response.headers.get('tollkeeper-refusal')]).toEqual([502, 'provider-unreachable']);
    expect(await response.text()).toMatch(/the proxy of HTTPS_PROXY .* anything was charged: no/);
    expect((await review.ended(1)).how).toBe('unsent');
  });

  it('a certificate that nobody vouches for: refused, with what to do', async () => {
    const port = await tlsStandIn((_, response) => response.end('{}'));
    const response = await through({}, `https://localhost:${port}`);
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('one of the network’s own authority is trusted with NODE_EXTRA_CA_CERTS', async () => {
    const port = await tlsStandIn((_, response) => response.end('{"by":"tls"}'));
    expect(await byItself(`https://localhost:${port}`, {})).toBe('200 {"by":"tls"}');
  }, 30_000);

  it('goes through HTTPS_PROXY by CONNECT, and TLS is the provider’s own behind it; not where NO_PROXY names the host', async () => {
    const host = 'api.company.example';
    const own = makeCertificate(host);
    const path = join(folder, 'company.pem');
    writeFileSync(path, own.cert);
    const port = await tlsStandIn((_, response) => response.end('{"by":"tls"}'), own);
    const { origin, asked } = await proxy(port);
    const environment = { HTTPS_PROXY: origin, NODE_EXTRA_CA_CERTS: path };
    expect(await byItself(`https://${host}`, environment)).toBe('200 {"by":"tls"}');
    expect(asked).toEqual([`${host}:443`]);
    // Another name than the certificate's is nobody's, through a proxy as well.
    expect(await byItself('https://other.company.example', environment)).toMatch(/^502 /);
    expect(await byItself(`https://${host}`, { ...environment, NO_PROXY: host })).toMatch(/^502 /);
    expect(asked).toEqual([`${host}:443`, 'other.company.example:443']);
  }, 60_000);
});

/** What a call through a gateway in a process of its own is answered, with its environment: authorities are read when one begins. */
async function byItself(origin: string, environment: Record<string, string>): Promise<string> {
  const script = `
      import { startGateway } from ${JSON.stringify(new URL('../../../companion/gateway/start-gateway.ts', import.meta.url).href)};
      import { NO_REVIEW } from ${JSON.stringify(new URL('../../../companion/gateway/review-port.ts', import.meta.url).href)};
      const access = { findTool: () => null, findAccount: () => null };
      const gateway = await startGateway({ port: 0, review: NO_REVIEW, access, standIns: { openai: '${origin}' }, environment: process.env });
      const response = await fetch(gateway.origin + '/openai/v1/chat/completions', { method: 'POST', body: '{}' });
      console.log(response.status, await response.text());
      await gateway.stop();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificatePath, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  await once(child, 'close');
  return said.trim();
}
