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
  summary: 'What was spent, by model, provider or day',
  options: {
    by: { type: 'string', value: '<what>', summary: 'model, provider or day (model).' },
    from: { type: 'string', value: '<day>', summary: 'First day, such as 2026-11-01 (30 days ago).' },
    to: { type: 'string', value: '<day>', summary: 'Last day (today).' },
    'since-recharge': {
      type: 'boolean',
      summary: 'Since each account was last recharged, by model, label and day; with what nobody saw.',
    },
    account: { type: 'string', value: '<id>', summary: 'With --since-recharge: this account only.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  run: async ({ values, print }) => {
    const { by = 'model' } = values;
    if (values['since-recharge'] === true) {
      const account = typeof values.account === 'string' ? values.account : null;
      for (const line of await spendSince({ account, isJson: values.json === true })) print(line);
      return 0;
    }
    if (!WAYS.includes(String(by))) {
      throw createUserError({
        what: `"${by}" is none of the ways to look at spending.`,
        why: `They are ${WAYS.join(', ')}.`,
        todo: 'Correct --by, or leave it out.',
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
  if (rows.length === 0) return [`No calls from ${from} to ${to}.`];
  return [
    `From ${from} to ${to}:`,
    '',
    ...writeTable(
      [
        by[0]?.toUpperCase() + by.slice(1),
        ...(by === 'model' ? ['Provider'] : ['']),
        'Cost',
        'Unit',
        'Calls',
        'Refused',
        'Unknown',
      ],
      rows.map((row) => [
        row[by] || '–',
        by === 'model' ? (row.provider ?? '') : '',
        ...[row.cost, row.unit || 'no price', String(row.calls), String(row.refusals), String(row.unknown)],
      ]),
    ),
  ];
}
