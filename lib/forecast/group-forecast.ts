import { openCallWindow, type SeenCall, scaleOf } from './call-window.ts';
import { openLearnedShares, type SavedShares } from './learned-shares.ts';
import { LEVELS } from './levels.ts';
import { findQuantiles, OPINIONS } from './near-quantiles.ts';

/** Calls that a group remembers: 400 were enough in every trace measured, more made it slow and slow to change. */
export const CALLS_MAX = 400;

/** What is learned of the answers of one group of calls. */
export interface GroupForecast {
  readonly calls: () => number;
  /** Tokens by level; null before the first call. */
  readonly predict: (inputTokens: number) => readonly number[] | null;
  readonly observe: (call: SeenCall) => void;
  readonly save: () => SavedGroup;
}

/** A group as data: counts only. */
export interface SavedGroup {
  /** Triples: input tokens, output tokens, 1 where it was cut. Oldest first. */
  readonly calls: readonly number[];
  readonly shares: SavedShares;
}

/** One room for all groups: forecasts are made one after the other. */
const weights = new Float64Array(CALLS_MAX);

/** Opens a group, empty or as it was saved. */
export function openGroupForecast(saved?: SavedGroup): GroupForecast {
  const window = openCallWindow(CALLS_MAX, callsOf(saved?.calls ?? []));
  const shares = openLearnedShares(OPINIONS, saved?.shares);
  const opinions = new Float64Array(OPINIONS * LEVELS.length);
  /** What `opinions` are of; NaN: of a window that has changed since. */
  let asked = Number.NaN;

  /** What is said of an input. What is asked again is not found again: most calls are observed just as they were forecast. */
  function predict(inputTokens: number): readonly number[] | null {
    if (window.held() === 0) return null;
    if (inputTokens !== asked) findQuantiles(window, scaleOf(inputTokens), weights, opinions);
    asked = inputTokens;
    return shares.combine(opinions);
  }

  return {
    calls: shares.calls,
    predict,
    observe(call) {
      shares.learn(opinions, predict(call.inputTokens), call);
      window.add(call);
      asked = Number.NaN;
    },
    save: () => ({
      calls: window
        .calls()
        .flatMap(({ inputTokens, outputTokens, isCut }) => [inputTokens, outputTokens, isCut ? 1 : 0]),
      shares: shares.save(),
    }),
  };
}

function callsOf(numbers: readonly number[]): SeenCall[] {
  return Array.from({ length: Math.floor(numbers.length / 3) }, (_none, at) => ({
    inputTokens: numbers[at * 3] ?? 0,
    outputTokens: numbers[at * 3 + 1] ?? 0,
    isCut: numbers[at * 3 + 2] === 1,
  }));
}
