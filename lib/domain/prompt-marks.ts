import { foundTokens, type PromptCache } from './prompt-cache.ts';

/**
 * A prompt as its tab describes it to the background: a keyed mark of each part in order (tools, system, messages; the first
 * ones line by line) and its length. No text can be read from them.
 */
export interface PromptMarks {
  /** Of the request as it is sent, all of it. */
  readonly whole: string;
  readonly parts: readonly string[];
  /** Characters of each part. */
  readonly chars: readonly number[];
  /** So many parts from the beginning the request asks the provider to keep (`cache_control`). */
  readonly marked: number;
  /** So many of those for an hour (`"ttl": "1h"`). Absent: none. */
  readonly hour?: number;
}

/** Parts that are told apart; what comes after them is one part. */
export const PROMPT_PARTS_MAX = 160;

/** A prompt that was sent, with the calls that carried it. Kept in memory only. */
export interface SentPrompt extends PromptMarks {
  /** Input tokens, likely. */
  readonly tokens: number;
  readonly turns: Turns;
  /** Oldest first. */
  readonly calls: readonly SentCall[];
}

/** One call; SDKs and people send it again under the same number when it failed. */
export interface SentCall {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  /** It brought no answer: whoever sends it again repeats nothing. */
  readonly hasFailed: boolean;
}

/** A conversation that carries along all that was said: so many calls, and the input tokens of the first. */
export interface Turns {
  readonly count: number;
  readonly firstTokens: number;
}

/** Equal requests count within this, ms. */
export const REPEAT_MS = 10 * 60_000;

/** How often a request was sent in the last ten minutes, and for how long that has gone on. */
export interface Repeats {
  readonly count: number;
  readonly sinceMs: number;
}

/** This call among equal ones; those without an answer do not count. */
export function countRepeats(own: PromptMarks, sent: readonly SentPrompt[], at: AtCall): Repeats {
  const equal = sent.filter(({ whole }) => whole === own.whole).flatMap((row) => liveCalls(row, at, REPEAT_MS));
  const first = equal.reduce((least, call) => Math.min(least, call.at), at.now);
  return { count: equal.length + 1, sinceMs: at.now - first };
}

/** Which call is looked at, and when, epoch ms. */
export interface AtCall {
  readonly id: string;
  readonly now: number;
}

function liveCalls({ calls }: SentPrompt, { id, now }: AtCall, msMax: number): readonly SentCall[] {
  return calls.filter((call) => call.id !== id && !call.hasFailed && Math.abs(now - call.at) <= msMax);
}

/** The tokens of a prompt of `tokens` that the provider has seen, within its cache's lifetime, and will bill as such. */
export function findCachedTokens(
  own: PromptMarks,
  sent: readonly SentPrompt[],
  given: AtCall & { readonly tokens: number; readonly cache: PromptCache },
): number {
  const { tokens, cache } = given;
  const isMarked = cache.finds === 'marked';
  const alive = sent.filter(
    (row) => liveCalls(row, given, isMarked ? lifetimeOf(row, cache) : cache.lifetimeMs).length > 0,
  );
  const shared = alive.map((row) => {
    const parts = sharedParts(own, row);
    const isFresh = liveCalls(row, given, cache.lifetimeMs).length > 0;
    if (isMarked) return Math.min(parts, isFresh ? row.marked : (row.hour ?? 0), own.marked);
    if (cache.finds === 'prefix' || parts === row.parts.length) return parts;
    const isSharedBefore =
      cache.finds === 'prompt-or-shared' && alive.filter((other) => sharedParts(own, other) >= parts).length > 1;
    return isSharedBefore ? parts : 0;
  });
  const found = shared.map((parts, index) => {
    const row = alive[index];
    // What was counted of all of it is nearer than its share of the characters.
    return parts > 0 && parts === row?.parts.length ? Math.min(row.tokens, tokens) : tokens * shareOf(own.chars, parts);
  });
  return foundTokens(cache, Math.max(0, ...found), tokens);
}

const HOUR_MS = 3_600_000;

/** For how long anything of a prompt is kept that says what is to be kept, ms. */
function lifetimeOf({ hour = 0 }: PromptMarks, { lifetimeMs }: PromptCache): number {
  return hour > 0 ? Math.max(HOUR_MS, lifetimeMs) : lifetimeMs;
}

/** The tokens that would be asked to be kept and were not found: their provider may take more for those. */
export function findKeptTokens(
  own: PromptMarks,
  given: { readonly tokens: number; readonly cache: PromptCache },
  marked: number = own.marked,
): number {
  if (given.cache.finds !== 'marked') return 0;
  const kept = Math.floor(given.tokens * shareOf(own.chars, marked));
  return kept < given.cache.tokensMin ? 0 : kept;
}

/** Of this many parts at the beginning two prompts are the same. */
export function sharedParts(one: PromptMarks, other: PromptMarks): number {
  const index = one.parts.findIndex((part, at) => part !== other.parts[at]);
  return index < 0 ? one.parts.length : index;
}

/** What part of all characters the first so many parts have. */
function shareOf(chars: readonly number[], parts: number): number {
  return sumOf(chars.slice(0, parts)) / Math.max(1, sumOf(chars));
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What changes lies in the first tenth of a prompt, and at least half of it comes again behind. */
const CHANGED_SHARE_MAX = 0.1;
const AGAIN_SHARE_MIN = 0.5;

/**
 * The tokens that the provider's cache could have, if what stands before them were the same each time: of this call, the one
 * before and the one before that. 0: nothing is lost, or not each time.
 */
export function findLostTokens(
  own: PromptMarks,
  sent: readonly SentPrompt[],
  given: AtCall & { readonly tokens: number; readonly cache: PromptCache },
): number {
  const { tokens, cache } = given;
  const rows = sent.filter((row) => liveCalls(row, given, cache.lifetimeMs).length > 0);
  const [last, before] = rows.toSorted((a, b) => lastAt(b) - lastAt(a));
  if (last === undefined || before === undefined) return 0;
  if (againShare(last, before) === 0) return 0;
  return foundTokens(cache, tokens * againShare(own, last), tokens);
}

/** When it was last sent, epoch ms. */
export function lastAt({ calls }: Pick<SentPrompt, 'calls'>): number {
  return calls.at(-1)?.at ?? 0;
}

/** What part of a prompt stood in the other one, behind something that was not the same; 0: that is no changing beginning. */
function againShare(one: PromptMarks, other: PromptMarks): number {
  const first = sharedParts(one, other);
  if (first === one.parts.length || first === other.parts.length) return 0;
  if (shareOf(one.chars, first + 1) > CHANGED_SHARE_MAX) return 0;
  const again = one.chars.filter((_, index) => index > first && one.parts[index] === other.parts[index]);
  const share = sumOf(again) / sumOf(one.chars);
  return share < AGAIN_SHARE_MIN ? 0 : share;
}

/** This call as one more turn of the longest conversation that it carries along; its own first turn where there is none. */
export function turnsOf(own: PromptMarks, sent: readonly SentPrompt[], tokens: number): Turns {
  const before = sent
    .filter((row) => row.whole !== own.whole && row.parts.length > 0 && sharedParts(row, own) === row.parts.length)
    .toSorted((a, b) => b.parts.length - a.parts.length)[0];
  return before === undefined
    ? { count: 1, firstTokens: tokens }
    : { count: before.turns.count + 1, firstTokens: before.turns.firstTokens };
}
