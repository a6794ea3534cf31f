import type { CallPosition, CallRow } from '../domain/dashboard.ts';

/** Some calls of the list, one after the other. */
export interface CallPage {
  /** Where it begins; null: at the newest call. */
  readonly start: CallPosition | null;
  readonly count: number;
  /** Null: nobody looks near it, and it is read again when somebody does. */
  readonly rows: readonly CallRow[] | null;
  /** The local day of its last call. */
  readonly lastDay: string;
}

/** How many calls are kept in memory beyond those that are looked at, to each side. */
const KEPT_BESIDE = 400;

/** How many calls there are in all pages. */
export function countCalls(pages: readonly CallPage[]): number {
  return pages.reduce((sum, { count }) => sum + count, 0);
}

/** One place of the list. */
export interface CallPlace {
  /** Null: it is being read again. */
  readonly row: CallRow | null;
  /** The day of the call before it; null: it is the first. */
  readonly dayBefore: string | null;
}

/** The call at a place, 0 the newest; null: there is none. */
export function callAt(pages: readonly CallPage[], index: number): CallPlace | null {
  let first = 0;
  for (const [at, page] of pages.entries()) {
    if (index < first + page.count) {
      const within = index - first;
      const before = within === 0 ? pages[at - 1]?.lastDay : page.rows?.[within - 1]?.record.day;
      return { row: page.rows?.[within] ?? null, dayBefore: before ?? null };
    }
    first += page.count;
  }
  return null;
}

/** Where a call is in what is in memory; -1: nowhere. */
export function placeOfCall(pages: readonly CallPage[], callId: string): number {
  let first = 0;
  for (const { rows, count } of pages) {
    const within = rows?.findIndex(({ record }) => record.callId === callId) ?? -1;
    if (within !== -1) return first + within;
    first += count;
  }
  return -1;
}

/** Lets go of what is far from the places that are looked at; the list stays as long as it is. */
export function keepNear(pages: readonly CallPage[], from: number, to: number): readonly CallPage[] {
  let first = 0;
  return pages.map((page) => {
    const [begin, end] = [first, first + page.count];
    first = end;
    const isFar = end < from - KEPT_BESIDE || begin > to + KEPT_BESIDE;
    return isFar && page.rows !== null ? { ...page, rows: null } : page;
  });
}

/** Pages that were let go of and are looked at again, by their place among pages. */
export function missingBetween(pages: readonly CallPage[], from: number, to: number): readonly number[] {
  let first = 0;
  return pages.flatMap((page, at) => {
    const [begin, end] = [first, first + page.count];
    first = end;
    return page.rows === null && begin <= to && end > from ? [at] : [];
  });
}
