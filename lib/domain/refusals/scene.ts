import type { Figures } from './find-figures.ts';
import type { Signs } from './find-signs.ts';
import type { ErrorParts } from './unwrap-error.ts';

/** What lacks, or was passed. */
export interface Shortages {
  /** What is paid with. */
  readonly funds: boolean;
  /** What somebody set as the most. */
  readonly budget: boolean;
  /** What a plan includes. */
  readonly allowance: boolean;
}

/** Everything a rule may look at. */
export interface Scene extends Signs {
  readonly parts: ErrorParts;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly figures: Figures;
  readonly short: Shortages;
  /** The matter is how often or how fast, or the status says so. */
  readonly isRated: boolean;
  /** Time alone lifts it within a day or so. */
  readonly isSoon: boolean;
}

const DAY_MS = 86_400_000;

/** Puts together what was read of one error. */
export function makeScene(
  parts: ErrorParts,
  headers: Readonly<Record<string, string>>,
  figures: Figures,
  signs: Signs,
): Scene {
  const { has } = signs;
  return {
    ...signs,
    parts,
    headers,
    figures,
    short: findShortages(signs, figures, parts),
    isRated: has('rate') || parts.status === 429 || parts.status === 420,
    isSoon: !has('period') && isWithinDay(has, figures),
  };
}

/** How long is said outright goes before words like "hours". */
function isWithinDay(has: Signs['has'], { retryAfterMs }: Figures): boolean {
  return retryAfterMs === null ? has('soon') || has('soonAt') : retryAfterMs <= DAY_MS;
}

function findShortages(
  { has, near }: Signs,
  { availableNano, neededNano, limitNano, usedNano, affordableTokens, unit }: Figures,
  { status }: ErrorParts,
): Shortages {
  const isBelow = availableNano !== null && neededNano !== null && availableNano < neededNano;
  const isNone = availableNano !== null && availableNano <= 0n;
  const isSpent = limitNano !== null && usedNano !== null && limitNano > 0n && usedNano >= limitNano;
  const isShort = isBelow || isNone || affordableTokens !== null;
  const funds = has('noFunds') || has('beyond') || near('funds', 'lacks', 40) || near('funds', 'exceeds', 24);
  const isOfPaying = has('paying') || unit === 'USD' || unit === 'credits' || !(has('rate') || has('size'));
  return {
    // Sums speak for themselves where the status says what they are of.
    funds: funds || (isShort && (has('funds') || status === 402)),
    budget: near('budget', 'exceeds', 48) || near('budget', 'lacks', 30) || ((isSpent || isNone) && has('budget')),
    allowance:
      (has('noUnits') && isOfPaying) ||
      (isBelow && near('units', 'lacks', 12)) ||
      ((isBelow || isNone) && has('allowance') && isOfPaying) ||
      ((near('allowance', 'lacks', 48) || near('allowance', 'exceeds', 36)) && (isOfPaying || isBelow)) ||
      (near('units', 'gone', 24) && !has('rate') && !has('size')) ||
      // So many in a month is what a plan sells; so many in a minute is a speed.
      ((near('units', 'exceeds', 60) || near('bound', 'exceeds', 30)) && has('period') && !has('soon') && !has('size')),
  };
}
