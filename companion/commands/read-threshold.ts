import { speak } from '../terminal/speak.ts';
import type { CommandContext, CommandOption } from './command.ts';
import { createUserError } from './user-error.ts';

/** Options that say from where on to warn; several at once are several thresholds. */
export const THRESHOLD_OPTIONS: Readonly<Record<string, CommandOption>> = {
  below: { type: 'string', value: '<amount>' },
  unit: {
    type: 'string',
    value: '<unit>',
  },
  'of-day': { type: 'string', value: '<%>' },
  'of-recharge': { type: 'string', value: '<%>' },
  'of-limit': { type: 'string', value: '<%>' },
  runway: { type: 'string', value: '<days>' },
};

/** The thresholds that were given, as the API takes them. Throws a user error. */
export function readThreshold(values: CommandContext['values']): readonly object[] {
  const { below, unit, runway } = values;
  const shares = (['of-day', 'of-recharge', 'of-limit'] as const).flatMap((kind) => {
    const text = values[kind];
    return text === undefined ? [] : [{ kind, percent: readNumber(kind, String(text).replace(/ ?%$/, '')) }];
  });
  return [
    ...(below === undefined ? [] : [{ kind: 'amount', below, ...(unit !== undefined && { unit }) }]),
    ...shares,
    ...(runway === undefined ? [] : [{ kind: 'runway', days: readNumber('runway', String(runway)) }]),
  ];
}

/** What is meant, as the API names it: accounts have a colon in their id, budgets none. */
export function toSubject(what: string): string {
  if (what === '*' || what === 'self' || /^(account|budget|provider):/.test(what)) return what;
  return what.includes(':') ? `account:${what}` : `budget:${what}`;
}

function readNumber(option: string, text: string): number {
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text)) return Number(text);
  throw createUserError({
    what: speak('readThreshold.wasNotUnderstood', { option }),
    why: speak('readThreshold.isNoNumber', { text }),
    todo: speak('readThreshold.writeItAs20', { option }),
    exitCode: 2,
  });
}
