import { readPasted } from '../../lib/domain/read-pasted.ts';
import { explainLines } from '../explain/explain-lines.ts';
import { explainRow, writeRow } from '../explain/explain-row.ts';
import { readRow } from '../explain/read-row.ts';
import { writeExplained } from '../explain/write-explained.ts';
import type { Command, CommandContext } from './command.ts';
import { LANG_OPTION, readLanguage } from './read-language.ts';
import { createUserError } from './user-error.ts';

/** More of a body is not read, characters. */
const BODY_CHARS_MAX = 4 * 1024 * 1024;

/** `tollkeeper explain`: what an error of a provider means. */
export const explainCommand: Command = {
  name: 'explain',
  summary: 'Explain an error of a provider: whose wallet, how much, what helps',
  operands: '[body]',
  options: {
    jsonl: {
      type: 'boolean',
      summary: 'Read {id, host, status, headers, body, …} a line from stdin, answer a line each.',
    },
    host: { type: 'string', value: '<host>', summary: 'Who answered, e.g. api.deepseek.com.' },
    status: { type: 'string', value: '<code>', summary: 'The HTTP status it came with.' },
    lang: LANG_OPTION,
    json: { type: 'boolean', summary: 'Print it as JSON, as --jsonl answers a line.' },
  },
  run: explain,
};

async function explain(context: CommandContext): Promise<number> {
  const { values, operands, input, print, complain } = context;
  const language = readLanguage(values.lang, notUnderstood);
  if (values.jsonl === true) {
    if (operands.length > 0) throw notUnderstood('--jsonl reads its lines from stdin, and takes no body.');
    const bad = await explainLines(input, language, { print, complain });
    return bad === 0 ? 0 : 1;
  }
  if (operands.length > 1) throw notUnderstood('It explains one body at a time: put it in quotes.');
  const body = operands[0] ?? (await readAll(input));
  if (body.trim() === '') throw notUnderstood('There is nothing to explain: no body was given, and stdin is empty.');
  const { host, status, headers, bodyText } = readPasted(body);
  const asked = { host: values.host ?? host, status: readStatus(values.status) ?? status };
  const row = readRow({ ...asked, headers, body: bodyText });
  const explained = explainRow(row, language);
  if (values.json === true) print(writeRow(explained));
  else for (const line of writeExplained(explained, language)) print(line);
  return 0;
}

function readStatus(value: string | boolean | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d\d$/.test(String(value))) return Number(value);
  throw notUnderstood(`"${value}" is no HTTP status.`);
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper explain" was not understood.',
    why,
    todo: 'Try: tollkeeper explain \'402 {"error":"Insufficient balance"}\'',
    exitCode: 2,
  });
}

async function readAll(input: CommandContext['input']): Promise<string> {
  if (input.isTTY === true) return '';
  let text = '';
  for await (const chunk of input) {
    text += chunk;
    if (text.length > BODY_CHARS_MAX) break;
  }
  return text;
}
