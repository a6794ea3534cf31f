import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { createUserError } from '../commands/user-error.ts';
import { speak } from '../terminal/speak.ts';

/** One call of a trace. */
export interface TracedCall {
  /** Null: the trace names no models. */
  readonly model: string | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const COLUMNS = {
  model: ['model', 'model_name', 'modelname'],
  input: ['input_tokens', 'contexttokens', 'prompt_tokens', 'request tokens'],
  output: ['output_tokens', 'generatedtokens', 'completion_tokens', 'response tokens'],
} as const;

/** So many rows that were left out are told one by one. */
const TOLD_MAX = 5;

/**
 * Reads a trace as CSV with a header, row by row. A row whose counts are no counts is left out and told to `complain`, of many
 * how many; a file without the columns is a user error.
 */
export async function* readTrace(file: Readable, complain: (line: string) => void): AsyncGenerator<TracedCall> {
  const rows = file.pipe(
    parse({ bom: true, relax_column_count: true, skip_empty_lines: true, trim: true, info: true }),
  );
  file.on('error', (error) => rows.destroy(error));
  let places: Places | null = null;
  let left = 0;
  try {
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (places === null) {
        places = placesOf(record);
        continue;
      }
      const call = readCall(record, places);
      if (call !== null) yield call;
      else if (++left <= TOLD_MAX) complain(speak('readTrace.lineWasLeftOutIts', { lines: info.lines }));
    }
  } catch (error) {
    if (error instanceof CsvError) throw noTrace(speak('readTrace.itIsNoCsvFile', { error: error.message }));
    throw error;
  }
  if (places === null) throw noTrace(speak('readTrace.itIsEmpty'));
  if (left > TOLD_MAX) complain(speak('readTrace.moreWereLeftOutAs', { left: (left - TOLD_MAX).toLocaleString('en') }));
}

interface Places {
  readonly model: number;
  readonly input: number;
  readonly output: number;
}

function placesOf(header: readonly string[]): Places {
  const names = header.map((name) => name.toLowerCase());
  const find = (known: readonly string[]): number => names.findIndex((name) => known.includes(name));
  const places = { model: find(COLUMNS.model), input: find(COLUMNS.input), output: find(COLUMNS.output) };
  if (places.input >= 0 && places.output >= 0) return places;
  throw noTrace(
    speak('readTrace.itsFirstLineNamesBut', { header: header.slice(0, 8).join(', '), places: missing(places) }),
  );
}

function missing({ input, output }: Places): string {
  if (input < 0 && output < 0) return speak('readTrace.tokensInOrTokensOut');
  return input < 0 ? speak('readTrace.tokensIn') : speak('readTrace.tokensOut');
}

function readCall(record: readonly string[], { model, input, output }: Places): TracedCall | null {
  const inputTokens = readCount(record[input]);
  const outputTokens = readCount(record[output]);
  if (inputTokens === null || outputTokens === null) return null;
  return { model: record[model] ?? null, inputTokens, outputTokens };
}

function readCount(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,12}(\.0+)?$/.test(text)) return null;
  return Number(text);
}

function noTrace(why: string): Error {
  return createUserError({
    what: speak('readTrace.theTraceCannotBeReplayed'),
    why,
    todo: speak('readTrace.itNeedsAHeaderWith'),
    exitCode: 2,
  });
}
