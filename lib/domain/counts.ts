import type { Count } from './call.ts';
import type { TextKinds } from './text-kinds.ts';

/** Exactly nothing. */
export const NO_TOKENS: Count = { low: 0, likely: 0, high: 0 };

/** By which share a whole text of one kind may be off. Words are surest; signs, blanks and rarer scripts vary most. */
const SLACKS: TextKinds = [0.14, 0.02, 0.25, 0.25, 0.18, 0.3];

/** The sum of two counts. */
export function addCounts(a: Count, b: Count): Count {
  return { low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high };
}

/**
 * The count of a text of so many likely tokens of each kind. Short texts are off by a few tokens, whatever they are; a text of
 * anything has at least one.
 */
export function countOf(kinds: TextKinds): Count {
  const tokens = kinds.reduce((sum, one) => sum + one, 0);
  const likely = Math.max(1, Math.round(tokens));
  const slack = 2 + kinds.reduce((sum, one, kind) => sum + one * (SLACKS[kind] ?? 0), 0) + Math.sqrt(likely) / 2;
  return { low: Math.max(1, Math.floor(likely - slack)), likely, high: Math.ceil(likely + slack) };
}
