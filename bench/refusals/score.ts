import { readFileSync } from 'node:fs';
import { type Explained, explainRow } from '../../companion/explain/explain-row.ts';
import { readRow } from '../../companion/explain/read-row.ts';

/** A row with the answer that people gave. */
export interface LabelledRow {
  readonly id: string;
  readonly cause: string;
  /** Further answers that the body bears as well. */
  readonly also: readonly string[];
  readonly explained: Explained;
  /** What was answered before anybody worked with the body; null: not kept. */
  readonly first: string | null;
  readonly ms: number;
}

/** Shares between 0 and 1; null where there was nothing to count. */
export type Shares = Pick<Score, 'accuracy' | 'asLabelled' | 'recall' | 'precision'>;

/** The figures of one corpus. Shares are between 0 and 1; null where there was nothing to count. */
export interface Score {
  readonly rows: number;
  /** Right, a second answer that the body bears counted as right. */
  readonly accuracy: number | null;
  /** Exactly the label. */
  readonly asLabelled: number | null;
  readonly recall: number | null;
  readonly precision: number | null;
  /** Ids of rows for which a recharge is offered and is of no use. */
  readonly uselessRecharge: readonly string[];
  /** Label → answer → how often. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly wrong: readonly { readonly id: string; readonly label: string; readonly answer: string }[];
  /** Of the answers that were given when the bodies were first met. */
  readonly first: Shares | null;
  readonly msMedian: number;
  readonly msP95: number;
}

const REFUSALS: readonly string[] = [
  'depleted',
  'insufficient_for_request',
  'frozen',
  'billing_method_mismatch',
  'key_budget_exceeded',
  'org_budget_exceeded',
  'in_flight',
];
const RECHARGE_HELPS: readonly string[] = ['depleted', 'insufficient_for_request'];

/** Explains every row of a file, once to warm up and once with the clock. */
export function explainFile(file: string): readonly LabelledRow[] {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
  for (const row of rows) explainRow(readRow(row), 'en');
  return rows.map((row) => {
    const read = readRow(row);
    const start = performance.now();
    const explained = explainRow(read, 'en');
    return {
      id: row.id,
      cause: row.cause,
      also: row.also ?? [],
      explained,
      first: row.first ?? null,
      ms: performance.now() - start,
    };
  });
}

/** Adds up one corpus. */
export function scoreRows(rows: readonly LabelledRow[]): Score {
  const times = rows.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    rows: rows.length,
    ...sharesOf(rows, ({ explained }) => explained.cause),
    first: rows.some(({ first }) => first === null) ? null : sharesOf(rows, ({ first }) => first ?? ''),
    uselessRecharge: rows
      .filter(({ cause, also }) => ![cause, ...also].some((each) => RECHARGE_HELPS.includes(each)))
      .filter(({ explained }) => explained.options.some(({ key }) => key === 'recharge'))
      .map(({ id }) => id),
    confusion: countConfusion(rows),
    wrong: rows
      .filter((row) => !isRight(row, row.explained.cause))
      .map(({ id, cause, explained }) => ({ id, label: cause, answer: explained.cause })),
    msMedian: times[Math.floor(times.length / 2)] ?? 0,
    msP95: times[Math.floor(times.length * 0.95)] ?? 0,
  };
}

function isRight({ cause, also }: LabelledRow, answer: string): boolean {
  return isSame(cause, answer) || also.some((other) => isSame(other, answer));
}

function sharesOf(rows: readonly LabelledRow[], answerOf: (row: LabelledRow) => string): Shares {
  const isRefusal = (cause: string) => REFUSALS.includes(cause);
  const meant = rows.filter(({ cause }) => isRefusal(cause));
  const found = rows.filter((row) => isRefusal(answerOf(row)));
  const both = found.filter(({ cause, also }) => isRefusal(cause) || also.some(isRefusal));
  return {
    accuracy: share(rows.filter((row) => isRight(row, answerOf(row))).length, rows.length),
    asLabelled: share(rows.filter((row) => row.cause === answerOf(row)).length, rows.length),
    recall: share(meant.filter((row) => isRefusal(answerOf(row))).length, meant.length),
    precision: share(both.length, found.length),
  };
}

/** Corpora older than the label for it call a price asked for one call no matter of balance, which it is not. */
function isSame(label: string, answer: string): boolean {
  return label === answer || (label === 'other_not_balance' && answer === 'payment_challenge');
}

function countConfusion(rows: readonly LabelledRow[]): Score['confusion'] {
  const counts: Record<string, Record<string, number>> = {};
  for (const { cause, explained } of rows) {
    counts[cause] ??= {};
    const row = counts[cause];
    row[explained.cause] = (row[explained.cause] ?? 0) + 1;
  }
  return counts;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
