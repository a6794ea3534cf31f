import { wordsIn } from '../report/report-words.ts';
import { type ShownCall, writeCalls } from '../terminal/write-calls.ts';
import { type ShownRepricing, writeRefund, writeRepricing } from '../terminal/write-corrections.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { LANG_OPTION, readLanguage } from './read-language.ts';
import { createUserError } from './user-error.ts';

/** Many calls are priced anew one after the other, ms. */
const REPRICE_MS_MAX = 120_000;

/** `tollkeeper calls`: the last calls, and what corrects them. */
export const callsCommand: Command = {
  name: 'calls',
  summary: 'The last calls: when, whose, what they cost; book refunds and new prices',
  operands: '[refund <id>|reprice]',
  options: {
    limit: { type: 'string', value: '<count>', summary: 'How many (20).' },
    amount: { type: 'string', value: '<amount>', summary: 'refund: what came back, such as 0.25.' },
    unit: { type: 'string', value: '<unit>', summary: 'refund: of what (what the call cost in).' },
    name: { type: 'string', value: '<name>', summary: 'refund: its own name; the same again is booked once.' },
    from: { type: 'string', value: '<day>', summary: 'reprice: the first day, 2026-11-01.' },
    to: { type: 'string', value: '<day>', summary: 'reprice: the last day (the first one).' },
    provider: { type: 'string', value: '<provider>', summary: 'reprice: only calls of this provider.' },
    model: { type: 'string', value: '<model>', summary: 'reprice: only calls of this model.' },
    dry: { type: 'boolean', summary: 'reprice: say what would be booked, and book nothing.' },
    lang: LANG_OPTION,
    json: { type: 'boolean', summary: 'Print JSON, for scripts; it has the ids of calls.' },
  },
  notes: () => [
    "A call's record stays as it is. Corrections are booked beside it, in the",
    'windows of its budgets; spend, exports and reconciling count them.',
    '"reprice" takes your own prices as they are now (the extension has them), for',
    'answers whose sum came from a price; what a provider stated stays.',
  ],
  run: async (context) => {
    const [deed = 'list', id, ...more] = context.operands;
    if (more.length === 0 && deed === 'list' && id === undefined) return list(context);
    if (more.length === 0 && deed === 'refund' && id !== undefined) return refund(id, context);
    if (more.length === 0 && deed === 'reprice' && id === undefined) return reprice(context);
    throw notUnderstood('It is written: calls, calls refund <id> --amount <amount>, or calls reprice --from <day>.');
  },
};

async function list({ values, print }: CommandContext): Promise<number> {
  const language = readLanguage(values.lang, notUnderstood);
  const { limit = '20' } = values;
  if (!/^[1-9]\d{0,2}$|^1000$/.test(String(limit))) {
    throw createUserError({
      what: `"${limit}" is no number of calls.`,
      why: 'It is a whole number from 1 to 1000.',
      todo: 'Correct --limit, or leave it out.',
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
  const { from, to = from, provider, model, dry } = values;
  if (typeof from !== 'string') throw missing('--from <day>', 'tollkeeper calls reprice --from 2026-11-01 --dry');
  const found = await askCompanion<ShownRepricing>({
    ...{ method: 'POST', path: '/calls/reprice', timeoutMs: REPRICE_MS_MAX },
    body: { from, to, ...(provider && { provider }), ...(model && { model }), ...(dry === true && { dry }) },
  });
  if (values.json === true) print(JSON.stringify(found));
  else for (const line of writeRepricing(found)) print(line);
  return 0;
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper calls" was not understood.',
    why,
    todo: 'Run "tollkeeper help calls" to see how.',
    exitCode: 2,
  });
}

function missing(option: string, example: string): Error {
  return createUserError({
    what: `${option} is missing.`,
    why: 'Nothing was booked.',
    todo: `Try: ${example}`,
    exitCode: 2,
  });
}
