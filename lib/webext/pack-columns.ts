/*
 * Rows as columns of one JSON text: what calls have in common is written once, and what is left lies beside what it is like, so
 * that it can be compressed. Plain data with bigints; a field that is `undefined` is one that is not there.
 */

type Row = Readonly<Record<string, unknown>>;
/** One value as JSON; lists stand for what JSON has not: `['n', digits]` a bigint, `['a', …]` a list, `['o', …]` an object. */
type Leaf = string | number | boolean | null | readonly [kind: string, ...parts: unknown[]];

/** The values of one field. */
type Column =
  /** The same in every row. */
  | { readonly c: Leaf }
  /** Few different ones, and which of them. */
  | { readonly d: readonly Leaf[]; readonly i: readonly number[] }
  /** Whole numbers, each as its difference to the one before. */
  | { readonly s: readonly number[] }
  | { readonly b: readonly string[] }
  | { readonly v: readonly Leaf[] }
  /** Objects in every row, by field. */
  | { readonly f: Fields }
  /** For each row a digit: 0 not there, 1 among the values `v`, 2 an object of `f`. */
  | { readonly m: string; readonly v: Column; readonly f: Fields };
type Fields = Readonly<Record<string, Column>>;

/** Of so many values at most one half may differ where they are told by their places in a list. */
const SHARED_MIN = 2;

/** The rows as text; {@link decodeColumns} gives them back as they were. */
export function encodeColumns(rows: readonly object[]): string {
  return JSON.stringify({ n: rows.length, f: encodeFields(rows as readonly Row[]) });
}

/** The rows that such a text was made of. @throws Error where it is none. */
export function decodeColumns(text: string): readonly object[] {
  const { n, f } = JSON.parse(text) as { readonly n: number; readonly f: Fields };
  return decodeFields(f, n);
}

function encodeFields(rows: readonly Row[]): Fields {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return Object.fromEntries([...names].map((name) => [name, encodeColumn(rows.map((row) => row[name]))]));
}

function encodeColumn(values: readonly unknown[]): Column {
  const kinds = values.map(kindOf);
  if (kinds.every((kind) => kind === 2)) return { f: encodeFields(values as readonly Row[]) };
  if (kinds.every((kind) => kind === 1)) return encodeValues(values);
  const of = (kind: number) => values.filter((_, at) => kinds[at] === kind);
  return { m: kinds.join(''), v: encodeValues(of(1)), f: encodeFields(of(2) as readonly Row[]) };
}

function kindOf(value: unknown): 0 | 1 | 2 {
  if (value === undefined) return 0;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? 2 : 1;
}

function encodeValues(values: readonly unknown[]): Column {
  const leaves = values.map(encodeLeaf);
  const places = new Map<string, number>();
  const names = leaves.map((leaf) => JSON.stringify(leaf));
  for (const name of names) if (!places.has(name)) places.set(name, places.size);
  if (places.size === 1) return { c: leaves[0] ?? null };
  if (places.size * SHARED_MIN <= leaves.length) {
    return { d: [...places.keys()].map((name) => JSON.parse(name)), i: names.map((name) => places.get(name) ?? 0) };
  }
  if (values.every((value) => typeof value === 'bigint')) return { b: values.map(String) };
  if (values.every((value) => Number.isSafeInteger(value))) {
    const steps = stepsOf(values as readonly number[]);
    if (JSON.stringify(steps).length < JSON.stringify(values).length) return { s: steps };
  }
  return { v: leaves };
}

function stepsOf(values: readonly number[]): readonly number[] {
  return values.map((value, at) => value - (values[at - 1] ?? 0));
}

function encodeLeaf(value: unknown): Leaf {
  if (typeof value === 'bigint') return ['n', value.toString()];
  if (typeof value === 'number' && !Number.isFinite(value)) return ['x', String(value)];
  if (Array.isArray(value)) return ['a', ...value.map((part) => encodeLeaf(part ?? null))];
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).filter(([, part]) => part !== undefined);
    return ['o', ...parts.map(([name, part]) => [name, encodeLeaf(part)])];
  }
  return value as Leaf;
}

function decodeFields(fields: Fields, count: number): Record<string, unknown>[] {
  const rows = Array.from({ length: count }, (): Record<string, unknown> => ({}));
  for (const [name, column] of Object.entries(fields)) {
    const values = decodeColumn(column, count);
    for (const [at, row] of rows.entries()) if (values[at] !== undefined) row[name] = values[at];
  }
  return rows;
}

function decodeColumn(column: Column, count: number): readonly unknown[] {
  if ('m' in column) return decodeMixed(column);
  if ('c' in column) return new Array(count).fill(decodeLeaf(column.c));
  if ('f' in column) return decodeFields(column.f, count);
  if ('b' in column) return column.b.map(BigInt);
  if ('v' in column) return column.v.map(decodeLeaf);
  if ('d' in column) {
    const values = column.d.map(decodeLeaf);
    return column.i.map((at) => values[at]);
  }
  let sum = 0;
  return column.s.map((step) => {
    sum += step;
    return sum;
  });
}

function decodeMixed({ m, v, f }: Extract<Column, { readonly m: string }>): readonly unknown[] {
  const kinds = [...m];
  const countOf = (kind: string): number => kinds.filter((one) => one === kind).length;
  const values = decodeColumn(v, countOf('1')).values();
  const objects = decodeFields(f, countOf('2')).values();
  return kinds.map((kind) => (kind === '0' ? undefined : (kind === '1' ? values : objects).next().value));
}

function decodeLeaf(leaf: Leaf): unknown {
  if (typeof leaf !== 'object' || leaf === null) return leaf;
  const [kind, ...parts] = leaf;
  if (kind === 'n') return BigInt(parts[0] as string);
  if (kind === 'x') return Number(parts[0]);
  if (kind === 'a') return parts.map((part) => decodeLeaf(part as Leaf));
  return Object.fromEntries((parts as [string, Leaf][]).map(([name, part]) => [name, decodeLeaf(part)]));
}
