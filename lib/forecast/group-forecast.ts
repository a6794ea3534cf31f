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

/** Groups that are open, by what they were saved as: what comes back as the same object is not opened again. */
export type OpenGroups = WeakMap<SavedGroup, GroupForecast>;

/** One room for all groups: forecasts are made one after the other. */
const weights = new Float64Array(CALLS_MAX);

/** Opens a group, empty or as it was saved; one that is open goes on under its newest name only. */
export function openGroupForecast(saved?: SavedGroup, open?: OpenGroups): GroupForecast {
  const known = saved && open?.get(saved);
  if (known) return known;
  const recent = saved?.calls.slice(-3 * CALLS_MAX) ?? [];
  const window = openCallWindow(CALLS_MAX, callsOf(recent));
  const shares = openLearnedShares(OPINIONS, saved?.shares);
  const opinions = new Float64Array(OPINIONS * LEVELS.length);
  /** What `opinions` are of; NaN: of a window that has changed since. */
  let asked = Number.NaN;
  /** What it is saved as; null: it has changed since. */
  let savedAs = saved ?? null;

  /** What is said of an input. What is asked again is not found again: most calls are observed just as they were forecast. */
  function predict(inputTokens: number): readonly number[] | null {
    if (window.held() === 0) return null;
    if (inputTokens !== asked) findQuantiles(window, scaleOf(inputTokens), weights, opinions);
    asked = inputTokens;
    return shares.combine(opinions);
  }

  const group: GroupForecast = {
    calls: shares.calls,
    predict,
    observe(call) {
      if (savedAs !== null) open?.delete(savedAs);
      savedAs = null;
      shares.learn(opinions, predict(call.inputTokens), call);
      window.add(call);
      if (recent.length >= 3 * CALLS_MAX) recent.splice(0, 3);
      recent.push(Math.round(call.inputTokens), call.outputTokens, call.isCut ? 1 : 0);
      asked = Number.NaN;
    },
    save() {
      savedAs ??= { calls: recent.slice(), shares: shares.save() };
      open?.set(savedAs, group);
      return savedAs;
    },
  };
  return group;
}

function callsOf(numbers: readonly number[]): SeenCall[] {
  return Array.from({ length: Math.floor(numbers.length / 3) }, (_none, at) => ({
    inputTokens: numbers[at * 3] ?? 0,
    outputTokens: numbers[at * 3 + 1] ?? 0,
    isCut: numbers[at * 3 + 2] === 1,
  }));
}
