import { ADVICE_MS_MAX } from '../advice/ask-advice.ts';
import { cutColumns } from '../terminal/columns.ts';
import { showAmount } from '../terminal/shorten.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
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

  options: {
    days: { type: 'string', value: '<count>' },
    json: { type: 'boolean' },
  },

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
  const language = spokenLanguage();
  if (calls === 0 && fixes.length === 0) return [speak('any.noCallsInTheLast', { what: days })];
  const all = Object.entries(spent).map(([unit, sum]) => {
    const less = saved[unit];
    return speak('savings.spent', {
      sum: showAmount(sum, unit),
      rest: less === undefined ? '' : speak('savings.ofItCouldBeSaved', { less: showAmount(less, unit) }),
    });
  });
  return [
    ...writeLines(
      speak('savings.theLastDays', { days, all: all.join('; ') || speak('savings.nothingSpentThatIsKnown') }),
    ),
    ...(savings.length === 0 ? [speak('savings.nothingWorthAWordCould')] : []),
    ...savings.flatMap(({ what, fix, places, unit }) => [
      '',
      ...writeLines(what[language]),
      ...writeLines(fix[language], '  '),
      ...places.map(({ place, amount, instead }) => {
        const other = instead === undefined ? '' : speak('savings.instead', { instead });
        return fit(`  ${showAmount(amount, unit)}  ${nameOf(place)}${other}`);
      }),
    ]),
    ...reserves.flatMap(({ place, what, fix }) => [
      '',
      ...writeLines(what[language]),
      ...writeLines(fix[language], '  '),
      fit(`  ${nameOf(place)}`),
    ]),
    ...fixes.flatMap(({ what, todo, link }) => [
      '',
      ...writeLines(what[language]),
      ...writeLines(todo[language], '  '),
      ...(link === null ? [] : [`  ${link}`]),
    ]),
    ...(unknown.length === 0 ? [] : ['', ...writeNotes(unknown)]),
  ];
}

function nameOf({ provider, model, origin }: ShownPlace): string {
  if (model === null && origin === '') return speak('savings.otherCallsAt', { provider });
  return [model ?? speak('savings.noModel'), provider, origin.replace(/^tool:/, '')].join(' · ');
}

const COLUMNS = 80;

function fit(line: string): string {
  return cutColumns(line, COLUMNS);
}
