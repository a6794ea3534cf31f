import { CACHE_POLICIES } from '../../lib/domain/savings-view.ts';
import { ADVICE_MS_MAX } from '../advice/ask-advice.ts';
import { speak } from '../terminal/speak.ts';
import {
  type ShownComparison,
  type ShownText,
  writeComparison,
  writeLines,
  writeNotes,
} from '../terminal/write-advice.ts';
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

  options: {
    model: { type: 'string', value: '<name>' },
    provider: { type: 'string', value: '<name>' },
    cache: {
      type: 'string',
      value: '<how>',
    },
    of: { type: 'string', value: '<model>' },
    days: { type: 'string', value: '<count>' },
    json: { type: 'boolean' },
  },
  run: async ({ values, print }) => {
    const { model, provider, cache } = values;
    if (model === undefined && provider === undefined && cache === undefined) {
      throw notUnderstood(speak('whatif.itNeedsWhatIsTo'), speak('whatif.nameItModelProviderOr'));
    }
    if (cache !== undefined && !CACHE_POLICIES.some((policy) => policy === cache)) {
      throw notUnderstood(
        speak('whatif.isNoUseOfCaches', { cache }),
        speak('whatif.takeOneOfThese', { cachePolicies: CACHE_POLICIES.join(', ') }),
      );
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
  if (compared.length + leftOut.length === 0) return [speak('any.noCallsInTheLast', { what: days })];
  // A model alone is looked for where the calls were made, and a provider alone with their models.
  const isNowhere = compared.length === 0 && leftOut.some(({ why }) => why === 'price');
  return [
    speak('whatif.theLastDays', { days }),
    '',
    ...writeComparison(told),
    ...(isNowhere ? ['', ...writeLines(speak('whatif.nameBoth'))] : []),
    '',
    ...writeNotes(caveats),
  ];
}

function notUnderstood(why: string, todo: string): Error {
  return createUserError({ what: speak('any.notUnderstood', { command: 'whatif' }), why, todo, exitCode: 2 });
}
