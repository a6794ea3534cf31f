/**
 * The largest id of a table that only this process writes: what lies behind it cannot be there. New calls have ids in the order of
 * time (UUID version 7), so that most of them need not be looked for.
 */
export interface NewestId {
  /** Whether the table may have it. */
  readonly mayHave: (id: string) => boolean;
  /** It has this one now, or perhaps: what is undone may stay noted. */
  readonly note: (id: string) => void;
  readonly isKnown: () => boolean;
}

/** Only such ids have the same order here and in the database. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Nothing is known of the table yet. */
export function openNewestId(): NewestId {
  let newest: string | null = null;
  return {
    mayHave: (id) => newest === null || id <= newest || !PLAIN.test(id),
    note(id) {
      // Behind a character that is none of those nothing is sure.
      const plain = PLAIN.test(id) ? id : LAST;
      if (newest === null || plain > newest) newest = plain;
    },
    isKnown: () => newest !== null,
  };
}

/** Behind every plain id. */
const LAST = '\x7f';
