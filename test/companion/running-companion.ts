import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Companion, type CompanionOptions, openCompanion } from '../../companion/open-companion.ts';
import { type Sandbox, startSandbox } from '../../companion/sandbox/server.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';

/** A companion before a sandbox, in a folder of its own; gone with the test. */
export interface Running {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly companion: Companion;
  readonly origin: string;
  readonly apiToken: string;
  readonly troubles: string[];
  /** Of the API, unless the path says otherwise. */
  readonly ask: (method: string, path: string, more?: Asking) => Promise<Told>;
  /** One chat through the gateway. */
  readonly chat: (change?: object, headers?: Readonly<Record<string, string>>) => Promise<Told>;
}

interface Asking {
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. `body`: parsed where it is JSON. */
export interface Told {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it says what it is.
  readonly body: any;
}

/** Opens one, for a test. */
export async function runCompanion(options: Partial<CompanionOptions> = {}): Promise<Running> {
  const { close, ...running } = await startCompanion(options);
  onTestFinished(close);
  return running;
}

/** Opens one, until it is closed. */
export async function startCompanion(
  options: Partial<CompanionOptions> = {},
): Promise<Running & { readonly close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-running-'));
  // At one of the ports that are its own: elsewhere nobody would be given its keys.
  const sandbox = await startSandbox({});
  const troubles: string[] = [];
  const companion = await openCompanion({
    ...{ folder, port: 0, zone: 'UTC', version: '1.2.3', standIns: { sandbox: sandbox.origin } },
    onTrouble: (what, error) => void troubles.push(`${what} ${error}`),
    ...options,
  });
  const close = async (): Promise<void> => {
    await companion.stop();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  };
  const { origin } = companion.gateway;
  const { apiToken } = JSON.parse(readFileSync(join(options.folder ?? folder, 'daemon.json'), 'utf8'));
  const ask: Running['ask'] = (method, path, { body, headers } = {}) =>
    send(`${origin}${path}`, { method, headers: { authorization: `Bearer ${apiToken}`, ...headers }, body });
  return {
    ...{ folder, sandbox, companion, origin, apiToken, troubles, ask, close },
    chat: (change = {}, headers = {}) =>
      send(`${origin}/sandbox/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${demoKeys.default}`, 'content-type': 'application/json', ...headers },
        body: { model: 'toll-mini', messages: [{ role: 'user', content: 'How far?' }], max_tokens: 50, ...change },
      }),
  };
}

/** One request, to the end of its answer. */
export function send(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: object; body?: object | string | undefined },
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers: { ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parse(text) }),
      );
      response.once('error', reject);
    });
    asking.once('error', reject);
    asking.end(typeof body === 'object' ? JSON.stringify(body) : body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
