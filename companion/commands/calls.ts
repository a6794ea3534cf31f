import { wordsIn } from '../report/report-words.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import { type ShownCall, writeCalls } from '../terminal/write-calls.ts';
import { type ShownRepricing, writeRefund, writeRepricing } from '../terminal/write-corrections.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** Many calls are priced anew one after the other, ms. */
const REPRICE_MS_MAX = 120_000;

/** `tollkeeper calls`: the last calls, and what corrects them. */
export const callsCommand: Command = {
  name: 'calls',

  operands: '[refund <id>|reprice]',
  options: {
    limit: { type: 'string', value: '<count>' },
    amount: { type: 'string', value: '<amount>' },
    unit: { type: 'string', value: '<unit>' },
    name: { type: 'string', value: '<name>' },
    from: { type: 'string', value: '<day>' },
    to: { type: 'string', value: '<day>' },
    provider: { type: 'string', value: '<provider>' },
    model: { type: 'string', value: '<model>' },
    dry: { type: 'boolean' },

    json: { type: 'boolean' },
  },

  run: async (context) => {
    const [deed = 'list', id, ...more] = context.operands;
    if (more.length === 0 && deed === 'list' && id === undefined) return list(context);
    if (more.length === 0 && deed === 'refund' && id !== undefined) return refund(id, context);
    if (more.length === 0 && deed === 'reprice' && id === undefined) return reprice(context);
    throw notUnderstood(speak('calls.itIsWrittenCallsCalls'));
  },
};

async function list({ values, print }: CommandContext): Promise<number> {
  const language = spokenLanguage();
  const { limit = '20' } = values;
  if (!/^[1-9]\d{0,2}$|^1000$/.test(String(limit))) {
    throw createUserError({
      what: speak('calls.isNoNumberOfCalls', { limit }),
      why: speak('calls.itIsAWholeNumber'),
      todo: speak('calls.correctLimitOrLeaveIt'),
      exitCode: 2,
    });
  }
  const found = await askCompanion<{ readonly calls: readonly ShownCall[] }>({ path: `/calls?limit=${limit}` });
  if (values.json === true) print(JSON.stringify(found));
  else for (const line of writeCalls(found.calls, Date.now(), wordsIn(language))) print(line);
  return 0;
}

async function refund(id: string, { values, print }: CommandContext): Promise<number> {
  const { amount, unit, name } = values;
  if (typeof amount !== 'string') throw missing('--amount <amount>', `tollkeeper calls refund ${id} --amount 0.25`);
  const booked = await askCompanion<Parameters<typeof writeRefund>[0]>({
    ...{ method: 'POST', path: `/calls/${encodeURIComponent(id)}/refund` },
    body: { amount, ...(unit !== undefined && { unit }), ...(name !== undefined && { refund: name }) },
  });
  if (values.json === true) print(JSON.stringify(booked));
  else for (const line of writeRefund(booked)) print(line);
  return 0;
}

async function reprice({ values, print }: CommandContext): Promise<number> {
  const { from, to, provider, model, dry } = values;
  if (typeof from !== 'string') throw missing('--from <day>', 'tollkeeper calls reprice --from 2026-11-01 --dry');
  const found = await askCompanion<ShownRepricing>({
    ...{ method: 'POST', path: '/calls/reprice', timeoutMs: REPRICE_MS_MAX },
    body: {
      from,
      ...(to && { to }),
      ...(provider && { provider }),
      ...(model && { model }),
      ...(dry === true && { dry }),
    },
  });
  if (values.json === true) print(JSON.stringify(found));
  else for (const line of writeRepricing(found)) print(line);
  return 0;
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'calls' }),
    why,
    todo: speak('any.helpWritten', { command: 'calls' }),
    exitCode: 2,
  });
}

function missing(option: string, example: string): Error {
  return createUserError({
    what: speak('calls.isMissing', { option }),
    why: speak('calls.nothingWasBooked'),
    todo: speak('calls.try', { example }),
    exitCode: 2,
  });
}
