import type { RowTable } from './row-tables.ts';
import type { Fields } from './sql-tables.ts';

/** Ids of remembered rows by the text in one of their fields: such texts are few (accounts, providers), the rows may be many. */
export interface KeptIndex {
  readonly field: string;
  readonly add: (id: string, row: Fields) => void;
  readonly remove: (id: string, row: Fields) => void;
  /** Of rows whose text is meant; one without text is in no index. */
  readonly idsOf: (isMeant: (text: string) => boolean) => readonly string[];
}

/** One for each text that rows of a table are looked for by, besides their key. */
export function openKeptIndexes({ indexes, key, fields }: RowTable): readonly KeptIndex[] {
  const firsts = new Set(indexes.map(([first]) => first));
  return fields
    .filter(({ name, type }) => type === 'text' && firsts.has(name) && !key.includes(name))
    .map(({ name }) => openIndex(name));
}

function openIndex(field: string): KeptIndex {
  const idsByText = new Map<string, Set<string>>();
  return {
    field,
    add(id, row) {
      const text = row[field];
      if (typeof text !== 'string') return;
      const ids = idsByText.get(text);
      if (ids === undefined) idsByText.set(text, new Set([id]));
      else ids.add(id);
    },
    remove(id, row) {
      const text = row[field];
      const ids = typeof text === 'string' ? idsByText.get(text) : undefined;
      if (ids === undefined || !ids.delete(id) || ids.size > 0) return;
      idsByText.delete(text as string);
    },
    idsOf: (isMeant) => [...idsByText].flatMap(([text, ids]) => (isMeant(text) ? [...ids] : [])),
  };
}
