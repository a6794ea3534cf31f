/** Where a member begins, and the beginning of the one that mostly follows it: `[',"draft":', ',"estimateLikelyNano":']`. */
export type Skipped = readonly [begin: string, end: string];

/** A row's JSON without some of its members, and the texts of those that were there. */
export interface LeanRow {
  readonly lean: string;
  /** By the place of what was skipped; undefined: the row has none. */
  readonly cut: readonly (string | undefined)[];
}

/**
 * Cuts members out of a record's row before it is parsed, which takes half the time. No text in a row can look like these names,
 * because its quotes are escaped. Null: its members are not in the usual order, and it has to be read as it is.
 */
export function cutRow(body: string, skipped: readonly Skipped[]): LeanRow | null {
  let lean = '';
  let from = 0;
  const cut: (string | undefined)[] = [];
  for (const [begin, end] of skipped) {
    const start = body.indexOf(begin, from);
    if (start < 0) {
      cut.push(undefined);
      continue;
    }
    const next = body.indexOf(end, start);
    if (next < 0) return null;
    lean += body.slice(from, start);
    cut.push(body.slice(start + begin.length, next));
    from = next;
  }
  return { lean: lean + body.slice(from), cut };
}
