import type { Money } from './money.ts';
import type { Repeats, Turns } from './prompt-marks.ts';

/** What money is spent on that brings nothing new. Each null: nothing of the kind, or nobody can tell. */
export interface Waste {
  /** The same request again, from {@link REPEATS_TOLD_MIN} on. */
  readonly repeats: Repeats | null;
  /** More often than the user wants to be left alone with. */
  readonly isTooMany: boolean;
  /** It is the so manyth equal one, also where nobody is told. Absent: the first, or an older version said it. */
  readonly repeat?: number;
  /** What each call costs more because its beginning changes, so that the provider's cache cannot help. */
  readonly lost: Money | null;
  /** The tokens that makes dearer. Absent: none, or an older version said it. */
  readonly lostTokens?: number;
  /** What a conversation costs that carries along all that was said: its share of the call, and the call without it. */
  readonly carried: { readonly percent: number; readonly anew: Money } | null;
}

/** What a prompt comes to, beside those before it. */
export interface PromptFacts {
  /** Input tokens, likely. */
  readonly tokens: number;
  readonly turns: Turns;
  readonly waste: Waste;
}

/** What is offered as the number of equal requests above which to ask; nobody is asked before it was switched on. */
export const REPEATS_ASK_DEFAULT = 5;
/** A limit on them is no larger. */
export const REPEATS_ASK_MAX = 1000;

/** What of a call's waste is kept with it: counts, and no mark of what it said. */
export interface Wasted {
  /** It was the so manyth equal request within ten minutes, from 2 on; people are told from {@link REPEATS_TOLD_MIN} on. Absent: it was the first. */
  readonly repeat?: number;
  /** Tokens that the provider's cache could have had, if the prompt began as those before it did. Absent: none. */
  readonly lostTokens?: number;
}

/** The second equal request is the first that repeats one. */
export const REPEATS_MIN = 2;
/** The same request once again is somebody who asks again: it is told from so many equal ones on. */
export const REPEATS_TOLD_MIN = 3;

/** What is kept of it; undefined: there was nothing. */
export function wastedOf({ repeat = 0, lostTokens = 0 }: Wasted): Wasted | undefined {
  const isRepeat = repeat >= REPEATS_MIN;
  if (!isRepeat && lostTokens === 0) return undefined;
  return { ...(isRepeat && { repeat }), ...(lostTokens > 0 && { lostTokens }) };
}
