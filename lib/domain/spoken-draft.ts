/** What of a spoken conversation no text tells. */
export interface SpokenDraft {
  /** There is sound in it: each token that it reads costs what sound costs at the most. */
  readonly hears: boolean;
  /** Sound came of which nobody knows how long it was: it reads up to all that its model can. */
  readonly isUncounted: boolean;
  /** Its answer may be sound. */
  readonly speaks: boolean;
}
