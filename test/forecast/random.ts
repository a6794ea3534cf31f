/** Numbers that look random and are the same in every run. */
export interface Random {
  /** From 0 to 1. */
  readonly next: () => number;
  readonly logNormal: (mean: number, deviation: number) => number;
}

/** Starts a series (mulberry32). */
export function openRandom(seed: number): Random {
  let state = seed;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    next,
    logNormal: (mean, deviation) =>
      Math.exp(mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
  };
}
