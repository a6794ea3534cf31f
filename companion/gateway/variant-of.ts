import type { IncomingMessage } from 'node:http';
import type { Upstream } from './find-upstream.ts';
import { KEY_HEADERS, KEY_PARAMETERS } from './read-caller.ts';

const OF_KEYS: ReadonlySet<string> = new Set(KEY_HEADERS);
/** Headers that make another answer of the same body: its form and language, and what providers' own ones ask for. */
const MATTERS = /^(accept|accept-.*|anthropic-.*|openai-.*|x-goog-.*|x-dashscope-.*|content-type)$/;

/** What besides the body tells one request from another at the same provider. No key stands in it. */
export function variantOf(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  upstream: Upstream,
): string {
  const [path = '', query = ''] = upstream.path.split(/\?(.*)/s, 2);
  const parameters = query.split('&').filter((parameter) => !KEY_PARAMETERS.test(parameter.split('=', 1)[0] ?? ''));
  const named = Object.entries(headers).filter(([name]) => MATTERS.test(name) && !OF_KEYS.has(name));
  return JSON.stringify([method, upstream.origin, path, parameters, named.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
