import type { RefusalReading } from './call.ts';
import type { Estimate, EstimatePart } from './estimate.ts';
import { amountsOf, moneyOf } from './explain-amounts.ts';
import { explainBasis } from './explain-basis.ts';
import { explainFree } from './explain-free.ts';
import { explainPoints, type PointPart, type PointSum } from './explain-points.ts';
import { explainPrice } from './explain-price.ts';
import type { CallFacts } from './facts.ts';
import type { Money } from './money.ts';
import type { Text, TextParam } from './text.ts';
import type { TextKey } from './texts/en.ts';

/**
 * The arithmetic in full, a line each: what it costs, what is set aside, what is there, what is missing. Every digit of
 * every amount; what is not known is named as such. `reading`: what a refusal said itself, where it differs it wins.
 */
export function explainSum(facts: CallFacts, reading: RefusalReading | null = null): readonly Text[] {
  const { need, have, short } = amountsOf(facts, reading);
  const said = saidLines(reading);
  if (facts.batch) return [...batchLines(facts), ...explainFree(facts.estimate?.free), ...balanceLines(facts), ...said];
  const lines = [
    ...estimateLines(facts.estimate),
    ...hoursLines(facts),
    ...balanceLines(facts),
    ...keyLines(facts),
    ...said,
  ];
  if (need === null || have === null || short === null) return lines;
  return [...lines, line('sum.short', { need: exact(need), have: exact(have), short: exact(short) })];
}

function batchLines(facts: CallFacts): readonly Text[] {
  const { batch, estimate } = facts;
  const { have, short } = amountsOf(facts, null);
  const cost = moneyOf(estimate?.likelyNano, estimate?.unit);
  if (batch === null || cost === null || estimate === null) return [{ key: 'sum.unpriced' }];
  // So many times one is not the sum where some of them are free.
  if (estimate.free) return roleLines(estimate, 'likely', cost);
  const each: TextParam = { kind: 'brief', money: { unit: batch.unit, nano: batch.eachNano } };
  const params = { n: batch.count, each, money: exact(cost) };
  if (have === null || short === null) return [line('sum.batch', params)];
  return [
    line('sum.batchShort', {
      ...params,
      have: { kind: 'brief', money: have, rounding: 'down' },
      short: { kind: 'brief', money: short, rounding: 'up' },
    }),
  ];
}

function estimateLines(estimate: Estimate | null): readonly Text[] {
  if (estimate === null) return [{ key: 'sum.unpriced' }];
  const likely = roleLines(estimate, 'likely', { unit: estimate.unit, nano: estimate.likelyNano });
  const reserve = moneyOf(estimate.reserveNano, estimate.unit);
  const isRange = estimate.lowNano !== estimate.highNano;
  const range = line('sum.range', {
    low: exact({ unit: estimate.unit, nano: estimate.lowNano }),
    high: exact({ unit: estimate.unit, nano: estimate.highNano }),
    likely: exact({ unit: estimate.unit, nano: estimate.likelyNano }),
  });
  const setAside = reserve === null ? [] : roleLines(estimate, 'reserve', reserve);
  const notes = estimate.note ? explainPrice(estimate.note) : [];
  const free = explainFree(estimate.free);
  return [...likely, ...free, ...(isRange ? [range] : []), ...explainBasis(estimate), ...setAside, ...notes];
}

function hoursLines({ hours, estimate }: CallFacts): readonly Text[] {
  if (!hours || estimate === null) return [];
  return [line(hours.isDearer ? 'sum.dearHours' : 'sum.cheapHours', { time: { kind: 'clock', at: hours.until } })];
}

/** One line where all parts have one price per token, else a line for each and their sum. */
function roleLines(estimate: Estimate, role: EstimatePart['role'], total: Money): readonly Text[] {
  const parts = estimate.parts.filter((part) => part.role === role && part.count > 0);
  const head: TextKey = role === 'likely' ? 'sum.likely' : 'sum.reserve';
  const [first] = parts;
  if (first === undefined) return [];
  const inPoints = sumOfPoints(parts, estimate, total);
  if (inPoints !== null) return [...inPoints.lines, line(head, { line: inPoints.worth })];
  if (parts.every((part) => isToken(part) && part.picoPerUnit === first.picoPerUnit)) {
    return [line(head, { line: tokenLine(parts, first, total) })];
  }
  if (parts.length === 1) return [line(head, { line: partLine(first, estimate) })];
  const each = parts.map((part) =>
    line('sum.part', { name: { key: `meter.${part.meter}` }, line: partLine(part, estimate) }),
  );
  const addends = parts.map((part): TextParam => exact({ unit: estimate.unit, nano: part.nano }));
  return [...each, line(head, { line: line('sum.total', { line: plus(addends), money: exact(total) }) })];
}

