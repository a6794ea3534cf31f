import type { StoredCounts } from './dashboard.ts';

/**
 * Why a file is not taken in: it is no export; of a version that this one reads no more, or not yet; changed or cut off; locked, and
 * no password or another one was given. `no-room`: the browser had none for all of it; what was taken in until then is whole.
 */
export type ImportFault = 'not-ours' | 'older' | 'newer' | 'damaged' | 'password-needed' | 'password-wrong' | 'no-room';

/** What came of taking a file in. */
export type ImportOutcome =
  | { readonly kind: 'refused'; readonly fault: ImportFault }
  | {
      readonly kind: 'taken';
      /** New here, by table; daily sums only of days whose calls are not in the file. */
      readonly counts: StoredCounts;
      /** Entries that this version does not understand. */
      readonly notTaken: number;
    };

/** How far it is: first the file is read to its end, then it is taken in. */
export interface ImportProgress {
  readonly isChecked: boolean;
  /** Of the file, read or taken in so far. */
  readonly entries: number;
}
