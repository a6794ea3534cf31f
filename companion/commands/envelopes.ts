import { wordsIn } from '../report/report-words.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import type { ShownBudget } from '../terminal/write-budgets.ts';
import { type ShownEnvelopeStep, writeEnvelopes, writeSteps } from '../terminal/write-envelopes.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper envelopes`: a budget's limit in parts, each for calls with its labels. */
export const envelopesCommand: Command = {
  name: 'envelopes',

  operands: '[list|set|move|history|remove] …',
  options: {
    budget: { type: 'string', value: '<name>' },
    from: { type: 'string', value: '<envelope>' },
    to: { type: 'string', value: '<envelope>' },
    emergency: {
      type: 'string',
      value: '<amount>',
    },
    'stops-first': { type: 'string', value: '<label,…>' },

    json: { type: 'boolean' },
  },

  run: async (context) => {
    const { values, operands, print } = context;
    const words = wordsIn(spokenLanguage());
    const [deed = 'list', ...more] = operands;
    if (deed === 'history') {
      const history = await readHistory(await budgetFor(more, values));
      if (values.json === true) print(JSON.stringify({ history }));
      else for (const line of writeSteps(history, words)) print(line);
      return 0;
    }
    const budgets = await perform(deed, more, values);
    if (values.json === true) print(JSON.stringify({ budgets }));
    else for (const line of writeEnvelopes(budgets, words)) print(line);
    return 0;
  },
};

type Values = CommandContext['values'];
type Answer = { readonly budgets: readonly ShownBudget[] };

async function perform(deed: string, operands: readonly string[], values: Values): Promise<readonly ShownBudget[]> {
  switch (deed) {
    case 'list': {
      const { budgets } = await askCompanion<Answer>({ path: '/envelopes' });
      const name = operands[0] ?? values.budget;
      return name === undefined ? budgets : budgets.filter(({ id }) => id === name);
    }
    case 'set': {
      const body = toSharing(
        operands.filter((word) => word.includes('=')),
        values,
      );
      const names = operands.filter((word) => !word.includes('='));
      return change({ method: 'PUT', path: pathOf(await budgetFor(names, values)), body });
    }
    case 'move': {
      const [amount, unit, ...others] = operands;
      if (amount === undefined || others.length > 0) throw notUnderstood(speak('envelopes.aMoveIsWrittenMove'));
      const { from, to } = values;
      if (typeof from !== 'string' || typeof to !== 'string') {
        throw notUnderstood(speak('envelopes.whichEnvelopeGivesFromAnd'));
      }
      const path = `${pathOf(await budgetFor([], values))}/moves`;
      return change({ method: 'POST', path, body: { amount, from, to, ...(unit !== undefined && { unit }) } });
    }
    case 'rm':
    case 'remove':
      return change({ method: 'DELETE', path: pathOf(await budgetFor(operands, values)) });
    default:
      throw notUnderstood(speak('envelopes.envelopesAreListedSetMoved', { deed }));
  }
}

async function change(asked: Parameters<typeof askCompanion>[0]): Promise<readonly ShownBudget[]> {
  return (await askCompanion<Answer>(asked)).budgets;
}

async function readHistory(budget: string): Promise<readonly ShownEnvelopeStep[]> {
  const path = `${pathOf(budget)}/history`;
  return (await askCompanion<{ readonly history: readonly ShownEnvelopeStep[] }>({ path })).history;
}

function pathOf(budget: string): string {
  return `/budgets/${encodeURIComponent(budget)}/envelopes`;
}

/** The budget that was named, else the only one that is shared out, else the only one. */
async function budgetFor([name, ...more]: readonly string[], { budget }: Values): Promise<string> {
  if (more.length > 0) throw notUnderstood(speak('any.isOneWordTooMany', { what: more.join(' ') }));
  if (name !== undefined) return name;
  if (typeof budget === 'string') return budget;
  const { budgets } = await askCompanion<Answer>({ path: '/budgets' });
  const shared = budgets.filter(({ envelopes }) => envelopes !== undefined);
  const [only, ...others] = shared.length > 0 ? shared : budgets;
  if (only !== undefined && others.length === 0) return only.id;
  if (only === undefined) {
    throw notUnderstood(speak('envelopes.thereIsNoBudgetYet'));
  }
  const names = (shared.length > 0 ? shared : budgets).map(({ id }) => id).join(', ');
  throw notUnderstood(speak('envelopes.whichBudgetIsMeantBudget', { names }));
}

function toSharing(words: readonly string[], values: Values): object {
  if (words.length === 0) throw notUnderstood(speak('envelopes.howItIsSharedOut'));
  const parts = words.map(readShare);
  const percents = parts.filter(({ isPercent }) => isPercent);
  const sum = percents.reduce((total, { share }) => total + share, 0);
  if (percents.length > 0 && (percents.length < parts.length || sum !== 100)) {
    throw notUnderstood(speak('envelopes.percentagesMustBeOfAll', { sum }));
  }
  const { emergency, 'stops-first': first } = values;
  if (typeof first === 'string' && typeof emergency !== 'string') {
    throw notUnderstood(speak('envelopes.fromWhichAmountOnThey'));
  }
  return {
    shares: parts.map(({ isPercent: _, ...share }) => share),
    ...(typeof emergency === 'string' && {
      emergency: { amount: emergency, ...(typeof first === 'string' && { stopsFirst: listOf(first) }) },
    }),
  };
}

/** `name=60`, `name=60%`, `name=60:label,label`. */
function readShare(word: string) {
  const [, name = '', digits, percent, labels] = /^([^=]+)=(\d{1,7})(%?)(?::(.*))?$/.exec(word) ?? [];
  if (digits === undefined) {
    throw notUnderstood(speak('envelopes.isNoShareItIs', { word }));
  }
  const own = name === RESERVE ? [] : [name];
  return {
    ...{ name, share: Number(digits), isPercent: percent === '%' },
    labels: labels === undefined ? own : listOf(labels),
  };
}

const RESERVE = 'reserve';

function listOf(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'envelopes' }),
    why,
    todo: speak('any.helpWritten', { command: 'envelopes' }),
    exitCode: 2,
  });
}
