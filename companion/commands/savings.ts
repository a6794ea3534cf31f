import { ADVICE_MS_MAX } from '../advice/ask-advice.ts';
import { showAmount } from '../terminal/shorten.ts';
import { type ShownText, writeLines, writeNotes } from '../terminal/write-advice.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';
import { readDays } from './read-days.ts';

interface ShownPlace {
  readonly provider: string;
  readonly model: string | null;
  readonly origin: string;
}

interface ShownSavings {
  readonly days: number;
  readonly calls: number;
  /** By unit, decimals. */
  readonly spent: Readonly<Record<string, string>>;
  readonly saved: Readonly<Record<string, string>>;
  readonly savings: readonly {
    readonly unit: string;
    readonly what: ShownText;
    readonly fix: ShownText;
    readonly places: readonly { readonly place: ShownPlace; readonly amount: string; readonly instead?: string }[];
  }[];
  readonly reserves: readonly { readonly place: ShownPlace; readonly what: ShownText; readonly fix: ShownText }[];
  readonly fixes: readonly { readonly what: ShownText; readonly todo: ShownText; readonly link: string | null }[];
  readonly unknown: readonly ShownText[];
}

/** `tollkeeper savings`: what money goes for that need not. */
export const savingsCommand: Command = {
  name: 'savings',
  summary: 'What could be saved, the sum and how; what would end refusals',
  options: {
    days: { type: 'string', value: '<count>', summary: 'The last so many days, today included (30).' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => ['Less than 5 % of what was spent, or than $1, is not told; no call counts twice.'],
  run: async ({ values, print }) => {
    const path = `/advice/savings?days=${readDays(values.days)}`;
    const told = await askCompanion<ShownSavings>({ path, timeoutMs: ADVICE_MS_MAX });
    if (values.json === true) print(JSON.stringify(told));
    else for (const line of writeSavings(told)) print(line);
    return 0;
  },
};

function writeSavings({
  days,
  calls,
  spent,
  saved,
  savings,
  reserves,
  fixes,
  unknown,
}: ShownSavings): readonly string[] {
  if (calls === 0 && fixes.length === 0) return [`No calls in the last ${days} days.`];
  const all = Object.entries(spent).map(([unit, sum]) => {
    const less = saved[unit];
    return `${showAmount(sum, unit)} spent${less === undefined ? '' : `, ${showAmount(less, unit)} of it could be saved`}`;
  });
  return [
    ...writeLines(`The last ${days} days: ${all.join('; ') || 'nothing spent that is known'}.`),
    ...(savings.length === 0 ? ['Nothing worth a word could be saved.'] : []),
    ...savings.flatMap(({ what, fix, places, unit }) => [
      '',
      ...writeLines(what.en),
      ...writeLines(fix.en, '  '),
      ...places.map(({ place, amount, instead }) => {
        const other = instead === undefined ? '' : `, instead: ${instead}`;
        return fit(`  ${showAmount(amount, unit)}  ${nameOf(place)}${other}`);
      }),
    ]),
    ...reserves.flatMap(({ place, what, fix }) => [
      '',
      ...writeLines(what.en),
      ...writeLines(fix.en, '  '),
      fit(`  ${nameOf(place)}`),
    ]),
    ...fixes.flatMap(({ what, todo, link }) => [
      '',
      ...writeLines(what.en),
      ...writeLines(todo.en, '  '),
      ...(link === null ? [] : [`  ${link}`]),
    ]),
    ...(unknown.length === 0 ? [] : ['', ...writeNotes(unknown)]),
  ];
}

function nameOf({ provider, model, origin }: ShownPlace): string {
  if (model === null && origin === '') return `other calls at ${provider}`;
  return [model ?? 'no model', provider, origin.replace(/^tool:/, '')].join(' · ');
}

const COLUMNS = 80;

function fit(line: string): string {
  return line.length <= COLUMNS ? line : `${line.slice(0, COLUMNS - 1)}…`;
}
