import type { Count, Draft, Meter, Outcome, Usage } from './call.ts';
import { foundBound, mostOf } from './found-tokens.ts';
import { beyondFree } from './free-quantity.ts';
import { inputUsage } from './input-usage.ts';
import { larger, parseDecimal, type Unit } from './money.ts';
import { outputUsage } from './output-usage.ts';
import { atEnd, inputTokensOf, type Price, priceOfSize, priceUsage, rateOf } from './price.ts';
import { pricesOfEach } from './prices-of-each.ts';
import type { CallRecord, Cost } from './record.ts';
import { answerBound, unitsOf } from './reserve.ts';
import { usageBilled } from './units-used.ts';

/** A cost and how it is known. */
export interface PricedOutcome {
  readonly cost: Cost | null;
  readonly certainty: CallRecord['certainty'];
}

const UNKNOWN: PricedOutcome = { cost: null, certainty: 'unknown' };

/**
 * What an outcome costs. The provider's own figure wins over its usage, its usage over our count.
 * @param areErrorsFree whether an error answer costs nothing at this provider; null: not known.
 */
export function costOf(outcome: Outcome, draft: Draft, price: Price, areErrorsFree: boolean | null): PricedOutcome {
  const likely = costBy(outcome, draft, price, areErrorsFree);
  if (price.basis?.kind !== 'drops' || likely.cost === null) return likely;
  const [low, high] = (['low', 'high'] as const).map((end) => costBy(outcome, draft, atEnd(price, end), areErrorsFree));
  const { lowNano, highNano } = { ...likely.cost, ...(low?.cost && { lowNano: low.cost.lowNano }) };
  return { ...likely, cost: { ...likely.cost, lowNano, highNano: high?.cost?.highNano ?? highNano } };
}

function costBy(outcome: Outcome, draft: Draft, price: Price, areErrorsFree: boolean | null): PricedOutcome {
  switch (outcome.kind) {
    case 'unsent':
      return free(price, 'billed');
    case 'refusal':
      return outcome.refusal.hasAnswerBegun ? costOfCounted(draft, price, null) : free(price, 'billed');
    case 'error':
      if (outcome.status === null) return between(0n, worstCase(draft, price), price);
      return areErrorsFree ? free(price, 'estimated') : between(0n, worstCase(draft, price), price);
    case 'answer':
    case 'cut':
      return costOfAnswer(outcome, draft, price);
  }
}

function costOfAnswer(
  outcome: Extract<Outcome, { kind: 'answer' | 'cut' }>,
  draft: Draft,
  price: Price,
): PricedOutcome {
  const stated = statedNano(outcome, price);
  if (stated !== null) return exact(stated, price, 'billed');
  const units = unitsOf(draft, price);
  const { kind, usage, output } = outcome;
  const isFinal = outcome.isUsageFinal !== false;
  const billed = isFinal && usage ? costOfUsage(usageBilled(usage, units), price, outcome) : null;
  if (billed !== null) return billed;
  const least = usage && costAtLeast(usageBilled(usage, units), draft, price);
  if (least) return least;
  if (units) return costOfUnits(units.meter, units.count, kind, price);
  const begun =
    isFinal || usage === null ? null : costOfBegun(draft, price, { usage, output, isWhole: kind === 'answer' });
  return begun ?? costOfCounted(draft, price, output, kind === 'answer');
}

/** Of several calls together each may be of another size, and have another price. */
function costOfUsage(
  usage: Usage,
  price: Price,
  { each, requests }: { readonly each?: Count; readonly requests?: number },
): PricedOutcome | null {
  const { low, likely, high } = pricesOfEach(price, each, requests);
  const [lowNano, likelyNano, highNano] = [low, likely, high].map((one) => priceUsage(usage, one));
  if (lowNano == null || likelyNano == null || highNano == null) return null;
  const certainty = lowNano === highNano ? 'billed' : 'estimated';
  return { cost: { unit: price.unit, lowNano, likelyNano, highNano }, certainty };
}

/**
 * A usage with a meter that has no rate (a search, where the list tells no price of one): what has one is the least. Our count
 * would leave it out as well, so the rest is unknown, and the worst case stands beside it; null: all of it has a rate, or what
 * has none is cached input, whose price is between nothing and that of other input: our count covers it.
 */
function costAtLeast(usage: Usage, draft: Draft, price: Price): PricedOutcome | null {
  const sized = priceOfSize(price, inputTokensOf(usage));
  const rates = price.points ? { ...sized, rates: price.points.rates } : sized;
  const all = Object.entries(usage) as [Meter, number][];
  const rated = all.filter(([meter, count]) => count === 0 || rateOf(rates, meter) !== null);
  const isCovered = all.every((one) => rated.includes(one) || one[0] === 'cached-input-tokens');
  if (isCovered) return null;
  const leastNano = priceUsage(Object.fromEntries(rated), { ...sized, sizes: [] });
  if (leastNano === null) return UNKNOWN;
  const worstNano = worstCase(draft, price);
  return between(leastNano, worstNano === null ? leastNano : larger(leastNano, worstNano), price);
}

/** What the provider itself says it took, nano-units of the price's unit; null: it does not say, or says it of another. */
export function statedNano(outcome: Outcome, price: Price): bigint | null {
  const isAnswer = outcome.kind === 'answer' || outcome.kind === 'cut';
  if (!isAnswer || outcome.cost === null || !isStatedIn(outcome, price)) return null;
  const nano = parseDecimal(outcome.cost);
  return nano !== null && nano >= 0n ? nano : null;
}

