import type { Count, Draft } from '../domain/call.ts';
import type { Estimate } from '../domain/estimate.ts';
import { estimateCall } from '../domain/estimate-call.ts';
import { type Money, percentChange } from '../domain/money.ts';
import type { OutputForecast } from '../domain/output-forecast.ts';
import { type Price, priceOfSize, priceUsage } from '../domain/price.ts';
import { findPromptCache, foundTokens, type PromptCache } from '../domain/prompt-cache.ts';
import {
  countRepeats,
  findCachedTokens,
  findKeptTokens,
  findLostTokens,
  lastAt,
  type PromptMarks,
  type SentPrompt,
  turnsOf,
} from '../domain/prompt-marks.ts';
import type { Reuse } from '../domain/prompt-reuse.ts';
import { type PromptFacts, REPEATS_MIN, REPEATS_TOLD_MIN, type Waste } from '../domain/waste.ts';

/** What a host remembers of prompts around a call: of the same provider, payer and model. Never what they say. */
export type KnownPrompts =
  /** A call about to leave. `askAbove`: so many equal ones are nobody's business; null: any number is. */
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly marks: PromptMarks;
      readonly sent: readonly SentPrompt[];
      readonly askAbove: number | null;
    }
  /** What is being typed, on top of a conversation whose last prompt this was; `carriedTokens` of the draft are that. */
  | {
      readonly kind: 'next';
      readonly carriedTokens: number;
      readonly last: SentPrompt | null;
      readonly said: Waste | null;
    };

/** What is weighed: the draft is sized for the model already. */
export interface Weighed {
  readonly draft: Draft;
  /** Null: unpriced; a repeated request is one all the same. */
  readonly price: Price | null;
  readonly lengths: OutputForecast | null;
  readonly caches: readonly PromptCache[] | undefined;
  readonly known: KnownPrompts | undefined;
  /** Epoch ms. */
  readonly now: number;
}

const NO_WASTE: Waste = { repeats: null, isTooMany: false, lost: null, carried: null };

/** What a call costs if the provider still knows what was sent before, and what of it is waste. `prompt` null: not known. */
export function weighPrompt(given: Weighed): {
  readonly estimate: Estimate | null;
  readonly prompt: PromptFacts | null;
} {
  const { draft, price, lengths, known } = given;
  const tokens = draft.inputTokens?.likely ?? 0;
  const cache = findPromptCache(given.caches ?? [], draft.model);
  const reuse = known && cache && draft.each === undefined ? reuseOf(known, { ...given, tokens, cache }) : null;
  const estimate = price && estimateCall(reuse === null ? draft : { ...draft, reuse }, price, lengths);
  if (known === undefined) return { estimate, prompt: null };
  const waste = known.kind === 'call' ? wasteOf(known, given, cache) : wasteOfNext(known, given, estimate);
  const turns = known.kind === 'call' ? turnsOf(known.marks, known.sent, tokens) : { count: 1, firstTokens: tokens };
  return { estimate, prompt: { tokens, turns, waste } };
}

function reuseOf(
  known: KnownPrompts,
  given: Weighed & { readonly tokens: number; readonly cache: PromptCache },
): Reuse | null {
  const { tokens, cache, now } = given;
  if (known.kind === 'next') return reuseOfNext(known, given);
  const at = { id: known.id, now, tokens, cache };
  const cachedTokens = findCachedTokens(known.marks, known.sent, at);
  const keptTokens = findKeptTokens(known.marks, at);
  const hourTokens = findKeptTokens(known.marks, at, Math.min(known.marks.hour ?? 0, known.marks.marked));
  if (cachedTokens + keptTokens === 0) return null;
  return { cachedTokens, keptTokens, ...(hourTokens > 0 && { hourTokens }) };
}

/** What is carried along was sent with the last call. */
function reuseOfNext(
  { last, carriedTokens }: Extract<KnownPrompts, { kind: 'next' }>,
  { tokens, cache, now, draft }: Weighed & { readonly tokens: number; readonly cache: PromptCache },
): Reuse | null {
  if (last === null || cache.finds === 'marked' || Math.abs(now - lastAt(last)) > cache.lifetimeMs) return null;
  const carried = tokens * carriedShare(draft, carriedTokens);
  const cachedTokens = foundTokens(cache, Math.min(last.tokens, carried), tokens);
  return cachedTokens === 0 ? null : { cachedTokens, keptTokens: 0 };
}

