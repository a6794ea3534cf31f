import { onTestFinished } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../companion/sandbox/server.ts';
import { demoKeys, type SandboxTransaction, type SandboxUnit } from '../../../companion/sandbox/world.ts';

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>;

/** Starts a sandbox on a free port, closed when the test ends; streams without pauses unless the rules say otherwise. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: null, ...options, rules: { chunkDelayMs: 0, ...options.rules } });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Posts JSON with an API key (the default demo key unless given). */
export function post(sandbox: Sandbox, path: string, body: unknown, headers: Headers = {}, init: RequestInit = {}) {
  return fetch(sandbox.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${demoKeys.default}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
}

/** Posts a one-message chat. */
export function postChat(sandbox: Sandbox, fields: object = {}, headers: Headers = {}, init: RequestInit = {}) {
  const body = { model: 'toll-mini', messages: [{ role: 'user', content: 'How do I begin?' }], ...fields };
  return post(sandbox, '/v1/chat/completions', body, headers, init);
}

/** Prompt tokens of the message `postChat` sends: 3 + 3 + role + 5 of content. */
export const promptTokens = 12;

/** The JSON of an answer, checked by the tests that use it. */
// biome-ignore lint/suspicious/noExplicitAny: wire answers are compared field by field, in tests only
export async function readJson(response: Response): Promise<any> {
  return JSON.parse(await response.text());
}

/** The JSON of every event of a finished stream; "[DONE]" stays a text. */
// biome-ignore lint/suspicious/noExplicitAny: wire answers are compared field by field, in tests only
export function readEvents(text: string): any[] {
  const blocks = text.split('\n\n').filter((block) => block !== '');
  return blocks.map((block) => {
    const data = block.replace(/^data: /, '');
    return data === '[DONE]' ? data : JSON.parse(data);
  });
}

/** The first account's wallet. */
export function walletOf(sandbox: Sandbox, unit: SandboxUnit = 'USD') {
  const account = sandbox.world.accounts[0];
  if (account === undefined) throw new Error('the world has no account');
  return account.wallets[unit];
}

/** The key of that name. */
export function keyOf(sandbox: Sandbox, name: string) {
  const key = sandbox.world.keys.find((candidate) => candidate.name === name);
  if (key === undefined) throw new Error(`there is no key ${name}`);
  return key;
}

/** The only transaction of a call, failing when there is none or more than one. */
export function onlyTransaction(sandbox: Sandbox): SandboxTransaction {
  const [transaction, ...more] = sandbox.world.transactions;
  if (transaction === undefined || more.length > 0) {
    throw new Error(`expected one transaction, found ${sandbox.world.transactions.length}`);
  }
  return transaction;
}

/** The latest entry of the request log. */
export function lastRequest(sandbox: Sandbox) {
  const entry = sandbox.world.requests.at(-1);
  if (entry === undefined) throw new Error('no request was seen');
  return entry;
}

/** Waits until a condition holds; the test's own timeout is the bound. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