/**
 * What an answer itself says that it cost, where no price of ours is known; null: it does not say in what. Only to be asked
 * for a provider that bills in that unit: relays pass on what their own supplier took.
 */
export function costStated(outcome: Outcome): Cost | null {
  const isAnswer = outcome.kind === 'answer' || outcome.kind === 'cut';
  const nano = isAnswer && outcome.costUnit !== undefined ? parseDecimal(outcome.cost) : null;
  if (!isAnswer || outcome.costUnit === undefined || nano === null || nano < 0n) return null;
  return { unit: outcome.costUnit, lowNano: nano, likelyNano: nano, highNano: nano };
}

/** Whether a stated cost is what this price would be paid in: relays pass on what their own supplier took, in its unit. */
function isStatedIn({ costUnit }: { readonly costUnit?: Unit }, price: Price): boolean {
  return costUnit === undefined || (costUnit === price.unit && price.points === undefined);
}

/** A metered answer that states no cost: all units when it is whole, between none and all when it was cut. */
function costOfUnits(meter: Meter, count: number, kind: 'answer' | 'cut', price: Price): PricedOutcome {
  const usage = { [meter]: count };
  const all = priceUsage(usage, kind === 'answer' ? price : beyondFree(price));
  if (all === null) return UNKNOWN;
  return kind === 'answer' ? exact(all, price, 'estimated') : between(0n, all, price);
}

/**
 * Counted by us. Of a cut answer the provider may have made more than arrived, so its ceiling is the output bound. Where
 * nothing of the output was seen, the stated prior stands in for the likely figure.
 */
function costOfCounted(draft: Draft, price: Price, output: Count | null, isWhole = false): PricedOutcome {
  const units = unitsOf(draft, price);
  if (units) return costOfUnits(units.meter, units.count, isWhole ? 'answer' : 'cut', price);
  const input = draft.inputTokens;
  const bound = answerBound(draft, price);
  const high = isWhole && output ? output.high : bound;
  if (input === null || high === null) return UNKNOWN;
  const likelyOutput = output?.likely ?? Math.min((price.outputTokensPrior?.[1] ?? 0) * draft.answers, high);
  // Whether some of the input was cached only the provider's own count tells.
  const of = pricesOfEach(price, draft.each, draft.answers);
  const cost = (end: keyof Count, tokens: number): bigint | null =>
    priceUsage(
      { ...inputUsage(draft, of[end], input[end], end), ...outputUsage(draft, of[end], tokens, end) },
      of[end],
    );
  const lowNano = cost('low', output?.low ?? 0);
  const likelyNano = cost('likely', likelyOutput);
  const highNano = cost('high', Math.max(high, output?.high ?? 0));
  if (lowNano === null || likelyNano === null || highNano === null) return UNKNOWN;
  const certainty = (output === null && !isWhole) || mayHaveSearched(draft) ? 'unknown' : 'estimated';
  return { cost: { unit: price.unit, lowNano, likelyNano, highNano }, certainty };
}

/**
 * An answer that was cut after it had said what went in: that is known, and what came out is counted by us; what it said of
 * that so far (thoughts nobody saw among it) is the least. Null: it has no price.
 */
function costOfBegun(
  draft: Draft,
  price: Price,
  { usage, output, isWhole }: { readonly usage: Usage; readonly output: Count | null; readonly isWhole: boolean },
): PricedOutcome | null {
  const said = usage['output-tokens'] ?? 0;
  const bound = isWhole && output ? output.high : answerBound(draft, price);
  if (bound === null) return null;
  const high = Math.max(bound, output?.high ?? 0, said);
  const likely = Math.max(output?.likely ?? Math.min(price.outputTokensPrior?.[1] ?? 0, high), said);
  const [lowNano, likelyNano, highNano] = [Math.max(output?.low ?? 0, said), likely, high].map((tokens) =>
    priceUsage({ ...usage, 'output-tokens': tokens }, price),
  );
  if (lowNano == null || likelyNano == null || highNano == null) return null;
  const certainty = (output === null && !isWhole) || mayHaveSearched(draft) ? 'unknown' : 'estimated';
  return { cost: { unit: price.unit, lowNano, likelyNano, highNano }, certainty };
}

/** What searches of the provider's came to only its own count tells: nothing of it is in ours. */
function mayHaveSearched({ searchesMax = 0 }: Draft): boolean {
  return searchesMax !== 0;
}

/** Whether anything is free is not known either. */
function worstCase(draft: Draft, listed: Price): bigint | null {
  const price = beyondFree(listed);
  const units = unitsOf(draft, price);
  if (units) return priceUsage({ [units.meter]: units.count }, price);
  const bound = answerBound(draft, price);
  const largest = pricesOfEach(price, draft.each, draft.answers).high;
  if (draft.inputTokens === null || bound === null) return null;
  return mostOf(draft, foundBound(draft, price) ? price : largest, draft.inputTokens.high, bound);
}

function between(lowNano: bigint, highNano: bigint | null, price: Price): PricedOutcome {
  if (highNano === null) return UNKNOWN;
  return { cost: { unit: price.unit, lowNano, likelyNano: lowNano, highNano }, certainty: 'unknown' };
}

function exact(nano: bigint, price: Price, certainty: CallRecord['certainty']): PricedOutcome {
  return { cost: { unit: price.unit, lowNano: nano, likelyNano: nano, highNano: nano }, certainty };
}

function free(price: Price, certainty: CallRecord['certainty']): PricedOutcome {
  return exact(0n, price, certainty);
}
