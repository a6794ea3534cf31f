import type { Usage } from '../domain/call.ts';
import { findPromptCache, foundTokens, type PromptCache } from '../domain/prompt-cache.ts';
import type { CallRecord, Cost } from '../domain/record.ts';
import type { CachePolicy } from '../domain/savings-view.ts';
import type { Text } from '../domain/text.ts';
import { modelKey } from '../domain/vocabulary.ts';
import { findProvider } from '../providers/registry.ts';
import { type Comparison, costBetween, type NotCompared, openComparison } from './compare.ts';
import { type Change, costAt, type Pricer } from './price-book.ts';
import { asItWas, recountUsage } from './recount-usage.ts';

/** What is asked: the same calls to another model, at another provider, or with another habit of caching. */
export interface WhatIfQuestion {
  readonly change: Pick<Change, 'model' | 'provider'>;
  /** Null: as it was. */
  readonly cache: CachePolicy | null;
  /** Calls to this model only; null: all. */
  readonly of: string | null;
}

/** What would have been. */
export interface WhatIf extends Comparison {
  readonly caveats: readonly Text[];
}

/** Groups of calls whose last one is remembered: what may still be in a cache. */
const GROUPS_MAX = 2000;

/** Asks it of calls that are handed in one by one, in the order of time. */
export function openWhatIf(
  question: WhatIfQuestion,
  pricer: Pricer,
): { readonly add: (record: CallRecord) => void; readonly end: () => WhatIf } {
  const comparison = openComparison();
  const seen = { recounted: false, hides: false, unmarked: false };
  const cached = openCacheMemory();
  return {
    add(record) {
      const before = cached.note(record);
      comparison.add(record, judge(record, before));
    },
    end: () => ({ ...comparison.end(), caveats: caveatsOf(question, seen) }),
  };

  function judge(record: CallRecord, before: Before | null): Cost | NotCompared {
    const { model, draft, usage } = record;
    if (question.of !== null && (model === null || modelKey(model) !== modelKey(question.of))) return 'kind';
    // What costs nothing in any case is in neither sum.
    if (record.outcome === 'refusal' || record.saved !== undefined) return 'kind';
    if (record.cost === null) return 'cost';
    if (usage === null) return 'usage';
    if (question.change.model !== undefined && (model === null || draft?.units != null)) return 'kind';
    const to = question.change.model ?? model;
    const price = pricer.priceOf(record, question.change);
    if (price === null) return 'price';
    const counted =
      model === null || to === null ? asItWas(usage, false) : recountUsage(usage, { from: model, to, draft });
    if (!counted.isSame) seen.recounted = true;
    if (counted.hides) seen.hides = true;
    const usages = [counted.likely, ...(counted.isSame ? [] : [counted.low, counted.high])].flatMap((one) =>
      question.cache === null ? [one] : withCache(one, question.cache, { record, before }),
    );
    const isElsewhere = (question.change.provider ?? record.provider) !== record.provider || to !== model;
    // Whether another's cache finds as much nobody can tell: at worst nothing.
    if (isElsewhere && question.cache === null) usages.push(withoutCache(counted.isSame ? usage : counted.high));
    if (question.cache === 'steady' && record.wasted === undefined) seen.unmarked = true;
    const [likely, ...others] = usages.map((one) => costAt(one, price, draft));
    if (likely == null || others.some((nano) => nano === null)) return 'price';
    return costBetween(price.unit, likely, ...others.flatMap((nano) => nano ?? []));
  }
}

/** The last call of the same tool, payer and model. */
interface Before {
  /** Ms before this one. */
  readonly ago: number;
  /** Tokens of its input. */
  readonly tokens: number;
}

function openCacheMemory(): { readonly note: (record: CallRecord) => Before | null } {
  const last = new Map<string, { readonly at: number; readonly tokens: number }>();
  return {
    note({ provider, account, fingerprint, model, origin, openedAt, usage }) {
      if (usage === null) return null;
      const name = JSON.stringify([provider, account ?? fingerprint, model, origin]);
      const before = last.get(name);
      if (last.size >= GROUPS_MAX) last.clear();
      last.set(name, { at: openedAt, tokens: promptTokens(usage) });
      return before === undefined ? null : { ago: openedAt - before.at, tokens: before.tokens };
    },
  };
}

