import { asBilled } from './as-billed.ts';
import type { Meter, Usage } from './call.ts';
import { asCorrected } from './corrected.ts';
import type { EstimatePart } from './estimate.ts';
import { type ExchangeRate, shownAs } from './exchange.ts';
import { explainBasis } from './explain-basis.ts';
import { explainFreed } from './explain-free.ts';
import { explainPoints, type PointPart, type PointSum } from './explain-points.ts';
import { explainPrice } from './explain-price.ts';
import { exact, line, partLine, plus } from './explain-sum.ts';
import { type Money, percentChange, priceQuantities } from './money.ts';
import { inputTokensOf, type PricedBy, priceOfSize, priceUsage, rateOf, withCallFee } from './price.ts';
import type { CallRecord, Cost, RecordCorrection } from './record.ts';
import type { Text, TextParam } from './text.ts';

/** How a call that is over was priced, in words. */
export interface CallSum {
  /** The arithmetic, a line each. */
  readonly cost: readonly Text[];
  /** What was forecast, and how far off it was. */
  readonly estimate: readonly Text[];
  /** How sure the figures are. */
  readonly certainty: Text;
}

/**
 * The arithmetic of a settled call from what its record holds: counts, the sum, and the price it was booked by. Records
 * of older versions kept no price; where that of today's list does not lead to the same sum, both are said.
 * @param listed the list's price for that model and hour; null: not known. Only for records that kept none.
 */
export function explainRecord(record: CallRecord, listed: PricedBy | null): CallSum {
  const price = record.pricedBy === undefined ? listed : record.pricedBy;
  return {
    cost: [
      ...costLines(record, price),
      ...(record.cost === null ? [] : explainFreed(record, price)),
      ...(record.cost !== null && price ? explainPrice(price) : []),
      ...correctedLines(record),
    ],
    estimate: estimateLines(record),
    certainty: { key: `paid.sure.${record.certainty}` },
  };
}

/** What a cost is in the unit that the user reads it in; empty: none was chosen, or it is not known. */
export function explainShown(cost: Cost | null, rates: readonly ExchangeRate[]): readonly Text[] {
  const shown = cost && shownAs({ unit: cost.unit, nano: cost.likelyNano }, rates);
  return shown ? [line('paid.shown', { money: { kind: 'about', money: shown.money }, date: shown.on })] : [];
}

function costLines(record: CallRecord, price: PricedBy | null): readonly Text[] {
  const { cost, usage, outcome } = record;
  if (cost === null) return [unknownLine(record, price)];
  const isNothing = cost.highNano === 0n;
  // What follows says of which of its units, and that others may have used them: nothing is promised.
  if (isNothing && explainFreed(record, price).length > 0) return [];
  if (isNothing) return [{ key: outcome === 'refusal' ? 'paid.free.refused' : 'paid.free' }];
  if (outcome === 'error') return [{ key: 'paid.errorUnknown' }, rangeLine(cost)];
  if (usage !== null) return usageLines(usage, cost, price, record);
  if (record.certainty === 'billed') return [line('paid.stated', { money: moneyOf(cost, 'likely') })];
  return countedLines(record, cost, price);
}

/** What was booked of it since, by kind, and what it comes to with that. */
function correctedLines(record: CallRecord): readonly Text[] {
  const { cost, corrections = [] } = record;
  const counted = asCorrected(record).cost;
  if (counted === null || counted === cost) return [];
  const { unit } = counted;
  const sums = new Map<RecordCorrection['kind'], bigint>();
  for (const { kind, unit: of, nano } of corrections) {
    if (of === unit) sums.set(kind, (sums.get(kind) ?? 0n) + nano);
  }
  const lines = [...sums].filter(([, nano]) => nano !== 0n);
  if (lines.length === 0) return [];
  return [
    ...lines.map(([kind, nano]) =>
      line(`paid.corrected.${kind}`, { money: exact({ unit, nano: kind === 'refund' ? -nano : nano }) }),
    ),
    line('paid.corrected', { money: moneyOf(counted, 'likely') }),
  ];
}

function unknownLine({ outcome }: CallRecord, price: PricedBy | null): Text {
  if (price === null) return { key: 'paid.unpriced' };
  return { key: outcome === 'error' ? 'paid.errorUnknown' : 'paid.nothingSeen' };
}

/** From the provider's own counts. */
function usageLines(usage: Usage, cost: Cost, price: PricedBy | null, record: CallRecord): readonly Text[] {
  const isKept = record.pricedBy !== undefined;
  const total = price && price.unit === cost.unit ? priceUsage(usage, price) : null;
  const stated = line('paid.stated', { money: moneyOf(cost, 'likely') });
  if (total === null && record.certainty === 'unknown') return [line('paid.least', { money: moneyOf(cost, 'low') })];
  if (price === null || total === null) return [stated];
  if (total === cost.likelyNano) return sumLines('paid.cost', usage, price, total);
  const lines = sumLines(isKept ? 'paid.byPrice' : 'paid.listed', usage, price, total);
  return [...lines, isKept ? stated : line('paid.differs', { money: moneyOf(cost, 'likely') })];
}

