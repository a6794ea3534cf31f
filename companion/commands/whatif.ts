import { CACHE_POLICIES } from '../../lib/domain/savings-view.ts';
import { ADVICE_MS_MAX } from '../advice/ask-advice.ts';
import { type ShownComparison, type ShownText, writeComparison, writeNotes } from '../terminal/write-advice.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';
import { readDays } from './read-days.ts';
import { createUserError } from './user-error.ts';

interface ShownWhatIf extends ShownComparison {
  readonly days: number;
  readonly caveats: readonly ShownText[];
}

/** `tollkeeper whatif`: the same calls, had they been others. */
export const whatifCommand: Command = {
  name: 'whatif',
  summary: 'What the last 30 days would have cost on another model, provider or cache',
  options: {
    model: { type: 'string', value: '<name>', summary: 'All of it to this model.' },
    provider: { type: 'string', value: '<name>', summary: 'The same models at this provider.' },
    cache: {
      type: 'string',
      value: '<how>',
      summary: 'none: nothing found again; hour: kept for an hour; steady: prompts that begin the same each time.',
    },
    of: { type: 'string', value: '<model>', summary: 'Calls to this model only (all).' },
    days: { type: 'string', value: '<count>', summary: 'The last so many days, today included (30).' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  run: async ({ values, print }) => {
    const { model, provider, cache } = values;
    if (model === undefined && provider === undefined && cache === undefined) {
      throw notUnderstood('It needs what is to be another.', 'Name it: --model, --provider or --cache.');
    }
    if (cache !== undefined && !CACHE_POLICIES.some((policy) => policy === cache)) {
      throw notUnderstood(`"${cache}" is no use of caches.`, `Take one of these: ${CACHE_POLICIES.join(', ')}.`);
    }
    const query = new URLSearchParams({ days: readDays(values.days) });
    for (const [name, value] of Object.entries({ model, provider, cache, of: values.of })) {
      if (typeof value === 'string') query.set(name, value);
    }
    const told = await askCompanion<ShownWhatIf>({ path: `/advice/what-if?${query}`, timeoutMs: ADVICE_MS_MAX });
    if (values.json === true) print(JSON.stringify(told));
    else for (const line of writeWhatIf(told)) print(line);
    return 0;
  },
};

function writeWhatIf(told: ShownWhatIf): readonly string[] {
  const { days, compared, leftOut, caveats } = told;
  if (compared.length + leftOut.length === 0) return [`No calls in the last ${days} days.`];
  return [`The last ${days} days:`, '', ...writeComparison(told), '', ...writeNotes(caveats)];
}

function notUnderstood(why: string, todo: string): Error {
  return createUserError({ what: '"tollkeeper whatif" was not understood.', why, todo, exitCode: 2 });
}
