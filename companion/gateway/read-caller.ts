import type { IncomingHttpHeaders } from 'node:http';
import { type AccessPort, type AccountKey, TOKEN_PATTERN, type Tool } from './access-port.ts';

/** Whose call it is and whose key it carries. */
export interface Caller {
  /** `unnamed` for who came without a token. */
  readonly tool: string;
  readonly label: string | null;
  /** The named account whose key goes upstream; null: the client's own key does. */
  readonly account: AccountKey | null;
  /** The key that pays, for its fingerprint; null: there is none. */
  readonly key: string | null;
}

/** Why somebody is not let in. */
export type NoCaller =
  | { readonly kind: 'unknown-token' }
  | { readonly kind: 'several-tools' }
  | { readonly kind: 'token-needed' }
  | { readonly kind: 'no-account'; readonly tool: string; readonly account: string | null }
  /** There is one, and the keychain does not give its key out. */
  | { readonly kind: 'locked-account'; readonly why: string };

/** What a request shows of who sends it. */
export interface Shown {
  readonly provider: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  readonly pathToken: string | null;
  /** It comes from this machine. */
  readonly isLocal: boolean;
}

/** The tool of who came without a token. */
export const UNNAMED = 'unnamed';
/** Labels are words; longer ones are cut. */
const LABEL_CHARS_MAX = 64;

/** Headers in which keys stand; of sockets of browsers, which can set no other, the protocol too. */
export const KEY_HEADERS = [
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'xi-api-key',
  'x-subscription-token',
  'sec-websocket-protocol',
] as const;
/** Parameters of the address in which keys stand. */
export const KEY_PARAMETERS = /^(key|api_key|apikey|api-key|token)$/i;

/** Who calls, or why nobody may. Nothing that it returns on a refusal has a secret in it. */
export function readCaller(shown: Shown, access: AccessPort): Caller | NoCaller {
  const keys = keysIn(shown);
  const tokens = keys.flatMap((key) => TOKEN_PATTERN.exec(key)?.[0] ?? []);
  const explicit = [shown.pathToken, headerOf(shown.headers, 'tollkeeper-token')].filter((token) => token !== null);
  const tools = [...explicit, ...tokens].map((token) => access.findTool(token));
  const [tool = null] = tools;
  if (tools.some((found) => found === null)) return { kind: 'unknown-token' };
  if (tools.some((found) => found?.name !== tool?.name)) return { kind: 'several-tools' };
  if (tool === null && !shown.isLocal) return { kind: 'token-needed' };
  const label = headerOf(shown.headers, 'tollkeeper-label')?.slice(0, LABEL_CHARS_MAX) ?? tool?.label ?? null;
  const name = tool?.name ?? UNNAMED;
  if (tool === null || tokens.length === 0) return { tool: name, label, account: null, key: plainKey(keys) };
  return ofAccount(shown, { access, tool, label });
}

function ofAccount(
  { provider, headers }: Shown,
  { access, tool, label }: { readonly access: AccessPort; readonly tool: Tool; readonly label: string | null },
): Caller | NoCaller {
  const wanted = headerOf(headers, 'tollkeeper-account') ?? ownEntry(tool.accounts, provider);
  const account = access.findAccount(provider, wanted);
  const why = account === null ? (access.lockedBy?.(provider, wanted) ?? null) : null;
  if (why !== null) return { kind: 'locked-account', why };
  if (account === null) return { kind: 'no-account', tool: tool.name, account: wanted };
  return { tool: tool.name, label, account, key: account.key };
}

function ownEntry(entries: Readonly<Record<string, string>>, name: string): string | null {
  return Object.hasOwn(entries, name) ? (entries[name] ?? null) : null;
}

/** Every place where a key may stand, as it stands there; `Basic` is taken apart, into name and password. */
function keysIn({ headers, query }: Shown): readonly string[] {
  const inHeaders = KEY_HEADERS.map((name) => headerOf(headers, name)).filter((value) => value !== null);
  const parameters = query === '' ? [] : [...new URLSearchParams(query)];
  const inQuery = parameters.filter(([name]) => KEY_PARAMETERS.test(name)).map(([, key]) => key);
  return [...inHeaders.map(withoutBasic), ...inQuery].filter((value) => value !== '');
}

/** The header's one value. Node joins what stands twice; what cannot be joined it keeps the first of. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined || text === '' ? null : text;
}

function withoutBasic(value: string): string {
  const coded = /^basic +(\S+)$/i.exec(value)?.[1];
  return coded === undefined ? value : Buffer.from(coded, 'base64').toString('utf8').replace(':', ' ').trim();
}

/** The key without what stands before it (`Bearer`, `Key`, the name of `Basic`). Keys may have colons: fal's (`id:secret`), DeepL's (`…:fx`). */
function plainKey(keys: readonly string[]): string | null {
  const [first] = keys;
  return first === undefined ? null : (/[^\s,]+$/.exec(first)?.[0] ?? null);
}
