/** How long the tap of a testing build waits for a verdict, ms: `VERDICT_MS_MAX` for people, this where tests share two cores. */
export const TESTING_VERDICT_MS = 2500;
