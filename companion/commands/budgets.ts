import { SCOPES } from '../api/budget-json.ts';
import { wordsIn } from '../report/report-words.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import { type ShownBudget, writeBudgets } from '../terminal/write-budgets.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { readDuration } from './read-duration.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper budgets`: limits that hold. */
export const budgetsCommand: Command = {
  name: 'budgets',

  operands: '[set|raise|remove|release] [name]',
  options: {
    limit: { type: 'string', value: '<amount>' },
    unit: { type: 'string', value: '<unit>' },
    per: { type: 'string', value: '<window>' },
    zone: { type: 'string', value: '<zone>' },
    'starts-on': {
      type: 'string',
      value: '<day>',
    },
    ...Object.fromEntries(
      SCOPES.map((scope) => [
        scope,
        { type: 'string', value: `<${scope}>`, summary: `set: only calls of this ${scope}.` } as const,
      ]),
    ),
    soft: { type: 'boolean' },
    elastic: { type: 'boolean' },
    open: { type: 'boolean' },
    by: { type: 'string', value: '<amount>' },
    for: { type: 'string', value: '<time>' },

    json: { type: 'boolean' },
  },

  run: runBudgets,
};

async function runBudgets(context: CommandContext): Promise<number> {
  const { values, operands, print } = context;
  const language = spokenLanguage();
  const [deed = 'list', id, ...more] = operands;
  if (more.length > 0) throw notUnderstood(speak('any.isOneWordTooMany', { what: more.join(' ') }));
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
  if (id === undefined) throw notUnderstood(speak('budgets.whichBudgetIsMeantFor', { deed }));
  const path = `/budgets/${encodeURIComponent(id)}`;
  switch (deed) {
    case 'set':
      return askCompanion({ method: 'PUT', path, body: toBody(values) });
    case 'remove':
      return askCompanion({ method: 'DELETE', path });
    case 'raise': {
      if (typeof values.by !== 'string') throw notUnderstood(speak('budgets.byHowMuchByWas'));
      const forMs = readDuration(values.for);
      return askCompanion({ method: 'POST', path: `${path}/raises`, body: { by: values.by, forMs } });
    }
    default:
      throw notUnderstood(speak('budgets.budgetsAreShownSetRaised', { deed }));
  }
}

function toBody(values: CommandContext['values']): object {
  if (typeof values.limit !== 'string') throw notUnderstood(speak('budgets.theLimitLimitWasNot'));
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
  throw notUnderstood(speak('budgets.isNoDayThatA', { value }));
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'budgets' }),
    why,
    todo: speak('any.helpWritten', { command: 'budgets' }),
    exitCode: 2,
  });
}