function sumOfPoints(parts: readonly EstimatePart[], { points }: Estimate, { unit, nano }: Money): PointSum | null {
  if (!points) return null;
  const exactParts = parts.flatMap(({ meter, count, partsPerUnit }): readonly PointPart[] =>
    partsPerUnit === undefined ? [] : [{ meter, count, partsPerUnit }],
  );
  return exactParts.length < parts.length ? null : explainPoints(exactParts, { unit, points }, nano);
}

/** One addend: "1,200 tokens, / 1,000,000 × $10 = $0.012". */
export function partLine(part: EstimatePart, estimate: Pick<Estimate, 'unit'>): Text {
  const total = { unit: estimate.unit, nano: part.nano };
  if (isToken(part)) return tokenLine([part], part, total);
  const rate: TextParam = { kind: 'rate', unit: estimate.unit, picoPerUnit: part.picoPerUnit, per: 1 };
  return line('sum.units', { counts: part.count, rate, money: exact(total) });
}

function tokenLine(parts: readonly EstimatePart[], { picoPerUnit }: EstimatePart, total: Money): Text {
  return line('sum.tokens', {
    counts: plus(parts.map((part) => part.count)),
    rate: { kind: 'rate', unit: total.unit, picoPerUnit, per: 1_000_000 },
    money: exact(total),
  });
}

function balanceLines(facts: CallFacts): readonly Text[] {
  const { balance } = facts;
  const read = moneyOf(balance?.availableNano, balance?.unit);
  const have = moneyOf(balance?.usableNano, balance?.unit);
  if (balance === null || read === null || have === null) return [{ key: 'sum.noBalance' }];
  const params = {
    money: exact(read),
    source: { key: `source.${balance.source}` } as const,
    age: { kind: 'age', ms: facts.now - balance.at } as const,
  };
  const isChanged = balance.spentSinceNano !== 0n || balance.openNano !== 0n;
  const text = isChanged
    ? line('sum.readLess', {
        ...params,
        spent: lessLine('sum.spent', { unit: balance.unit, nano: balance.spentSinceNano }),
        open: lessLine('sum.open', { unit: balance.unit, nano: balance.openNano }),
        have: exact(have),
      })
    : line('sum.read', params);
  const frozen = moneyOf(balance.frozenNano, balance.unit);
  const frozenLine = frozen && frozen.nano > 0n ? [line('sum.frozen', { money: exact(frozen) })] : [];
  return [line('sum.balance', { line: text }), ...frozenLine];
}

/** Above what a call is asked about for its cost alone, and by which rule. */
export function explainLimit({ ownLimitNano, ownLimitRule: rule, estimate }: CallFacts): readonly Text[] {
  if (ownLimitNano === null || estimate === null) return [];
  const { unit } = estimate;
  const limit = exact({ unit, nano: ownLimitNano });
  switch (rule?.kind) {
    case 'usual':
      return [line('sum.limit.usual', { limit, usual: exact({ unit, nano: rule.usualNano }) })];
    case 'share':
      return [line('sum.limit.share', { limit, balance: exact({ unit, nano: rule.balanceNano }) })];
    case 'floor':
      return [line('sum.limit.floor', { limit })];
    default:
      return [line('sum.limit.chosen', { limit })];
  }
}

/** A key's own limit, where it has one. */
function keyLines({ key }: CallFacts): readonly Text[] {
  if (key === null || key.limitNano === null || key.usedNano === null) return [];
  const { name, unit, limitNano, usedNano } = key;
  return [
    line('sum.key', {
      key: name,
      limit: exact({ unit, nano: limitNano }),
      used: exact({ unit, nano: usedNano }),
      left: exact({ unit, nano: limitNano - usedNano }),
    }),
  ];
}

/** What the provider's own error states. */
function saidLines(reading: RefusalReading | null): readonly Text[] {
  const have = moneyOf(reading?.availableNano, reading?.unit ?? undefined);
  const need = moneyOf(reading?.neededNano, reading?.unit ?? undefined);
  return have && need ? [line('sum.said', { have: exact(have), need: exact(need) })] : [];
}

function lessLine(key: TextKey, amount: Money): TextParam {
  return amount.nano === 0n ? '' : line(key, { money: exact(amount) });
}

/** "1,000 + 2,000 + 30" as one text, however many. */
export function plus(addends: readonly TextParam[]): TextParam {
  return addends.reduce((sum, addend) => line('sum.plus', { a: sum, b: addend }));
}

function isToken(part: EstimatePart): boolean {
  return part.meter.endsWith('-tokens');
}

/** Every digit. */
export function exact(money: Money): TextParam {
  return { kind: 'exact', money };
}

/** A text with what is filled in. */
export function line(key: TextKey, params: Readonly<Record<string, TextParam>>): Text {
  return { key, params };
}
