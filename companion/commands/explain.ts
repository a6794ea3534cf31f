import { readPasted } from '../../lib/domain/read-pasted.ts';
import { explainLines } from '../explain/explain-lines.ts';
import { explainRow, writeRow } from '../explain/explain-row.ts';
import { readRow } from '../explain/read-row.ts';
import { writeExplained } from '../explain/write-explained.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** More of a body is not read, characters. */
const BODY_CHARS_MAX = 4 * 1024 * 1024;

/** `tollkeeper explain`: what an error of a provider means. */
export const explainCommand: Command = {
  name: 'explain',

  operands: '[body]',
  options: {
    jsonl: {
      type: 'boolean',
    },
    host: { type: 'string', value: '<host>' },
    status: { type: 'string', value: '<code>' },

    json: { type: 'boolean' },
  },
  run: explain,
};

async function explain(context: CommandContext): Promise<number> {
  const { values, operands, input, print, complain } = context;
  const language = spokenLanguage();
  if (values.jsonl === true) {
    if (operands.length > 0) throw notUnderstood(speak('explain.jsonlReadsItsLinesFrom'));
    const bad = await explainLines(input, language, { print, complain });
    return bad === 0 ? 0 : 1;
  }
  if (operands.length > 1) throw notUnderstood(speak('explain.itExplainsOneBodyAt'));
  const body = operands[0] ?? (await readAll(input));
  if (body.trim() === '') throw notUnderstood(speak('explain.thereIsNothingToExplain'));
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
  throw notUnderstood(speak('explain.isNoHttpStatus', { value }));
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'explain' }),
    why,
    todo: speak('explain.tryTollkeeperExplain402Error'),
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
