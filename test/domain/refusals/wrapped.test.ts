import { expect, it } from 'vitest';
import { classifyError } from '../../../lib/domain/refusals/classify-error.ts';
import { type CorpusRow, classify, readCorpus } from './corpus.ts';

type Wrapped = readonly [status: number | null, bodyText: string];

/** Ways in which the same error reaches people. */
const WRAPS: Readonly<Record<string, (text: string, row: CorpusRow) => Wrapped | null>> = {
  'in a client’s text': (text, { status }) => (status === null ? null : [null, `Error: ${status} ${text}`]),
  'in Python’s bytes': (text, { status }) => [status, `b'${text}'`],
  'in Python’s words': (_text, { status, body }) =>
    typeof body === 'string' || status === null
      ? null
      : [null, `APIStatusError: Error code: ${status} - ${python(body)}`],
  'beside the request': (text, { status, body }) => [
    status,
    `{"request":{"model":"m"},"response":${typeof body === 'string' ? JSON.stringify(body) : text}}`,
  ],
  'as text in JSON as text in JSON': (text, { status }) => [
    status,
    JSON.stringify({ detail: JSON.stringify({ error: { message: text } }) }),
  ],
};

/** Whose envelope says something of its own, or whose text is none for a machine any more. */
const OTHERWISE: readonly string[] = ['chat-daily-cn', 'run402-bare'];

const rows = ['given.jsonl', 'seen-elsewhere.jsonl', 'seen-later.jsonl']
  .flatMap(readCorpus)
  .filter(({ id }) => !OTHERWISE.includes(id));

it.each(Object.entries(WRAPS))('an error means the same %s', (_name, wrap) => {
  const changed = rows.flatMap((row) => {
    const wrapped = wrap(typeof row.body === 'string' ? row.body : JSON.stringify(row.body), row);
    if (wrapped === null) return [];
    const [status, bodyText] = wrapped;
    const { cause } = classifyError({ status, headers: row.headers ?? {}, bodyText });
    return cause === classify(row).cause ? [] : [`${row.id}: ${cause}`];
  });
  expect(changed).toEqual([]);
});

function python(value: unknown): string {
  if (typeof value === 'string')
    return value.includes("'") ? JSON.stringify(value) : `'${value.replace(/\n/g, '\\n')}'`;
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, each]) => `'${name}': ${python(each)}`)
      .join(', ')}}`;
  }
  const words: Readonly<Record<string, string>> = { null: 'None', true: 'True', false: 'False' };
  return words[String(value)] ?? String(value);
}
