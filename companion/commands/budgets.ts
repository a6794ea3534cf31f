import { SCOPES } from '../api/budget-json.ts';
import { wordsIn } from '../report/report-words.ts';
import { type ShownBudget, writeBudgets } from '../terminal/write-budgets.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { readDuration } from './read-duration.ts';
import { LANG_OPTION, readLanguage } from './read-language.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper budgets`: limits that hold. */
export const budgetsCommand: Command = {
  name: 'budgets',
  summary: 'Show budgets; set, raise or remove one; release loops',
  operands: '[set|raise|remove|release] [name]',
  options: {
    limit: { type: 'string', value: '<amount>', summary: 'set: how much may be spent, such as 5 or 0.25.' },
    unit: { type: 'string', value: '<unit>', summary: 'set: USD, CNY, credits …, tokens or calls (USD).' },
    per: { type: 'string', value: '<window>', summary: 'set: call, hour, day, week or month (month).' },
    zone: { type: 'string', value: '<zone>', summary: "set: whose days (the companion's zone)." },
    'starts-on': {
      type: 'string',
      value: '<day>',
      summary: 'set: when a month (1 to 28) or a week (1 Monday to 7 Sunday) begins (1).',
    },
    ...Object.fromEntries(
      SCOPES.map((scope) => [
        scope,
        { type: 'string', value: `<${scope}>`, summary: `set: only calls of this ${scope}.` } as const,
      ]),
    ),
    soft: { type: 'boolean', summary: 'set: warn instead of stopping.' },
    elastic: { type: 'boolean', summary: 'set: hold what is usual, not the worst; it may be overrun a little.' },
    open: { type: 'boolean', summary: 'set: let calls go while the ledger cannot be written.' },
    by: { type: 'string', value: '<amount>', summary: 'raise: by how much.' },
    for: { type: 'string', value: '<time>', summary: 'raise: for how long, such as 30m, 2h or 3d.' },
    lang: LANG_OPTION,
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'A hard budget stops a call that may not fit before it leaves: the program gets',
    'HTTP 402 with the reason and what helps. Nothing is sent then.',
    '"budgets release [tool]" lets on what a loop-breaker (see "policies") stopped.',
  ],
  run: runBudgets,
};

async function runBudgets(context: CommandContext): Promise<number> {
  const { values, operands, print } = context;
  const language = readLanguage(values.lang, notUnderstood);
  const [deed = 'list', id, ...more] = operands;
  if (more.length > 0) throw notUnderstood(`"${more.join(' ')}" is one word too many.`);
  const { budgets } = await perform(deed, id, values);
  if (values.json === true) print(JSON.stringify({ budgets }));
  else for (const line of writeBudgets(budgets, wordsIn(language))) print(line);
  return 0;
}

type Answer = Promise<{ readonly budgets: readonly ShownBudget[] }>;

function perform(deed: string, id: string | undefined, values: CommandContext['values']): Answer {
  if (deed === 'list') return askCompanion({ path: '/budgets' });
  if (deed === 'release') {
    return askCompanion({ method: 'POST', path: '/budgets/release', body: { tool: id ?? null } });
  }
  if (id === undefined) throw notUnderstood(`Which budget "${deed}" is meant for was not said.`);
  const path = `/budgets/${encodeURIComponent(id)}`;
  switch (deed) {
    case 'set':
      return askCompanion({ method: 'PUT', path, body: toBody(values) });
    case 'remove':
      return askCompanion({ method: 'DELETE', path });
    case 'raise': {
      if (typeof values.by !== 'string') throw notUnderstood('By how much (--by) was not said.');
      const forMs = readDuration(values.for);
      return askCompanion({ method: 'POST', path: `${path}/raises`, body: { by: values.by, forMs } });
    }
    default:
      throw notUnderstood(`Budgets are shown, set, raised, removed or released; "${deed}" is none of that.`);
  }
}

function toBody(values: CommandContext['values']): object {
  if (typeof values.limit !== 'string') throw notUnderstood('The limit (--limit) was not said.');
  const scope = Object.fromEntries(
    SCOPES.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
  const given = Object.fromEntries(
    ['unit', 'per', 'zone'].flatMap((name) => (values[name] ? [[name, values[name]]] : [])),
  );
  return {
    ...given,
    ...(values['starts-on'] !== undefined && { startsOn: readDay(values['starts-on']) }),
    ...{ limit: values.limit, scope, hard: values.soft !== true, elastic: values.elastic === true },
    onFailure: values.open === true ? 'open' : 'closed',
  };
}

/** Which days there are depends on the window: the companion knows. */
function readDay(value: string | boolean): number {
  if (/^\d{1,2}$/.test(String(value))) return Number(value);
  throw notUnderstood(`"${value}" is no day that a window begins on: it is a number (--starts-on 15).`);
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper budgets" was not understood.',
    why,
    todo: 'Run "tollkeeper help budgets" to see how it is written.',
    exitCode: 2,
  });
}
