import browser from 'webextension-polyfill';
import { decodeJson, encodeJson } from '../domain/bigint-json.ts';
import type { Outcome } from '../domain/call.ts';
import { CACHE_MS_MAX } from '../domain/prompt-cache.ts';
import { lastAt, REPEAT_MS, type SentCall, type SentPrompt } from '../domain/prompt-marks.ts';
import type { PromptFacts, Waste } from '../domain/waste.ts';
import type { KnownPrompts } from '../engine/weigh-prompt.ts';
import { payerOf } from './answer-reading.ts';
import type { Desk } from './desk.ts';
import type { RequestOf } from './messages.ts';
import { askAboveOn, readRepeatLimit } from './repeat-limit.ts';

/**
 * Prompts that were sent lately, as marks that only this browser can make and nobody can read. They are in
 * `storage.session`: in memory, so that a stopped background does not forget them, and gone with the browser.
 */
const SLOT = 'sentPrompts';

/** Prompts that are remembered of one page, and of all; a page that sends many pushes out its own. */
const PROMPTS_OF_PAGE_MAX = 16;
const PROMPTS_MAX = 64;
/** Calls that carried one prompt. */
const CALLS_MAX = 64;

interface Row extends SentPrompt {
  readonly origin: string;
  /** Provider, payer and model: what a cache is shared by. */
  readonly group: string;
  /** What was worth a word about its last call. */
  readonly said: Waste;
}

type Review = RequestOf<'review'>;

/** What is known around a call about to leave; undefined: nothing of it is remembered. Rejects when the browser fails. */
export async function readKnown(request: Review, provider: string, desk: Desk): Promise<KnownPrompts | undefined> {
  const { marks, requestId: id } = request;
  if (marks === undefined || desk.sender.isPrivate) return undefined;
  const now = desk.ports.now();
  const [rows, limit] = await Promise.all([inTurn(readRows), readRepeatLimit()]);
  const group = groupOf(provider, request, desk);
  const sent = rows.filter((row) => row.group === group);
  return { kind: 'call', id, marks, sent, askAbove: askAboveOn(desk.sender.origin, limit, now) };
}

/** Remembers a call that was reviewed; told again, it is still one. */
export async function noteSent(request: Review, provider: string, { desk, prompt }: NotedOf): Promise<void> {
  const { marks, requestId: id } = request;
  if (marks === undefined || prompt === undefined || desk.sender.isPrivate) return;
  const now = desk.ports.now();
  const { origin } = desk.sender;
  const group = groupOf(provider, request, desk);
  await change((rows) => {
    const before = rows.find((row) => row.group === group && row.origin === origin && row.whole === marks.whole);
    const calls: readonly SentCall[] = [
      ...(before?.calls ?? []).filter((call) => call.id !== id),
      { id, at: now, hasFailed: false },
    ];
    const { tokens, turns, waste: said } = prompt;
    const row: Row = { ...marks, origin, group, tokens, turns, said, calls: calls.slice(-CALLS_MAX) };
    return bounded([row, ...rows.filter((other) => other !== before)], now);
  });
}

interface NotedOf {
  readonly desk: Desk;
  /** Undefined: nothing was found out. */
  readonly prompt: PromptFacts | undefined;
}

/** How a call ended: one that never left is forgotten, one without an answer repeats nothing when it is sent again. */
export async function noteEnd(requestId: string, outcome: Outcome, desk: Desk): Promise<Waste | null> {
  if (desk.sender.isPrivate) return null;
  const before = await change((rows) => {
    const own = findCall(rows, requestId);
    if (own === null) return rows;
    const hasFailed = isFailed(outcome);
    const calls = own.calls
      .filter(({ id }) => id !== requestId || outcome.kind !== 'unsent')
      .map((call) => (call.id === requestId ? { ...call, hasFailed } : call));
    return rows.flatMap((row) => (row !== own ? row : calls.length > 0 ? { ...own, calls } : []));
  });
  return findCall(before, requestId)?.said ?? null;
}

function findCall(rows: readonly Row[], requestId: string): Row | null {
  return rows.find(({ calls }) => calls.some(({ id }) => id === requestId)) ?? null;
}

/** SDKs try again after an error, and after a wait that was too long for them. */
function isFailed(outcome: Outcome): boolean {
  if (outcome.kind === 'cut') return outcome.usage === null && !(outcome.output && outcome.output.likely > 0);
  return outcome.kind !== 'answer';
}

/** What the message that is being typed comes on top of; undefined: no conversation is carried along. */
export async function readNext(
  request: RequestOf<'preview'>,
  provider: string,
  desk: Desk,
): Promise<KnownPrompts | undefined> {
  const { carriedTokens } = request;
  if (carriedTokens === undefined || desk.sender.isPrivate) return undefined;
  const group = groupOf(provider, request, desk);
  const { origin } = desk.sender;
  const rows = (await inTurn(readRows)).filter((row) => row.group === group && row.origin === origin);
  const last = rows.toSorted((a, b) => lastAt(b) - lastAt(a))[0] ?? null;
  return { kind: 'next', carriedTokens, last, said: last?.said ?? null };
}

function groupOf(provider: string, request: Review | RequestOf<'preview'>, desk: Desk): string {
  return JSON.stringify([provider, request.fingerprint ?? payerOf(request, desk), request.draft.model]);
}

/** Newest first: nothing older than any cache, and nothing beyond the bounds. */
function bounded(rows: readonly Row[], now: number): readonly Row[] {
  const young = rows.filter((row) => Math.abs(now - lastAt(row)) <= Math.max(CACHE_MS_MAX, REPEAT_MS));
  const byAge = young.toSorted((a, b) => lastAt(b) - lastAt(a));
  const ofPage = (row: Row): number => byAge.filter(({ origin }) => origin === row.origin).indexOf(row);
  return byAge.filter((row) => ofPage(row) < PROMPTS_OF_PAGE_MAX).slice(0, PROMPTS_MAX);
}

let turn: Promise<unknown> = Promise.resolve();

/** One after the other: two calls that leave at the same moment must not forget each other. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work, work);
  turn = mine.catch(() => null);
  return mine;
}

/** Changes what is remembered; returns what was. */
function change(by: (rows: readonly Row[]) => readonly Row[]): Promise<readonly Row[]> {
  return inTurn(async () => {
    const rows = await readRows();
    const next = by(rows);
    if (next !== rows) await browser.storage.session.set({ [SLOT]: encodeJson(next) });
    return rows;
  });
}

/** Nothing is remembered any more. */
export async function forgetPrompts(): Promise<void> {
  await change(() => []);
}

/** Only we write there; whatever it is else is nothing. */
async function readRows(): Promise<readonly Row[]> {
  const { [SLOT]: stored } = await browser.storage.session.get(SLOT);
  const rows = decodeJson(stored);
  return Array.isArray(rows) ? (rows as readonly Row[]) : [];
}
