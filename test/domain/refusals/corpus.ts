import { readFileSync } from 'node:fs';
import { classifyError, type ErrorReading } from '../../../lib/domain/refusals/classify-error.ts';

/** A labelled error of a corpus. */
export interface CorpusRow {
  readonly id: string;
  readonly status: number | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly cause: string;
  /** Further answers that the body bears. */
  readonly also?: readonly string[];
}

/** The rows of a file beside this one. */
export function readCorpus(name: string): readonly CorpusRow[] {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** What is understood of a row by its body alone. */
export function classify({ status, headers = {}, body }: Omit<CorpusRow, 'id' | 'cause'>): ErrorReading {
  return classifyError({ status, headers, bodyText: typeof body === 'string' ? body : JSON.stringify(body) });
}
