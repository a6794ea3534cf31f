/** The longest pause there is, ms: a whole day of 25 hours, when clocks are set back. */
export const PAUSE_MS_MAX = 25 * 3_600_000;

/**
 * Whether Tollkeeper is paused. It ends by comparing times, so nothing has to run for it; an end further away than any
 * pause can last (a clock that was set back) has passed.
 * @param pausedUntil epoch ms; 0: no pause.
 */
export function isPaused(pausedUntil: number, now: number): boolean {
  return pausedUntil > now && pausedUntil - now <= PAUSE_MS_MAX;
}
