import type { BalanceReading } from '../domain/balance.ts';
import type { BalanceAsk, BalanceNote, NoBalanceByKey } from '../domain/balance-ask.ts';
import type { BalanceProblem } from '../domain/balance-problem.ts';
import { findFirst } from '../domain/json-query.ts';
import { readBalances, readLabel, type WalletReading } from '../domain/read-balances.ts';
import { dayOfIso } from '../domain/utc-day.ts';
import type { Provider } from '../providers/provider.ts';
import { type AskedRequest, type AskedWith, originOf, pathOf, requestOf, sameOrigin } from './ask-request.ts';
import { judgeReply, type Reply, unreadable } from './judge-reply.ts';

/** What whoever asks must offer. */
export interface AskPorts {
  /** Epoch ms. */
  readonly now: () => number;
  /** One GET. It follows no redirect, ends after `timeoutMs`, reads at most `bytesMax`, and never rejects. */
  readonly send: (request: AskedRequest & { readonly timeoutMs: number; readonly bytesMax: number }) => Promise<Reply>;
}

/** With what it may be asked: a key and an id for each way, null where there is none. */
export interface AskedBy {
  /** The ways, the best first; or why there is none. */
  readonly asks: readonly BalanceAsk[] | NoBalanceByKey;
  /** Where the site is; null: the provider is at one place. */
  readonly site: AskedWith['site'];
  readonly keyFor: (ask: BalanceAsk) => string | null;
  readonly idFor: (ask: BalanceAsk) => string | null;
}

/** What a key was told. */
export type BalanceByKey =
  | {
      readonly kind: 'read';
      /** `key`: what a limit leaves to it, no money. */
      readonly of: BalanceAsk['of'];
      readonly readings: readonly BalanceReading[];
      readonly notes: readonly BalanceNote[];
      /** The page that shows address and answer, and its day. */
      readonly source: string;
      readonly date: string;
    }
  | { readonly kind: 'problem'; readonly problem: BalanceProblem }
  /** None of the ways has a key. */
  | { readonly kind: 'no-key' };

export const ASK_TIMEOUT_MS = 15_000;
export const ASK_BYTES_MAX = 256 * 1024;
const REDIRECTS_MAX = 3;

/** Problems of one way that another way may not have, the one that says least of the key first. */
const ELSEWHERE: readonly BalanceProblem['kind'][] = [
  'page',
  'gone',
  'unknown-answer',
  'no-id',
  'wrong-key',
  'wrong-kind-of-key',
];

/** Asks a provider what is left, by each way that there is a key for until one says it. Never a figure out of a problem. */
export async function readBalanceByKey(provider: Provider, by: AskedBy, ports: AskPorts): Promise<BalanceByKey> {
  const { asks } = by;
  if ('why' in asks) return { kind: 'problem', problem: { kind: 'not-by-key', why: asks.why } };
  let worst: BalanceProblem | null = null;
  for (const ask of asks) {
    const key = by.keyFor(ask);
    if (key === null) continue;
    const found = await askOnce(provider, ask, { site: by.site, key, id: by.idFor(ask) }, ports);
    if ('readings' in found) return found;
    const rank = ELSEWHERE.indexOf(found.problem.kind);
    if (rank < 0) return { kind: 'problem', problem: found.problem };
    if (worst === null || rank > ELSEWHERE.indexOf(worst.kind)) worst = found.problem;
  }
  return worst === null ? { kind: 'no-key' } : { kind: 'problem', problem: worst };
}

type Read = Extract<BalanceByKey, { kind: 'read' }>;
interface Failed {
  readonly problem: BalanceProblem;
}

async function askOnce(provider: Provider, ask: BalanceAsk, given: AskedWith, ports: AskPorts): Promise<Read | Failed> {
  const origin = originOf(provider, ask, given);
  if (origin === null) return { problem: { kind: 'redirected' } };
  const id = await idOf(ask, origin, given, ports);
  if (typeof id === 'object' && id !== null) return id;
  const named = { ...given, id };
  const main = await fetchJson(ask, origin, pathOf(provider, ask), named, ports);
  if ('problem' in main) return main;
  const body = await withOthers(ask, origin, named, main.json, ports);
  if ('problem' in body) return body;
  const wallets = readAsked(provider, ask, body.json);
  if (wallets === null) return { problem: unreadable(200, main.text, ask) };
  const at = ports.now();
  const readings = wallets.map((wallet): BalanceReading => {
    return { ...wallet, unit: unitOf(wallet.unit), at, source: 'api', confidence: ask.confidence };
  });
  const { of, notes = [], source, date } = ask;
  return { kind: 'read', of, readings, notes, source, date };
}

