import type { AskPorts } from '../../lib/engine/read-balance-by-key.ts';

/** Sends one GET; what is longer than may be is not read to its end. Never rejects. */
export const send: AskPorts['send'] = async ({ url, headers, timeoutMs, bytesMax }) => {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetchOut(url, { headers: { ...headers }, redirect: 'manual', signal });
    const text = await readText(response, bytesMax);
    if (text === null) return { kind: 'failed', why: 'too-large' };
    return { kind: 'answer', status: response.status, headers: Object.fromEntries(response.headers), text };
  } catch {
    return { kind: 'failed', why: signal.aborted ? 'timeout' : 'network' };
  }
};

/** `fetch` by the way that the gateway's calls take, through a proxy where the environment names one. */
export const fetchOut: typeof fetch = async (...asked) => (isProxied() ? await proxied() : fetch)(...asked);

function isProxied(): boolean {
  return ['https_proxy', 'http_proxy'].some((name) => process.env[name] || process.env[name.toUpperCase()]);
}

/** Loaded by those who have a proxy. */
async function proxied(): Promise<typeof fetch> {
  const { openProxiedFetch } = await import('../gateway/proxied-fetch.ts');
  opened ??= openProxiedFetch(process.env);
  return opened;
}

let opened: typeof fetch | null = null;

async function readText({ body }: Response, bytesMax: number): Promise<string | null> {
  if (body === null) return '';
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    // Leaving the loop ends the request.
    if (bytes > bytesMax) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
