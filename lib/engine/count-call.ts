import type { Draft } from '../domain/call.ts';
import type { OpenCounter } from '../domain/count-tokens.ts';
import type { ModelEstimate, NoEstimate, TokenPart } from '../domain/estimator.ts';
import { rememberCounts } from '../domain/exact-counter.ts';
import { type PastedRequest, readPastedRequest } from '../domain/read-pasted-request.ts';
import type { Provider } from '../providers/provider.ts';
import { type CountedRequest, countParts, countPasted } from './count-pasted.ts';
import { counterOf, EXACT_FAMILIES, type ExactCounters, type ExactFamily, familyOf } from './exact-counters.ts';
import type { CallFinder, FoundCall } from './find-call.ts';
import { type PriceQuestion, priceCounted } from './price-counted.ts';

/** A vocabulary that a request was counted by; `other`: without one. */
type Family = ExactFamily | 'other';

/** What somebody pasted, in sizes: nothing of what it says. Plain data, so that it can be counted where it is not priced. */
export interface CountedCall {
  /** What it is called among others; null: nothing. */
  readonly id: PastedRequest['id'];
  /** Why there is nothing to price; null: there is. */
  readonly none: NoEstimate | null;
  /** Id of who answers; null: not known. */
  readonly provider: string | null;
  /** The model that it names; null: none. */
  readonly model: string | null;
  /** By each vocabulary that was asked for; that of its own model is there. Empty with `none`. */
  readonly counted: Readonly<Partial<Record<Family, CountedRequest>>>;
  /** Of what it consists. Empty: it was not asked for, or is not billed by tokens. */
  readonly parts: readonly TokenPart[];
}

/** How a request is counted. */
export interface CountOptions {
  readonly find: CallFinder;
  readonly counters: ExactCounters;
  /** Models that it will be priced for beside its own; null: any. */
  readonly models: readonly string[] | null;
  /** Whether it is told of what it consists, by the first of `models`. */
  readonly withParts: boolean;
}

/** Longer requests are counted without a vocabulary, and not part by part, characters: nobody waits a minute for it. */
const EXACT_CHARS_MAX = 4 * 1024 * 1024;

/** Reads and counts what somebody pasted. Never throws; keeps nothing of it. */
export function countCall(text: string, { find, counters: given, models, withParts }: CountOptions): CountedCall {
  const { request, problem, ...said } = readPastedRequest(text);
  if (request === null) return nothing('id' in said ? said.id : null, { kind: 'problem', problem });
  const found = find(request);
  const { provider } = found;
  const isLong = request.body.length > EXACT_CHARS_MAX;
  const counters = isLong ? {} : remembering(given);
  const own: OpenCounter = (model) => counterOf(familyIn(found, found.model ?? model), counters)(model);
  const named = countPasted(request, found, own);
  if (named === null) return nothing(request.id, { kind: 'shape' }, found);
  if (provider === null) return nothing(request.id, { kind: 'provider' });
  const { model } = named.drafts[0];
  const families = new Set(models === null ? EXACT : models.map((one) => familyIn(found, one)));
  const family = familyIn(found, model);
  families.delete(family);
  const others = [...families].map((one) => [one ?? 'other', countPasted(request, found, counterOf(one, counters))]);
  const first = models?.[0];
  const counter = first === undefined ? own : counterOf(familyIn(found, first), counters);
  return {
    id: request.id,
    none: null,
    provider: provider.id,
    model,
    counted: { [family ?? 'other']: named, ...Object.fromEntries(others) },
    parts: withParts && !isLong ? countParts(request, found, counter) : [],
  };
}

const EXACT: readonly (ExactFamily | null)[] = [...EXACT_FAMILIES, null];

function remembering(counters: ExactCounters): ExactCounters {
  return Object.fromEntries(Object.entries(counters).map(([name, count]) => [name, rememberCounts(count)]));
}

function familyIn({ provider }: FoundCall, model: string | null): ExactFamily | null {
  return model === null ? null : familyOf(model, provider);
}

function nothing(id: CountedCall['id'], none: NoEstimate, found: FoundCall | null = null): CountedCall {
  return { id, none, provider: found?.provider?.id ?? null, model: null, counted: {}, parts: [] };
}

/**
 * What a counted call would cost by a model; null: by the one that it names.
 * @throws RangeError where the call has nothing to price.
 */
export function priceCall(call: CountedCall, question: PriceQuestion): ModelEstimate {
  const counted = countedFor(call, question.provider, question.model ?? call.model);
  if (counted === undefined) throw new RangeError('This call has nothing to price.');
  return priceCounted(counted, question);
}

/**
 * The call as it was counted first: what groups of calls it belongs to follows from it.
 * @throws RangeError where the call has nothing to price.
 */
export function draftOf({ counted }: CountedCall): Draft {
  const [draft] = Object.values(counted).map(({ drafts }) => drafts[0]);
  if (draft === undefined) throw new RangeError('This call has nothing to price.');
  return draft;
}

/** As the model counts; as its own counts where that was not asked for. */
function countedFor(
  { counted, model: own }: CountedCall,
  provider: Provider,
  model: string | null,
): CountedRequest | undefined {
  const families = [model, own].map((one): Family => (one === null ? null : familyOf(one, provider)) ?? 'other');
  return families.map((family) => counted[family]).find((one) => one !== undefined) ?? Object.values(counted)[0];
}
