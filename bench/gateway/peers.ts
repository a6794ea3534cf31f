import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Process } from './measure.ts';

/** A server of somebody else's, and what it has to be told with every call. */
export interface Peer extends Process {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly stop: () => void;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PORTKEY = join(HERE, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');
const PATIENCE_MS = 20_000;

/** Portkey's open gateway, installed in this folder when it is first needed; null: it could not be. */
export async function startPortkey(provider: string): Promise<Peer | null> {
  if (!existsSync(PORTKEY)) {
    console.error('Installing @portkey-ai/gateway for the comparison …');
    const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    spawnSync('npm', ['install', ...quiet], { cwd: HERE, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  if (!existsSync(PORTKEY)) return null;
  const port = await freePort();
  const child = spawn(process.execPath, [PORTKEY, `--port=${port}`, '--headless'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const headers = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${provider}/v1` };
  return listening({ port, child, headers, path: '/v1/chat/completions', stop: () => child.kill() });
}

/** nginx as a plain way to the provider; null: this machine has none. */
export async function startNginx(provider: string): Promise<Peer | null> {
  if (spawnSync('nginx', ['-v']).status !== 0) return null;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-nginx-'));
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configOf(port, provider, folder));
  const child = spawn('nginx', ['-p', folder, '-c', file], { stdio: ['pipe', 'ignore', 'inherit'] });
  const stop = (): void => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return listening({ port, child, headers: {}, path: '/openai/v1/chat/completions', stop });
}

function configOf(port: number, provider: string, folder: string): string {
  return `daemon off; pid ${folder}/pid; error_log stderr error; worker_processes 1;
events { worker_connections 2048; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  client_max_body_size 100m; keepalive_requests 1000000;
  upstream provider { server ${provider.replace('http://', '')}; keepalive 256; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location /openai/ { proxy_pass http://provider/; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
  }
}
`;
}

async function listening(peer: Omit<Peer, 'origin'> & { readonly port: number }): Promise<Peer | null> {
  const origin = `http://127.0.0.1:${peer.port}`;
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until && peer.child.exitCode === null) {
    try {
      await fetch(origin);
      return { ...peer, origin };
    } catch {
      await wait(100);
    }
  }
  peer.stop();
  return null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