function carriedShare({ inputTokens }: Draft, carriedTokens: number): number {
  const all = inputTokens?.likely ?? 0;
  return all === 0 ? 0 : Math.min(1, carriedTokens / all);
}

function wasteOf(
  known: Extract<KnownPrompts, { kind: 'call' }>,
  { draft, price, now }: Weighed,
  cache: PromptCache | null,
): Waste {
  const tokens = draft.inputTokens?.likely ?? 0;
  const repeats = countRepeats(known.marks, known.sent, { id: known.id, now });
  const isTooMany = known.askAbove !== null && repeats.count > known.askAbove;
  const lost = cache && findLostTokens(known.marks, known.sent, { id: known.id, now, tokens, cache });
  return {
    repeats: isTooMany || repeats.count >= REPEATS_TOLD_MIN ? repeats : null,
    isTooMany,
    lost: price && lost ? dearerBy(price, lost, tokens) : null,
    ...(repeats.count >= REPEATS_MIN && { repeat: repeats.count }),
    ...(lost && { lostTokens: lost }),
    carried: null,
  };
}

/** What so many tokens of a prompt cost more as input than they would as cached; null: nothing. */
function dearerBy(price: Price, tokens: number, ofTokens: number): Money | null {
  const sized = priceOfSize(price, ofTokens);
  const [whole, cached] = (['input-tokens', 'cached-input-tokens'] as const).map((meter) =>
    priceUsage({ [meter]: tokens }, sized),
  );
  if (whole == null || cached == null || whole <= cached) return null;
  return { unit: price.unit, nano: whole - cached };
}

/** What was said of the last call is news for so long while something else is typed, ms. */
const SAID_MS_MAX = 2 * 60_000;
/** A conversation is worth a word after so many calls, when it is so many times its beginning and most of what the next costs. */
const TURNS_MIN = 3;
const GROWN_TIMES_MIN = 4;
const CARRIED_PERCENT_MIN = 60;

function wasteOfNext(
  { last, said, carriedTokens }: Extract<KnownPrompts, { kind: 'next' }>,
  given: Weighed,
  estimate: Estimate | null,
): Waste {
  if (last === null) return NO_WASTE;
  const isFresh = said !== null && Math.abs(given.now - lastAt(last)) <= SAID_MS_MAX;
  const before: Waste = isFresh ? { ...said, isTooMany: false, carried: null } : NO_WASTE;
  return { ...before, carried: estimate && carriedOf(last, given, estimate, carriedTokens) };
}

function carriedOf(
  { turns }: SentPrompt,
  { draft, price, lengths }: Weighed,
  estimate: Estimate,
  carriedTokens: number,
): Waste['carried'] {
  const { inputTokens } = draft;
  if (price === null || inputTokens === null || turns.count < TURNS_MIN) return null;
  if (inputTokens.likely < turns.firstTokens * GROWN_TIMES_MIN) return null;
  const rest = 1 - carriedShare(draft, carriedTokens);
  const anew = estimateCall(anewOf(draft, inputTokens, rest), price, lengths);
  if (anew === null || anew.likelyNano > estimate.likelyNano) return null;
  const percent = percentChange(estimate.likelyNano, anew.likelyNano);
  return percent === null || percent < CARRIED_PERCENT_MIN
    ? null
    : { percent, anew: { unit: anew.unit, nano: anew.likelyNano } };
}

/** The same call with so much of its input. */
function anewOf({ apart, ...draft }: Draft, inputTokens: Count, share: number): Draft {
  const left = apart?.map(({ meter, tokens }) => ({ meter, tokens: scaled(tokens, share) }));
  return { ...draft, inputTokens: scaled(inputTokens, share), ...(left && { apart: left }) };
}

function scaled({ low, likely, high }: Count, by: number): Count {
  return { low: Math.floor(low * by), likely: Math.round(likely * by), high: Math.ceil(high * by) };
}
