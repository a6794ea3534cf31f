import { readFileSync } from 'node:fs';
import { sendText } from '../exchange.ts';
import type { DeepSeekExchange } from './log-entry.ts';

const pages: readonly string[] = ['/usage', '/top_up', '/api_keys', '/transactions', '/sign_in'];

/** Sends a page of the platform or its files; `false`: there is nothing at this address. */
export function sendPage(exchange: DeepSeekExchange): boolean {
  const { pathname } = exchange.url;
  if (exchange.request.method !== 'GET') return false;
  if (pathname === '/assets/platform.js') return sendFile(exchange, 'platform.js', 'text/javascript');
  if (pathname === '/assets/platform.css') return sendFile(exchange, 'platform.css', 'text/css');
  if (pathname === '/test/sign-in') return signInByVisit(exchange);
  return pages.includes(pathname) && sendFile(exchange, 'platform.html', 'text/html');
}

function sendFile(exchange: DeepSeekExchange, name: string, type: string): true {
  const text = readFileSync(new URL(`pages/${name}`, import.meta.url), 'utf8');
  sendText(exchange, 200, text, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' });
  return true;
}

/** `/test/sign-in?user=li&next=/usage`: signs in with one visit; the real platform has no such address. */
function signInByVisit(exchange: DeepSeekExchange): true {
  const { searchParams } = exchange.url;
  const account = exchange.world.accounts.find(({ id }) => id === searchParams.get('user'));
  const asScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
  const token = JSON.stringify({ value: account?.userToken ?? '', __version: '0' });
  const script =
    `localStorage.setItem('userToken', ${asScript(token)});` +
    `location.replace(${asScript(searchParams.get('next') ?? '/usage')});`;
  const page = `<!doctype html><title>…</title><link rel="icon" href="data:,"><script>${script}</script>`;
  sendText(exchange, 200, page, { 'content-type': 'text/html; charset=utf-8' });
  return true;
}