function promptTokens(usage: Usage): number {
  const { 'input-tokens': fresh = 0, 'cached-input-tokens': found = 0 } = usage;
  return fresh + found + (usage['cache-write-tokens'] ?? 0) + (usage['cache-write-1h-tokens'] ?? 0);
}

/** Nothing is found, and nothing is written. */
function withoutCache(usage: Usage): Usage {
  const {
    'cached-input-tokens': _found,
    'cache-write-tokens': _short,
    'cache-write-1h-tokens': _hour,
    ...rest
  } = usage;
  const tokens = promptTokens(usage);
  return tokens === 0 ? rest : { ...rest, 'input-tokens': tokens };
}

const HOUR_MS = 3_600_000;
/** What is written is kept so long where nobody asks for more. */
const SHORT_MS = 300_000;

/** The likely usage first, then how far it may be off. */
function withCache(
  usage: Usage,
  policy: CachePolicy,
  { record, before }: { readonly record: CallRecord; readonly before: Before | null },
): readonly Usage[] {
  if (policy === 'none') return [withoutCache(usage)];
  if (policy === 'hour') {
    const { 'cache-write-tokens': written = 0, 'cache-write-1h-tokens': hour = 0, ...rest } = usage;
    const worst = { ...rest, 'cache-write-1h-tokens': hour + written };
    // Sooner it was still there, and something else was in the way; later an hour is not enough.
    const isLate =
      before !== null && before.ago > (cacheRuleOf(record)?.lifetimeMs ?? SHORT_MS) && before.ago <= HOUR_MS;
    if (written === 0 || !isLate) return [worst];
    const found = Math.min(written, before.tokens);
    return [moved(worst, 'cache-write-1h-tokens', found), worst];
  }
  const lost = Math.min(record.wasted?.lostTokens ?? 0, usage['input-tokens'] ?? 0);
  const rule = cacheRuleOf(record);
  const isAlive = rule !== null && before !== null && before.ago <= rule.lifetimeMs;
  const most = isAlive ? foundTokens(rule, Math.min(before.tokens, promptTokens(usage)), promptTokens(usage)) : 0;
  const more = Math.max(lost, most - (usage['cached-input-tokens'] ?? 0));
  return [moved(usage, 'input-tokens', lost), moved(usage, 'input-tokens', Math.max(0, more)), usage];
}

function cacheRuleOf({ provider, model }: CallRecord): PromptCache | null {
  return findPromptCache(findProvider(provider)?.promptCaches ?? [], model);
}

function moved(usage: Usage, from: 'input-tokens' | 'cache-write-1h-tokens', tokens: number): Usage {
  const there = Math.min(tokens, usage[from] ?? 0);
  if (there === 0) return usage;
  return {
    ...usage,
    [from]: (usage[from] ?? 0) - there,
    'cached-input-tokens': (usage['cached-input-tokens'] ?? 0) + there,
  };
}

function caveatsOf(
  { change, cache }: WhatIfQuestion,
  seen: { readonly recounted: boolean; readonly hides: boolean; readonly unmarked: boolean },
): readonly Text[] {
  const keys: Text['key'][] = [
    ...(change.model === undefined ? [] : (['advice.caveat.length', 'advice.caveat.quality'] as const)),
    ...(seen.recounted ? (['advice.caveat.recounted'] as const) : []),
    ...(seen.hides ? (['advice.caveat.thinks'] as const) : []),
    ...(change.provider === undefined ? [] : (['advice.caveat.provider'] as const)),
    ...(cache === 'hour' ? (['advice.caveat.hour'] as const) : []),
    ...(cache === 'steady' ? (['advice.caveat.steady'] as const) : []),
    ...(seen.unmarked ? (['advice.caveat.unmarked'] as const) : []),
    'advice.caveat.listed',
  ];
  return keys.map((key) => ({ key }));
}