/** From what we counted: the question's part by its price, the answer's is the rest. */
function countedLines(record: CallRecord, cost: Cost, price: PricedBy | null): readonly Text[] {
  const { draft } = record;
  const range = cost.lowNano === cost.highNano ? [] : [rangeLine(cost)];
  const total = line('paid.cost', { line: line('chip.exact', { likely: moneyOf(cost, 'likely') }) });
  if (draft === null || price === null || price.unit !== cost.unit) return [total, ...range];
  const usage: Usage = draft.units
    ? { [draft.units.meter]: draft.units.count }
    : { 'input-tokens': draft.inputTokens?.likely ?? 0 };
  const parts = partsOf(usage, price);
  // Pictures, sound and tools are sizes in a draft: what they came to in tokens is not kept.
  const known = draft.media || draft.makes || draft.frame?.written.high ? null : priceUsage(usage, price);
  if (known === null || parts.length === 0 || known > cost.likelyNano) return [total, ...range];
  if (known === cost.likelyNano) return [...sumLines('paid.cost', usage, price, known), ...range];
  if (draft.units) return [total, ...range];
  const rest = { unit: cost.unit, nano: cost.likelyNano - known };
  const addends: readonly TextParam[] = [exact({ unit: cost.unit, nano: known }), exact(rest)];
  return [
    ...(pointLines(usage, price, known) ?? parts.map((part) => namedLine(part, cost.unit))),
    line('paid.rest', { money: exact(rest) }),
    line('paid.cost', { line: line('sum.total', { line: plus(addends), money: moneyOf(cost, 'likely') }) }),
    ...range,
  ];
}

function partsOf(usage: Usage, priced: PricedBy): readonly EstimatePart[] {
  const sized = priceOfSize(priced, inputTokensOf(usage));
  const [billed, price] = asBilled(withCallFee(usage, sized), sized);
  return (Object.entries(billed) as [Meter, number][]).flatMap(([meter, count]) => {
    const picoPerUnit = rateOf(price, meter);
    if (count === 0 || picoPerUnit === null) return [];
    const nano = priceQuantities([{ count, picoPerUnit }], price.rounding);
    return [{ meter, role: 'likely', count, picoPerUnit, nano }];
  });
}

/** Each part, and their sum; rounding happens once, after the sum, so that parts may add up to a billionth more. */
function sumLines(
  head: 'paid.cost' | 'paid.listed' | 'paid.byPrice',
  usage: Usage,
  price: PricedBy,
  nano: bigint,
): readonly Text[] {
  const inPoints = sumOfPoints(usage, price, nano);
  if (inPoints !== null) return [...inPoints.lines, line(head, { line: inPoints.worth })];
  const { unit } = price;
  const parts = partsOf(usage, price);
  const [only, ...others] = parts;
  if (only === undefined) return [line(head, { line: line('chip.exact', { likely: exact({ unit, nano }) }) })];
  if (others.length === 0) return [line(head, { line: partLine(only, { unit }) })];
  const addends = parts.map((part): TextParam => exact({ unit, nano: part.nano }));
  return [
    ...parts.map((part) => namedLine(part, unit)),
    line(head, { line: line('sum.total', { line: plus(addends), money: exact({ unit, nano }) }) }),
  ];
}

/** The question's part of a call that is billed in points; null: it is not. */
function pointLines(usage: Usage, price: PricedBy, nano: bigint): readonly Text[] | null {
  const inPoints = sumOfPoints(usage, price, nano);
  if (inPoints === null) return null;
  return [...inPoints.lines, line('sum.part', { name: { key: 'meter.input-tokens' }, line: inPoints.worth })];
}

function sumOfPoints(usage: Usage, { unit, points, untold = [] }: PricedBy, nano: bigint): PointSum | null {
  if (!points) return null;
  const parts = (Object.entries(usage) as [Meter, number][]).flatMap(([meter, count]): readonly PointPart[] => {
    const partsPerUnit = rateOf({ rates: points.rates, untold }, meter);
    return partsPerUnit === null ? [] : [{ meter, count, partsPerUnit }];
  });
  return explainPoints(parts, { unit, points }, nano);
}

function namedLine(part: EstimatePart, unit: string): Text {
  return line('sum.part', { name: { key: `meter.${part.meter}` }, line: partLine(part, { unit }) });
}

function estimateLines(record: CallRecord): readonly Text[] {
  const { estimateLikelyNano, cost, certainty, outcome, isReviewed } = record;
  if (estimateLikelyNano === null || cost === null) {
    return [{ key: isReviewed ? 'paid.noEstimate' : 'paid.noEstimateUnchecked' }];
  }
  const estimate = forecastLines(record, { unit: cost.unit, nano: estimateLikelyNano });
  // What was refused, failed or is not known says nothing about the estimate.
  if (outcome !== 'answer' || certainty === 'unknown') return estimate;
  return [...estimate, differenceLine(cost, estimateLikelyNano)];
}

/** What was forecast, its range and its cap, and what that rested on. */
function forecastLines({ forecast }: CallRecord, likely: Money): readonly Text[] {
  const { unit } = likely;
  if (!forecast || forecast.lowNano === forecast.highNano) return [line('paid.estimate', { money: exact(likely) })];
  const [low, high] = [forecast.lowNano, forecast.highNano].map((nano) => exact({ unit, nano }));
  const range = line('paid.estimateRange', { likely: exact(likely), low: low ?? '', high: high ?? '' });
  return [range, ...explainBasis({ ...forecast, unit })];
}

function differenceLine(cost: Cost, estimateNano: bigint): Text {
  const nano = cost.likelyNano - estimateNano;
  if (nano === 0n) return { key: 'paid.same' };
  const money = exact({ unit: cost.unit, nano: nano < 0n ? -nano : nano });
  const percent = percentChange(estimateNano, cost.likelyNano);
  return line(nano > 0n ? 'paid.more' : 'paid.less', { money, percent: percent === null ? '–' : percent });
}

function rangeLine(cost: Cost): Text {
  return line('paid.range', { low: moneyOf(cost, 'low'), high: moneyOf(cost, 'high') });
}

function moneyOf(cost: Cost, which: 'low' | 'likely' | 'high'): TextParam {
  return exact({ unit: cost.unit, nano: cost[`${which}Nano`] });
}
