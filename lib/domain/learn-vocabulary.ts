/** What a settled call shows of how its model counts: texts as we counted them, by kind, and what was billed. Sizes, no content. */
export interface CountSample {
  /** Tokens by kind of text, as counted. */
  readonly kinds: readonly number[];
  /** Tokens of what stands around the texts, as counted: the template, tools. */
  readonly around: number;
  /** Input tokens as billed, those from a cache among them. */
  readonly billed: number;
}

/**
 * What was learned of how one model counts for one account. As large after a million calls as after one: sums of products, each call
 * weighted by its size.
 */
export interface CountHabit {
  readonly calls: number;
  /** The upper half of the matrix of sums, row by row: a row for each kind and one for what comes on top of each call. */
  readonly squares: readonly number[];
  readonly products: readonly number[];
  /** How far calls lie from what was expected of them, as a share: a mean that forgets. */
  readonly spread: number;
}

/** How a model is taken to count. */
export interface CountRule {
  /** Tokens for one of ours, by kind. */
  readonly ratios: readonly number[];
  /** Tokens on top of each call. */
  readonly more: number;
  /** How far a call may lie from it, as a share. */
  readonly spread: number;
  readonly calls: number;
}

/** Fewer calls say less than the stated prior. */
export const CALLS_MIN = 3;
/** Texts below so many tokens are mostly template. */
const TOKENS_MIN = 16;
/** So many tokens of each call are template that may be off: small calls say less. */
const FRAME = 30;
/** The prior counts as if each ratio were sure within so much, and what comes on top within so many tokens. */
const RATIO_OFF = 0.25;
const MORE_OFF = 60;
/** How far calls lie from the truth at the least: our counter is off by as much. */
const NOISE = 0.04;
/** What is farther from what was expected than so many times what is usual counts as if it were no farther. */
const FAR = 3;
/** Older calls count less: what a model counts by changes with its versions. */
const KEPT = 0.995;
const SPREAD_STEP = 0.1;
const SPREAD_START = 0.12;
/** No vocabulary is beyond these, and no hidden prompt is larger. */
const RATIO_MIN = 0.4;
const RATIO_MAX = 4;
const MORE_MIN = -30;
const MORE_MAX = 20_000;

/**
 * Adds one call to what was learned. Recursive least squares over kinds of text and a constant, with the stated prior as the
 * beginning: a single ratio does not converge for who sends several kinds. One wild call (a hidden prompt, a part nobody saw) moves
 * little. Returns what was there where the call says nothing.
 */
export function learnCount(habit: CountHabit | null, sample: CountSample, prior: readonly number[]): CountHabit | null {
  const { kinds, around, billed } = sample;
  const counted = kinds.reduce((sum, tokens) => sum + tokens, 0);
  if (kinds.length !== prior.length || !(counted >= TOKENS_MIN) || !(billed > 0)) return habit;
  const size = counted + FRAME;
  const row = [...kinds, 1].map((tokens) => tokens / size);
  const known = habit ?? { calls: 0, squares: [], products: [], spread: SPREAD_START };
  const rule = ruleOf(known, prior);
  const expected = around + rule.more + kinds.reduce((sum, tokens, kind) => sum + tokens * (rule.ratios[kind] ?? 1), 0);
  const off = Math.abs(billed - expected) / size;
  const usual = Math.max(NOISE, known.spread);
  const weight = Math.min(1, (FAR * usual) / Math.max(off, 1e-9)) / usual ** 2;
  const target = (billed - around) / size;
  const sums = outer(row).map((product, at) => KEPT * (known.squares[at] ?? 0) + weight * product);
  return {
    calls: known.calls + 1,
    squares: sums,
    products: row.map((share, at) => KEPT * (known.products[at] ?? 0) + weight * share * target),
    spread: known.spread + SPREAD_STEP * (Math.min(off, FAR * usual) - known.spread),
  };
}

/** How a model counts by what was learned and the prior; the prior alone where nothing was. */
export function ruleOf(habit: CountHabit | null, prior: readonly number[]): CountRule {
  const size = prior.length + 1;
  if (habit === null || habit.squares.length !== (size * (size + 1)) / 2 || habit.products.length !== size)
    return { ratios: prior, more: 0, spread: SPREAD_START, calls: 0 };
  const trust = [...prior.map((ratio) => 1 / (RATIO_OFF * ratio) ** 2), 1 / MORE_OFF ** 2];
  const matrix = square(habit.squares, size);
  const right = habit.products.map((product, at) => product + (trust[at] ?? 0) * (prior[at] ?? 0));
  for (const [at, row] of matrix.entries()) row[at] = (row[at] ?? 0) + (trust[at] ?? 0);
  const solved = solve(matrix, right);
  if (solved === null) return { ratios: prior, more: 0, spread: SPREAD_START, calls: 0 };
  return {
    ratios: prior.map((_, kind) => within(solved[kind] ?? 1, RATIO_MIN, RATIO_MAX)),
    more: within(solved[size - 1] ?? 0, MORE_MIN, MORE_MAX),
    spread: Math.max(NOISE, habit.spread),
    calls: habit.calls,
  };
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** The upper half of the products of a row with itself. */
function outer(row: readonly number[]): readonly number[] {
  return row.flatMap((a, at) => row.slice(at).map((b) => a * b));
}

function square(half: readonly number[], size: number): number[][] {
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  let at = 0;
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++, at++) {
      const value = half[at] ?? 0;
      for (const [line, place] of [
        [row, column],
        [column, row],
      ] as const) {
        const cells = matrix[line];
        if (cells) cells[place] = value;
      }
    }
  }
  return matrix;
}

/** Gauss, largest first; null where it has no one solution. */
function solve(matrix: number[][], right: readonly number[]): number[] | null {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const [pivot] = rows.slice(column).toSorted((a, b) => Math.abs(b[column] ?? 0) - Math.abs(a[column] ?? 0));
    if (pivot === undefined || !(Math.abs(pivot[column] ?? 0) > 1e-12)) return null;
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(column, 0, pivot);
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1);
      for (let at = column; at <= size; at++) row[at] = (row[at] ?? 0) - factor * (pivot[at] ?? 0);
    }
  }
  const solved = rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1));
  return solved.every(Number.isFinite) ? solved : null;
}
