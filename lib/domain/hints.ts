/**
 * What is said once to whoever met it for the first time, the most telling first: `card`: a call was held; `chip`: a line by a
 * message field said what a call costs. Neither of the two has room for it: a card has three lines, and a chip one.
 */
export const HINTS = ['card', 'chip'] as const;
export type Hint = (typeof HINTS)[number];
