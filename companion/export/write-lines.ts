import { daySpan } from '../api/days.ts';
import type { LedgerReader } from '../ledger/open-reader.ts';
import type { ExportEnd, ExportQuery } from './export-query.ts';
import { formats } from './formats.ts';
import { countCalls, readCalls, readCorrections, readDays } from './read-pages.ts';
import { readPayers } from './read-payers.ts';
import { readTopUps } from './read-top-ups.ts';

/** An export under way. */
export interface ExportLines {
  /** How many rows there will be at most; null: nobody counted. */
  readonly total: number | null;
  /** Whole lines, several at a time. What is returned at last is what became of it. */
  readonly lines: AsyncGenerator<string, ExportEnd>;
}

/** Reads a ledger and writes it in the form that is asked for, a page at a time. */
export async function writeLines(reader: LedgerReader, ledger: string, query: ExportQuery): Promise<ExportLines> {
  if (query.by === 'day') return { total: null, lines: writeDays(reader, ledger, query) };
  return { total: await countCalls(reader, ledger, daySpan(query)), lines: writeCalls(reader, ledger, query) };
}

async function* writeCalls(
  reader: LedgerReader,
  ledger: string,
  query: ExportQuery,
): AsyncGenerator<string, ExportEnd> {
  const { heads, call, correction, topUp } = formats[query.format];
  const span = daySpan(query);
  const payers = await readPayers(reader, ledger);
  const context = { ...query, payers };
  const end = { rows: 0, leftOut: 0 };
  const join = (lines: readonly (string | null)[]): string => {
    let told = '';
    for (const line of lines) {
      if (line === null) end.leftOut += 1;
      else {
        end.rows += 1;
        told += `${line}\n`;
      }
    }
    return told;
  };
  if (heads.call !== null) yield `${heads.call}\n`;
  for await (const page of readCalls(reader, ledger, span)) yield join(page.map((one) => call(one, context)));
  if (correction !== null) {
    for await (const page of readCorrections(reader, ledger, span)) {
      yield join(page.map((one) => correction(one, context)));
    }
  }
  if (topUp !== null) {
    for await (const page of readTopUps(reader, ledger, { ...span, payers }))
      yield join(page.map((one) => topUp(one, context)));
  }
  return end;
}

async function* writeDays(reader: LedgerReader, ledger: string, query: ExportQuery): AsyncGenerator<string, ExportEnd> {
  const { heads, day } = formats[query.format];
  if (day === null) throw new Error(`[export] ${query.format} has no days`);
  let rows = 0;
  if (heads.day !== null) yield `${heads.day}\n`;
  for await (const page of readDays(reader, ledger, query)) {
    rows += page.length;
    yield page.map((one) => `${day(one)}\n`).join('');
  }
  return { rows, leftOut: 0 };
}
