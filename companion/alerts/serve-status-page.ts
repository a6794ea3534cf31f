import type { IncomingMessage, ServerResponse } from 'node:http';
import { inWatchTables } from '../ledger/in-watch-tables.ts';
import { readStatus, type SharedState, type StatusSources } from './read-status.ts';
import { renderStatusPage, STATUS_PAGE_POLICY } from './status-page.ts';
import { findPage, PAGE_TOKEN } from './status-pages.ts';

/** What the pages are served from. */
export interface ServeStatusOptions extends StatusSources {
  /** IANA name. */
  readonly zone: string;
}

/** However often it is asked for: the ledger is read once in so many ms. */
const READ_MS_MIN = 5000;

/** Answers `GET /status/<token>`; false: something else is asked for. Whoever has no such address learns nothing. */
export function serveStatusPage(
  options: () => ServeStatusOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  let kept: { readonly at: number; readonly states: Promise<readonly SharedState[]> } | null = null;
  const read = (sources: ServeStatusOptions): Promise<readonly SharedState[]> => {
    const now = sources.now();
    if (kept === null || Math.abs(now - kept.at) > READ_MS_MIN) kept = { at: now, states: readStatus(sources) };
    kept.states.catch(() => {
      kept = null;
    });
    return kept.states;
  };
  const answer = async (token: string, response: ServerResponse): Promise<void> => {
    const sources = options();
    const page = PAGE_TOKEN.test(token)
      ? await inWatchTables(sources.store, (tables) => findPage(tables, token))
      : null;
    if (page === null) return say(response, 404, 'There is no such page, or not any more.\n');
    const { zone } = sources;
    const html = renderStatusPage(await read(sources), { language: page.language, now: sources.now(), zone });
    say(response, 200, html, 'text/html; charset=utf-8');
  };
  return (request, response) => {
    const [, token] = /^\/status\/([^/?#]+)(?:\?|$)/.exec(request.url ?? '') ?? [];
    if (token === undefined) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') say(response, 405, 'It is read with GET.\n');
    else answer(token, response).catch(() => say(response, 503, 'The ledger does not answer.\n'));
    return true;
  };
}

function say(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, {
    ...{ 'content-type': type, 'cache-control': 'no-store', 'content-security-policy': STATUS_PAGE_POLICY },
    ...{ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'x-robots-tag': 'noindex' },
  });
  response.end(text);
}
