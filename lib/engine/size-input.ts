import type { Count, Draft, DraftMade, DraftMedia, InputBasis } from '../domain/call.ts';
import { addCounts, NO_TOKENS } from '../domain/counts.ts';
import { kindRatios } from '../domain/kind-ratios.ts';
import { CALLS_MIN, type CountHabit, ruleOf } from '../domain/learn-vocabulary.ts';
import { madeTokens, makesPictures } from '../domain/made-tokens.ts';
import { mediaTokens } from '../domain/media-tokens.ts';
import { aroundMessages, toolTokens } from '../domain/prompt-frame.ts';
import type { SpokenDraft } from '../domain/spoken-draft.ts';
import { vocabularyOf } from '../domain/vocabulary.ts';
import { abilitiesOf } from '../prices/find-prices.ts';
import type { Provider } from '../providers/provider.ts';
import type { CallContext } from './ports.ts';

/** What is known of how the model counts, beside its name. */
export interface Counts {
  /** Its provider says that it counts by o200k_base. Null or absent: it does not say. */
  readonly stated?: 'o200k' | null | undefined;
  /** What was billed for calls of this account and model. Null or absent: nothing was. */
  readonly habit?: CountHabit | null | undefined;
  /** How much a model can read, tokens; null: not known. Absent: of none. */
  readonly contextOf?: (model: string | null) => number | null;
}

/** What is known of how a provider's models count for an account. `context` null: of another model, of which nothing was learned. */
export function countsOf(
  provider: Pick<Provider, 'vocabulary' | 'basePrices'> | null,
  context: Pick<CallContext, 'counting'> | null,
): Counts {
  const contextOf = (model: string | null): number | null => provider && abilitiesOf(provider, model).contextTokens;
  return { stated: provider?.vocabulary, habit: context?.counting, contextOf };
}

/**
 * The same call with all of its input in `inputTokens`, as the model that it is priced for counts: texts by its vocabulary,
 * pictures and files by its rules. Done before anything is priced, for each model anew; what was sized stays as it is.
 */
export function sizeInput(draft: Draft, known: Counts = {}): Draft {
  if (draft.inputTokens === null || draft.inputBasis !== undefined) return draft;
  if (draft.ofModels) return sizeModels(draft, draft.ofModels, known);
  return draft.spoken ? sizeSpoken(draft, draft.spoken, known) : sizeWritten(draft, draft.inputTokens, known);
}

/** Requests of several models: each model's as it counts. What was learned of one says nothing of the others. */
function sizeModels(draft: Draft, ofModels: readonly Draft[], { stated, contextOf }: Counts): Draft {
  const sized = ofModels.map((one) => sizeInput(one, { stated, ...(contextOf && { contextOf }) }));
  const inputs = sized.map(({ inputTokens }) => inputTokens ?? NO_TOKENS);
  return { ...draft, ofModels: sized, inputTokens: inputs.reduce(addCounts, NO_TOKENS), inputBasis: { kind: 'prior' } };
}

/** Tokens of what is said in one turn where nobody counted it: ten seconds, a tenth of a second each. */
const TURN_TOKENS = 100;

/**
 * Of a conversation in sound: what was not counted is at most all that its model can read. Null where that is not known. What it
 * read before is likely to be cached, so only what came since is likely to be dear.
 */
function sizeSpoken(draft: Draft, { hears, isUncounted }: SpokenDraft, known: Counts): Draft {
  const sized = sizeWritten(draft, draft.inputTokens ?? NO_TOKENS, known);
  const { inputTokens } = sized;
  const most = isUncounted ? (known.contextOf?.(draft.model) ?? null) : 0;
  if (inputTokens === null || most === null) return { ...draft, inputTokens: null };
  const heard = isUncounted ? TURN_TOKENS : 0;
  const all = { ...inputTokens, likely: inputTokens.likely + heard };
  const tokens = { ...all, high: Math.max(all.high, all.likely, most) };
  const sound = { low: 0, likely: heard, high: tokens.high };
  return { ...sized, inputTokens: tokens, ...(hears && { apart: [{ meter: METERS.audio, tokens: sound }] }) };
}

function sizeWritten(draft: Draft, counted: Count, known: Counts): Draft {
  const { media = [], makes, mediaOfEach: _of, frame, ...texts } = draft;
  const { tokens, basis } = sizeTexts(draft, counted, known);
  const apart = [...apartOf(media, draft.model, 'image'), ...apartOf(media, draft.model, 'audio')];
  const made = madeOf(makes ?? (makesPictures(draft.model) ? [A_PICTURE] : []), draft.model);
  const { isExact: _, ...rest } = texts;
  return {
    ...rest,
    inputTokens: media.map((one) => mediaTokens(one, draft.model)).reduce(addCounts, tokens),
    inputBasis: basis,
    ...(draft.each && { each: eachOf(draft, draft.each, counted, tokens) }),
    ...(made.length > 0 && { made }),
    // With pictures among it nobody can say that all of it is exact.
    ...(basis.kind === 'exact' && media.length === 0 && { isExact: true }),
    ...(apart.length > 0 && { apart }),
  };
}

/** What is made where nothing more is said. */
const A_PICTURE: DraftMade = { kind: 'image', times: 1 };

function madeOf(makes: readonly DraftMade[], model: string | null): NonNullable<Draft['made']> {
  const counts = makes.map((one) => madeTokens(one, model));
  return counts.length === 0 ? [] : [{ meter: 'image-output-tokens', tokens: counts.reduce(addCounts) }];
}

/**
 * Sizes of the single requests of a batch: their texts as all of them together are sized, and their share of what is beside
 * those. Which pictures are in which request is not known: the smallest may have the smallest ones, the largest the largest.
 */
