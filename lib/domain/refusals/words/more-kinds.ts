import { DOUBT } from './elsewhere.ts';
import { patternOf } from './kinds.ts';
import { GROUP, SUBSCRIPTION } from './owners.ts';

/** Kinds of word that no rule asks for: they tell whose money it is, and what else may be the reason. Pages do without. */
export const MORE_WORDS = {
  group: patternOf(GROUP),
  subscription: patternOf(SUBSCRIPTION),
  doubt: patternOf(DOUBT),
} as const;
