import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Exchange, sendText } from './http.ts';

const pagesFolder = fileURLToPath(new URL('./pages/', import.meta.url));

/** Addresses of the sandbox's own pages and what they are made of. */
export const pageFiles: Readonly<Record<string, string>> = {
  '/': 'start.html',
  '/playground': 'playground.html',
  '/console': 'console.html',
  '/docs': 'docs.html',
  '/favicon.ico': 'icon.svg',
  ...Object.fromEntries(
    [
      'base.css',
      'chat.js',
      'console.css',
      'console.js',
      'controls.css',
      'docs.css',
      'docs.js',
      'enrich.js',
      'icon.svg',
      'markdown.js',
      'playground.css',
      'playground.js',
      'start.css',
      'transcript.css',
      'transport.js',
    ].map((name) => [`/pages/${name}`, name]),
  ),
};

/** Files of swagger-ui-dist that the page at /docs loads. */
export const swaggerFiles = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const;

/** Where they lie in the published companion, below the pages. */
export const swaggerBeside = 'swagger-ui';

/** Sends a page, or one of its files; `false`: there is none at this address. */
export function sendPage(exchange: Exchange): boolean {
  const path = exchange.url.pathname;
  const swagger = swaggerFiles.find((name) => path === `/docs/${name}`);
  const own = Object.hasOwn(pageFiles, path) ? pageFiles[path] : undefined;
  const file = swagger === undefined ? own && join(pagesFolder, own) : join(swaggerFolder(), swagger);
  if (file === undefined) return false;
  sendText(exchange, 200, readFileSync(file), {
    'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
  });
  return true;
}

// Swagger's bundle holds characters beyond ASCII: without the charset its regular expressions break.
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The published companion has them beside its own pages; from source they are where npm puts them. */
function swaggerFolder(): string {
  const beside = join(pagesFolder, swaggerBeside);
  if (existsSync(beside)) return beside;
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}
