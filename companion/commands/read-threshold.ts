import type { CommandContext, CommandOption } from './command.ts';
import { createUserError } from './user-error.ts';

/** Options that say from where on to warn; several at once are several thresholds. */
export const THRESHOLD_OPTIONS: Readonly<Record<string, CommandOption>> = {
  below: { type: 'string', value: '<amount>', summary: 'threshold: less than this is left.' },
  unit: {
    type: 'string',
    value: '<unit>',
    summary: 'threshold: of --below: USD, CNY, tokens … (what it is in).',
  },
  'of-day': { type: 'string', value: '<%>', summary: 'threshold: less than this share of a usual day.' },
  'of-recharge': { type: 'string', value: '<%>', summary: 'threshold: less than this share of the last recharge.' },
  'of-limit': { type: 'string', value: '<%>', summary: "threshold: less than this share of a budget's limit." },
  runway: { type: 'string', value: '<days>', summary: 'threshold: it lasts for fewer days.' },
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
    what: `--${option} was not understood.`,
    why: `"${text}" is no number.`,
    todo: `Write it as --${option} 20.`,
    exitCode: 2,
  });
}
