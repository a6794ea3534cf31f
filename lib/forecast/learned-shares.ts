import type { SeenCall } from './call-window.ts';
import { LEVELS, pinballLoss } from './levels.ts';

/** How much each opinion counts, by level, and by how much all of them are off. Learned call by call. */
export interface LearnedShares {
  /** Calls learned of, also those long gone. */
  readonly calls: () => number;
  /** One quantile a level out of all opinions' (opinion by opinion, level by level), never falling. */
  readonly combine: (opinions: Float64Array) => number[];
  /** What came after opinions and the quantiles that were made of them; null: nothing was said, because it was the first. */
  readonly learn: (opinions: Float64Array, combined: readonly number[] | null, call: SeenCall) => void;
  /** For `openLearnedShares`, to go on after a restart. */
  readonly save: () => SavedShares;
}

/** What was learned, as numbers. */
export interface SavedShares {
  readonly calls: number;
  /** Mean pinball loss by opinion and level, tokens. */
  readonly losses: readonly number[];
  /** By level: the correction, as a logarithm. */
  readonly offsets: readonly number[];
}

/** Losses of longer ago fade: habits change. */
const MEMORY_CALLS = 300;
/** How fast the better opinion takes over: 0.3 times the relative difference of losses, times the calls it was seen in. */
const EAGERNESS = 0.3;
/** Of the correction, after each call. Small enough not to chase noise, large enough to follow a habit within 200 calls. */
const OFFSET_STEP = 0.005;
const OFFSET_MAX = 1;

/** Starts with opinions that count the same, or with what was saved. */
export function openLearnedShares(opinions: number, saved?: SavedShares): LearnedShares {
  const size = opinions * LEVELS.length;
  /** What was saved before a level was added learns it from the last one that it knew. */
  const known = saved?.offsets.length || LEVELS.length;
  const levelOf = (level: number): number => Math.min(level, known - 1);
  const losses = Float64Array.from({ length: size }, (_none, at) => {
    const [opinion, level] = [Math.floor(at / LEVELS.length), at % LEVELS.length];
    return saved?.losses[opinion * known + levelOf(level)] ?? 0;
  });
  const offsets = Float64Array.from(LEVELS, (_level, at) => saved?.offsets[levelOf(at)] ?? 0);
  let calls = saved?.calls ?? 0;

  function combineLevel(quantiles: Float64Array, level: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (let at = level; at < size; at += LEVELS.length) least = Math.min(least, losses[at] ?? 0);
    const eagerness = (EAGERNESS * Math.min(calls, MEMORY_CALLS)) / (least + 1e-9);
    let sum = 0;
    let shares = 0;
    for (let at = level; at < size; at += LEVELS.length) {
      const share = Math.exp(-eagerness * ((losses[at] ?? 0) - least));
      sum += share * Math.log(1 + (quantiles[at] ?? 0));
      shares += share;
    }
    return Math.max(0, Math.exp(sum / shares + (offsets[level] ?? 0)) - 1);
  }

  return {
    calls: () => calls,
    combine(quantiles) {
      let last = 0;
      return LEVELS.map((_level, at) => {
        last = Math.max(last, combineLevel(quantiles, at));
        return last;
      });
    },
    learn(quantiles, combined, { outputTokens, isCut }) {
      calls++;
      if (combined === null) return;
      const pace = 1 / Math.min(calls, MEMORY_CALLS);
      for (let at = 0; at < size; at++) {
        const quantile = quantiles[at] ?? 0;
        // A cut answer says nothing of a quantile beyond it.
        if (isCut && quantile > outputTokens) continue;
        const loss = pinballLoss(LEVELS[at % LEVELS.length] ?? 0, quantile, outputTokens);
        losses[at] = (losses[at] ?? 0) + pace * (loss - (losses[at] ?? 0));
      }
      for (const [at, level] of LEVELS.entries()) {
        const quantile = combined[at] ?? 0;
        if (isCut && quantile > outputTokens) continue;
        // Equal is neither above nor below: where answers are always as long, nothing is to be corrected.
        const above = outputTokens > quantile ? 1 : outputTokens === quantile ? 1 - level : 0;
        const offset = (offsets[at] ?? 0) + OFFSET_STEP * (above - (1 - level));
        offsets[at] = Math.max(-OFFSET_MAX, Math.min(OFFSET_MAX, offset));
      }
    },
    save: () => ({ calls, losses: [...losses], offsets: [...offsets] }),
  };
}
