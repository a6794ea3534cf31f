import type { Meter } from './call.ts';
import { type PointQuantity, partsToDecimal, pointsOf, pointsToNano, toDecimal, type Unit } from './money.ts';
import type { PointPrice } from './price.ts';
import type { Text, TextParam } from './text.ts';

/** Counted units at a rate in parts of a point. */
export interface PointPart extends PointQuantity {
  readonly meter: Meter;
  readonly count: number;
}

/** How whole points come about, a line each, and what they are worth. */
export interface PointSum {
  readonly lines: readonly Text[];
  /** "2 points, 500,000 to $1 = $0.000004". */
  readonly worth: Text;
}

/**
 * The arithmetic of a sum that a provider makes in points of its own: each part, their sum, its rounding, the least that is
 * charged, and what that is worth. Null: it does not lead to that amount.
 */
export function explainPoints(
  parts: readonly PointPart[],
  { unit, points }: { readonly unit: Unit; readonly points: PointPrice },
  totalNano: bigint,
): PointSum | null {
  const counted = parts.filter(({ count }) => count > 0);
  const exactParts = counted.reduce((sum, part) => sum + partsOfPoint(part), 0n);
  const isBy = (whole: bigint): boolean => pointsToNano(whole, points) === totalNano;
  const rounded = [pointsOf(counted, points.parts, 'half-up'), pointsOf(counted, points.parts, 'down')];
  const whole = rounded.find(isBy) ?? rounded[0] ?? 0n;
  const billed = isBy(whole) ? whole : points.pointsMin;
  if (counted.length === 0 || !isBy(billed)) return null;
  const decimal = (amount: bigint): TextParam => ({ kind: 'decimal', digits: partsToDecimal(amount, points.parts) });
  const each = counted.map((part) => ({
    name: { key: `meter.${part.meter}` } as const,
    line: text('sum.points', {
      counts: part.count,
      rate: decimal(part.partsPerUnit),
      points: decimal(partsOfPoint(part)),
    }),
  }));
  const addends = counted.map((part) => decimal(partsOfPoint(part)));
  const sum = addends.reduce((a, b) => text('sum.plus', { a, b }));
  const together = text('sum.pointSum', { line: sum, points: decimal(exactParts) });
  const isWhole = partsToDecimal(exactParts, points.parts) === String(whole);
  return {
    lines: [
      ...each.map((params) => text('sum.part', params)),
      ...(counted.length > 1 ? [together] : []),
      ...(isWhole ? [] : [text('sum.pointRounded', { points: plain(whole) })]),
      ...(billed === whole ? [] : [text('sum.pointLeast', { points: plain(billed) })]),
    ],
    worth: text('sum.pointWorth', {
      n: Number(billed),
      points: plain(billed),
      perUnit: { kind: 'decimal', digits: toDecimal(points.perUnitNano) },
      one: { kind: 'money', money: { unit, nano: 10n ** 9n }, decimalsMin: 0 },
      money: { kind: 'exact', money: { unit, nano: totalNano } },
    }),
  };
}

function partsOfPoint({ count, partsPerUnit }: PointPart): bigint {
  return pointsOf([{ count, partsPerUnit }], 1n, 'down');
}

function plain(points: bigint): TextParam {
  return { kind: 'decimal', digits: points.toString() };
}

function text(key: Text['key'], params: Readonly<Record<string, TextParam>>): Text {
  return { key, params };
}
