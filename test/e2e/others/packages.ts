import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openapiDocument } from '../../../companion/sandbox/openapi.ts';
import { type PageServer, type Route, startPageServer } from '../support/page-server.ts';

const require = createRequire(import.meta.url);

/** A file of a package, as its browser build ships it. */
function file(packageName: string, path: string): Route {
  return (_request, response) => {
    const folder = dirname(require.resolve(`${packageName}/package.json`));
    response.setHeader('content-type', 'text/javascript; charset=utf-8');
    response.end(readFileSync(join(folder, path)));
  };
}

/** Nothing of ours but the element: everything else a page does here is the package's own doing. */
const page = (title: string, script: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
  `<script type="module" src="${script}"></script></head><body></body></html>`;

/** Pages made by others, from their packages, on a site that is no provider's: `/rapidoc`, over the sandbox's
 * OpenAPI document, and `/deep-chat`. */
export function servePackages(): Promise<PageServer> {
  return startPageServer({
    '/rapidoc': page('RapiDoc', '/rapidoc.js'),
    '/openapi.json': (_request, response) => response.end(JSON.stringify(openapiDocument)),
    '/rapidoc.js': file('rapidoc', 'dist/rapidoc-min.js'),
    '/deep-chat': page('Deep Chat', '/deep-chat.js'),
    '/deep-chat.js': file('deep-chat', 'dist/deepChat.bundle.js'),
  });
}
