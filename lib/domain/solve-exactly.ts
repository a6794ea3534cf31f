/** What whole numbers add up to, as exact fractions over one denominator. */
export interface Solution {
  /** One for each unknown; divided by `denominator`. */
  readonly numerators: readonly bigint[];
  /** How far each may be off if every value is off by its slack at the worst; divided by `denominator`. */
  readonly spreads: readonly bigint[];
  /** Above 0. */
  readonly denominator: bigint;
}

/**
 * Least squares over whole numbers, without a float: the unknowns `x` for which `rows · x` comes nearest to `values`, each of
 * which is known to `slacks`. Null: the rows do not tell the unknowns apart, or are fewer than these.
 * Ordinary normal equations, solved by cofactors; for a handful of unknowns.
 */
export function solveExactly(
  rows: readonly (readonly bigint[])[],
  values: readonly bigint[],
  slacks: readonly bigint[],
): Solution | null {
  const size = rows[0]?.length ?? 0;
  if (size === 0 || rows.length < size) return null;
  const normal = range(size).map((i) => range(size).map((j) => sum(rows.map((row) => at(row, i) * at(row, j)))));
  const denominator = determinant(normal);
  if (denominator === 0n) return null;
  const adjugate = range(size).map((i) => range(size).map((j) => cofactor(normal, j, i)));
  // How much of each value goes into each unknown: the pseudo-inverse, times the denominator.
  const shares = adjugate.map((line) => rows.map((row) => dot(line, row)));
  return {
    numerators: shares.map((line) => dot(line, values)),
    spreads: shares.map((line) => dot(line.map(absolute), slacks)),
    denominator,
  };
}

function determinant(matrix: readonly (readonly bigint[])[]): bigint {
  const [first] = matrix;
  if (first === undefined) return 1n;
  return sum(first.map((_, column) => at(first, column) * cofactor(matrix, 0, column)));
}

function cofactor(matrix: readonly (readonly bigint[])[], row: number, column: number): bigint {
  const minor = matrix.filter((_, i) => i !== row).map((line) => line.filter((_, j) => j !== column));
  return (row + column) % 2 === 0 ? determinant(minor) : -determinant(minor);
}

function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  return sum(a.map((value, i) => value * at(b, i)));
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

function at(values: readonly bigint[], index: number): bigint {
  return values[index] ?? 0n;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function range(size: number): readonly number[] {
  return Array.from({ length: size }, (_, index) => index);
}
