import { speak } from '../terminal/speak.ts';
import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';
import { spendSince } from './spend-since.ts';
import { createUserError } from './user-error.ts';

interface Spend {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly (Readonly<Record<string, string>> & {
    readonly unit: string;
    readonly cost: string;
    readonly calls: string;
    readonly refusals: string;
    readonly unknown: string;
  })[];
}

const WAYS = ['provider', 'model', 'day'];

/** `tollkeeper spend`: where the money went. */
export const spendCommand: Command = {
  name: 'spend',

  options: {
    by: { type: 'string', value: '<what>' },
    from: { type: 'string', value: '<day>' },
    to: { type: 'string', value: '<day>' },
    'since-recharge': {
      type: 'boolean',
    },
    account: { type: 'string', value: '<id>' },
    json: { type: 'boolean' },
  },
  run: async ({ values, print }) => {
    const { by = 'model' } = values;
    if (values['since-recharge'] === true) {
      const account = typeof values.account === 'string' ? values.account : null;
      for (const line of await spendSince({ account, isJson: values.json === true })) print(line);
      return 0;
    }
    if (values.account !== undefined) {
      throw createUserError({
        what: speak('any.notUnderstood', { command: 'spend' }),
        why: speak('spend.accountSinceRecharge'),
        todo: speak('spend.addSinceRecharge'),
        exitCode: 2,
      });
    }
    if (!WAYS.includes(String(by))) {
      throw createUserError({
        what: speak('spend.isNoneOfTheWays', { by }),
        why: speak('any.theyAre', { what: WAYS.join(', ') }),
        todo: speak('spend.correctByOrLeaveIt'),
        exitCode: 2,
      });
    }
    const query = new URLSearchParams({ by: String(by) });
    const days = { from: values.from, to: values.to };
    for (const [name, day] of Object.entries(days)) if (typeof day === 'string') query.set(name, day);
    const spend = await askCompanion<Spend>({ path: `/spend?${query}` });
    if (values.json === true) print(JSON.stringify(spend));
    else for (const line of writeSpend(spend, String(by))) print(line);
    return 0;
  },
};

function writeSpend({ from, to, rows }: Spend, by: string): readonly string[] {
  if (rows.length === 0) return [speak('spend.noCallsFromTo', { from, to })];
  return [
    speak('spend.fromTo', { from, to }),
    '',
    ...writeTable(
      [
        by[0]?.toUpperCase() + by.slice(1),
        ...(by === 'model' ? [speak('any.provider')] : ['']),
        speak('any.cost'),
        speak('any.unit'),
        speak('any.calls'),
        speak('spend.refused'),
        speak('spend.unknown'),
      ],
      rows.map((row) => [
        row[by] || '–',
        by === 'model' ? (row.provider ?? '') : '',
        ...[row.cost, row.unit || speak('spend.noPrice'), String(row.calls), String(row.refusals), String(row.unknown)],
      ]),
    ),
  ];
}
