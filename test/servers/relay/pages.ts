import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { sendText } from '../exchange.ts';
import { flavours } from './flavours.ts';
import type { RelayExchange } from './log-entry.ts';

const files = [
  'console.css',
  'console.js',
  'api.js',
  'dom.js',
  'keys.js',
  'playground.js',
  'prices.js',
  'sse.js',
  'wallet.js',
  'words.js',
];

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/**
 * Sends a page of the console or one of its files; `false`: there is nothing at this address. As in the real software
 * (router/web-router.go) every address outside /v1, /api and /assets gets the console's page with status 200.
 */
export function sendPage(exchange: RelayExchange): boolean {
  const { pathname } = exchange.url;
  const file = files.find((name) => pathname === `/assets/${name}`);
  if (file !== undefined) return sendFile(exchange, file);
  if (/^\/(v1|api|assets)(\/|$)/.test(pathname)) return false;
  sendText(exchange, 200, consolePage(exchange), {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
  });
  return true;
}

function sendFile(exchange: RelayExchange, name: string): true {
  const type = contentTypes[extname(name)] ?? 'application/octet-stream';
  sendText(exchange, 200, readPage(name), { 'content-type': type, 'cache-control': 'no-cache' });
  return true;
}

// The page learns from its own head what the real one has compiled in.
function consolePage({ world }: RelayExchange): string {
  const { auth, paths, isOneApi, wording } = flavours[world.site.flavour];
  const setup = encodeURIComponent(JSON.stringify({ auth, paths, isOneApi, wording }));
  return readPage('console.html').replace('{{title}}', world.site.systemName).replace('{{setup}}', setup);
}

function readPage(name: string): string {
  return readFileSync(new URL(`pages/${name}`, import.meta.url), 'utf8');
}
