/**
 * The largest whole number from `low` to `high` that holds, where every smaller one does too; null: not even `low` does.
 * `holds` is asked about 2 + log₂(high − low) times.
 */
export function searchLargest(low: number, high: number, holds: (candidate: number) => boolean): number | null {
  if (high < low || !holds(low)) return null;
  if (holds(high)) return high;
  let [fits, fails] = [low, high];
  while (fails - fits > 1) {
    const middle = fits + Math.floor((fails - fits) / 2);
    if (holds(middle)) fits = middle;
    else fails = middle;
  }
  return fits;
}