function eachOf({ media = [], mediaOfEach, answers, model }: Draft, each: Count, counted: Count, tokens: Count): Count {
  const scale = (end: keyof Count): number => (counted[end] === 0 ? 0 : (each[end] * tokens[end]) / counted[end]);
  const ones = media.flatMap((one) => ({ one: mediaTokens({ ...one, times: 1 }, model), times: one.times }));
  const few = takeFirst(
    ones.toSorted((a, b) => a.one.low - b.one.low),
    'low',
    mediaOfEach?.low ?? 0,
  );
  const many = takeFirst(
    ones.toSorted((a, b) => b.one.high - a.one.high),
    'high',
    mediaOfEach?.high ?? 0,
  );
  const all = ones.reduce((sum, { one, times }) => sum + one.likely * times, 0);
  return ordered(scale('low') + few, scale('likely') + all / Math.max(1, answers), scale('high') + many);
}

/** Tokens of the first so many of a list that says how often each is there. */
function takeFirst(
  list: readonly { readonly one: Count; readonly times: number }[],
  end: keyof Count,
  count: number,
): number {
  let [left, sum] = [count, 0];
  for (const { one, times } of list) {
    const taken = Math.min(left, times);
    sum += one[end] * taken;
    left -= taken;
  }
  return sum;
}

/** Vocabularies that are counted by as they are. */
const OWN: readonly string[] = ['o200k', 'cl100k'];

function sizeTexts(
  draft: Draft,
  counted: Count,
  known: Counts,
): { readonly tokens: Count; readonly basis: InputBasis } {
  const { frame, model } = draft;
  if (frame === undefined) return sizeCounted(draft, counted, known);
  const bare = less(counted, frame.around);
  const { tokens, basis } = sizeCounted(draft, bare, known);
  const tools = toolTokens(frame, model);
  // What was billed shows what stands around messages as well; how much of it was taken for that before stays as it was.
  const around = basis.kind === 'calibrated' ? frame.around : aroundMessages(frame, model);
  return { tokens: [around, tools].reduce(addCounts, tokens), basis };
}

function less(count: Count, part: Count): Count {
  return ordered(count.low - part.low, count.likely - part.likely, count.high - part.high);
}

function sizeCounted(
  { model, kinds, isExact, each }: Draft,
  counted: Count,
  { stated = null, habit = null }: Counts,
): { readonly tokens: Count; readonly basis: InputBasis } {
  const { family, ratio } = vocabularyOf(model ?? '', stated);
  if (isExact && OWN.includes(family)) return { tokens: counted, basis: { kind: 'exact' } };
  const written = kinds?.reduce((sum, tokens) => sum + tokens, 0) ?? 0;
  const prior = kindRatios(model ?? '', stated);
  if (kinds === undefined || kinds.length !== prior.length || written === 0) {
    if (family === 'o200k') return { tokens: counted, basis: { kind: 'counted' } };
    return {
      tokens: ordered(counted.low * ratio.low, counted.likely * ratio.likely, counted.high * ratio.high),
      basis: { kind: 'prior' },
    };
  }
  const sizeBy = (ratios: readonly number[]): number =>
    kinds.reduce((sum, tokens, kind) => sum + tokens * (ratios[kind] ?? 1), counted.likely - written);
  const stretch = sizeBy(prior) / Math.max(1, counted.likely);
  const [low, high] = [ratio.low / ratio.likely, ratio.high / ratio.likely];
  const byPrior = ordered(counted.low * stretch * low, sizeBy(prior), counted.high * stretch * high);
  const rule = ruleOf(habit, prior);
  if (rule.calls < CALLS_MIN) return { tokens: byPrior, basis: { kind: family === 'o200k' ? 'counted' : 'prior' } };
  // What comes on top of each call comes on top of each request of a batch.
  const requests = each === undefined ? 1 : Math.max(1, Math.round(counted.likely / Math.max(1, each.likely)));
  const likely = sizeBy(rule.ratios) + rule.more * requests;
  // The share of nearly all calls, and more as long as there were few.
  const off = (NEARLY_ALL * rule.spread * (1 + 2 / rule.calls) + counterOff(counted, rule.calls)) * written + AROUND;
  const tokens = ordered(
    Math.max(likely - off, Math.min(likely, byPrior.low)),
    likely,
    Math.min(likely + off, Math.max(likely, byPrior.high)),
  );
  return { tokens, basis: { kind: 'calibrated', calls: rule.calls } };
}

/** So many times the usual distance holds nearly all calls. */
const NEARLY_ALL = 2.5;
/** The template may be off by so many tokens. */
const AROUND = 8;

/** What the counter itself says that it may be off by, as far as calls have not shown it yet. */
function counterOff({ low, likely, high }: Count, calls: number): number {
  return (Math.max(high - likely, likely - low) / Math.max(1, likely)) * (CALLS_MIN / Math.max(CALLS_MIN, calls));
}

/** Whole numbers in their order, none below nothing. */
function ordered(low: number, likely: number, high: number): Count {
  const middle = Math.max(0, Math.round(likely));
  return {
    low: Math.max(0, Math.min(middle, Math.floor(low))),
    likely: middle,
    high: Math.max(middle, Math.ceil(high)),
  };
}

/** What some prices have a rate of their own for. */
const METERS = { image: 'image-input-tokens', audio: 'audio-input-tokens' } as const;

function apartOf(
  media: readonly DraftMedia[],
  model: string | null,
  kind: keyof typeof METERS,
): NonNullable<Draft['apart']> {
  const counts: readonly Count[] = media.filter((one) => one.kind === kind).map((one) => mediaTokens(one, model));
  return counts.length === 0 ? [] : [{ meter: METERS[kind], tokens: counts.reduce(addCounts, NO_TOKENS) }];
}
