import type { CallWindow } from './call-window.ts';
import { LEVELS } from './levels.ts';

/**
 * How near in size a call must be to count, as steps of the logarithm: from "almost the same prompt" to "any". Which of them
 * tells most is learned (`learned-shares.ts`): a form that is filled in again and again by the narrowest, code completion,
 * where size tells nothing, by the last.
 */
const REACHES = [0.03, 0.1, 0.3, 1, Number.POSITIVE_INFINITY] as const;
/** Opinions that `findQuantiles` gives. */
export const OPINIONS = REACHES.length;
/** A narrow opinion begins as this many calls of the next wider one. */
const BORROWED_CALLS = 2;
/** `exp(-u²/2)` for u up to 4, in steps: nearer than that nobody can tell the difference. */
const STEPS = 128;
const BELL = Float64Array.from({ length: STEPS * 4 + 2 }, (_none, step) =>
  step > STEPS * 4 ? 0 : Math.exp(-((step / STEPS) ** 2) / 2),
);
const FAR = BELL.length - 1;

/**
 * Writes the quantiles of the outputs of calls near `input` (a `scaleOf`) into `quantiles`: by reach, narrowest first, and by
 * level. The window must hold a call; `weights` is room for as many numbers as it can hold.
 */
export function findQuantiles(window: CallWindow, input: number, weights: Float64Array, quantiles: Float64Array): void {
  const { inputs } = window;
  const held = window.held();
  let borrowed = 0;
  for (let reach = OPINIONS - 1; reach >= 0; reach--) {
    const scale = STEPS / (REACHES[reach] ?? 1);
    let total = 0;
    for (let rank = 0; rank < held; rank++) {
      const step = (Math.abs((inputs[rank] ?? 0) - input) * scale) | 0;
      const weight = (BELL[Math.min(step, FAR)] ?? 0) + borrowed * (weights[rank] ?? 0);
      weights[rank] = weight;
      total += weight;
    }
    writeQuantiles(window, weights, total, quantiles, reach * LEVELS.length);
    borrowed = BORROWED_CALLS / total;
  }
}

/**
 * What a cut call weighs goes to the longer ones, in proportion (Efron's way to Kaplan and Meier's estimate): all that is
 * known of it is that it would have been among them. Behind the longest there is only the longest.
 */
function writeQuantiles(
  window: CallWindow,
  weights: Float64Array,
  total: number,
  quantiles: Float64Array,
  from: number,
): void {
  const { outputs, cuts } = window;
  const held = window.held();
  let passed = 0;
  let left = total;
  let share = 1;
  let level = 0;
  for (let rank = 0; rank < held && level < LEVELS.length; rank++) {
    const weight = weights[rank] ?? 0;
    left -= weight;
    if (cuts[rank] === 1) {
      if (left > total * 1e-9) share *= 1 + weight / left;
      continue;
    }
    passed += weight * share;
    // Rounding must not make a quantile of a thousandth of a call.
    while (level < LEVELS.length && passed >= total * ((LEVELS[level] ?? 1) - 1e-9)) {
      quantiles[from + level] = outputs[rank] ?? 0;
      level++;
    }
  }
  for (; level < LEVELS.length; level++) quantiles[from + level] = outputs[held - 1] ?? 0;
}
