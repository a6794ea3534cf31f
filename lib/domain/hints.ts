/**
 * What is said once to whoever met it for the first time, the most telling first: `card`: a call was held; `chip`: a line by a
 * message field said what a call costs. Neither of the two has room for it: a card has three lines, and a chip one.
 */
export const HINTS = ['card', 'chip'] as const;
export type Hint = (typeof HINTS)[number];

/** Screens of which something is said once, to who has something on them: what there is to do does not show by itself. */
export const SCREEN_HINTS = ['overview', 'calls', 'spend'] as const;
export type ScreenHint = (typeof SCREEN_HINTS)[number];