/** The wallets of an answer; null where it has none, or says nothing of what is in any of them. */
export function readAsked(provider: Provider, ask: BalanceAsk, body: unknown): readonly WalletReading[] | null {
  const paths = 'surface' in ask ? provider.balances.find(({ surface }) => surface === ask.surface) : ask.reads;
  const wallets = paths === undefined ? null : readBalances(body, paths);
  const isWithoutLimit = ask.isUnlimited !== undefined && findFirst(body, ask.isUnlimited.at) === ask.isUnlimited.is;
  const endsAt = ask.endsAt === undefined ? null : readInstant(findFirst(body, ask.endsAt));
  const told = wallets?.map((wallet): WalletReading & Pick<BalanceReading, 'endsAt'> => ({
    ...(isWithoutLimit ? { unit: wallet.unit, availableNano: null, frozenNano: null, isUnlimited: true } : wallet),
    ...(endsAt !== null && { endsAt }),
  }));
  return told?.some(({ availableNano, isUnlimited }) => availableNano !== null || isUnlimited) ? told : null;
}

/** Whose balance it is: as said, or as the provider says it to the same key. */
async function idOf(
  { id: asked, ...ask }: BalanceAsk,
  origin: string,
  given: AskedWith,
  ports: AskPorts,
): Promise<string | null | Failed> {
  if (asked === undefined || given.id !== null || asked.isOptional) return given.id;
  const none: Failed = { problem: { kind: 'no-id', variable: asked.variable } };
  if (asked.find === undefined) return none;
  const found = await fetchJson(ask, origin, asked.find.path, given, ports);
  return 'problem' in found ? found : (readLabel(found.json, asked.find.at) ?? none);
}

/** The answer with those that belong to it. */
async function withOthers(
  ask: BalanceAsk,
  origin: string,
  given: AskedWith,
  main: unknown,
  ports: AskPorts,
): Promise<{ readonly json: unknown } | Failed> {
  if (!('also' in ask) || ask.also === undefined) return { json: main };
  const json: Record<string, unknown> = { main };
  for (const [name, path] of Object.entries(ask.also)) {
    const other = await fetchJson(ask, origin, path, given, ports);
    if ('problem' in other) return other;
    json[name] = other.json;
  }
  return { json };
}

async function fetchJson(
  ask: BalanceAsk,
  origin: string,
  path: string,
  given: AskedWith,
  ports: AskPorts,
): Promise<{ readonly json: unknown; readonly text: string } | Failed> {
  let request = requestOf(ask, origin, path, given);
  for (let hops = 0; ; hops++) {
    const reply = await ports.send({ ...request, timeoutMs: ASK_TIMEOUT_MS, bytesMax: ASK_BYTES_MAX });
    const isRedirect = reply.kind === 'answer' && reply.status >= 300 && reply.status < 400;
    const next = isRedirect ? sameOrigin(request.url, reply.headers.location ?? '') : null;
    if (next === null || hops === REDIRECTS_MAX) {
      const judged = judgeReply(reply, ask);
      return 'problem' in judged ? judged : { ...judged, text: reply.kind === 'answer' ? reply.text : '' };
    }
    request = { ...request, url: next };
  }
}

const DAY_MS = 86_400_000;

/** A day as ISO texts begin with, or epoch seconds, as epoch ms; null for anything else. */
function readInstant(value: unknown): number | null {
  const ms = typeof value === 'string' ? dayOfIso(value.slice(0, 10)) * DAY_MS : Number(value) * 1000;
  return ms > 0 && ms < 1e14 ? ms : null;
}

/** Some write a currency in small letters. */
function unitOf(unit: string): string {
  return /^(?:usd|eur|cny|gbp)$/.test(unit) ? unit.toUpperCase() : unit;
}
