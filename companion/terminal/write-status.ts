import { styleText } from 'node:util';
import type { Rounding } from '../../lib/domain/text.ts';
import { type ReportWords, wordsIn } from '../report/report-words.ts';
import { cutColumns, padColumns, widthOf, wrapColumns } from './columns.ts';
import { shorten, showAmount } from './shorten.ts';
import { spokenLanguage } from './speak.ts';
import { asIs, type ShownBudget, sayCalls, sayLimit, sayScope } from './write-budgets.ts';
import type { ShownRunway } from './write-runways.ts';

/** What a companion says of itself at `GET /status`. */
export interface ShownStatus {
  readonly version: string;
  readonly origin: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly callsUnderWay: number;
  readonly today: readonly ShownSum[];
  readonly month: readonly ShownSum[];
  readonly budgets: readonly ShownBudget[];
  readonly balances: readonly {
    readonly account: string;
    readonly name: string | null;
    readonly unit: string;
    readonly usable: string | null;
    /** Epoch ms. */
    readonly readAt: number;
  }[];
  /** Named accounts whose balance could not be read when it was asked for last. Absent: of an older companion. */
  readonly unread?: readonly {
    readonly provider: string;
    readonly name: string;
    readonly problem: string | null;
    /** Epoch ms. */
    readonly failingSince: number | null;
  }[];
  /** What is wrong, the urgent first. Absent: of an older companion. */
  readonly alerts?: readonly StatusAlert[];
}

/** Something that is wrong. */
export interface StatusAlert {
  readonly level: 'urgent' | 'soon' | 'note';
  readonly title: string;
  /** Somebody knows of it, or wants to hear of it later. */
  readonly isKnown: boolean;
}

interface ShownSum {
  readonly unit: string;
  readonly cost: string;
  readonly calls: number;
  readonly refusals: number;
  readonly unknown: number;
}

/** What stands between parts of a line. */
export const COMMA = { en: ', ', zh: '，' } as const;

const COLUMNS = 80;
const NAME_COLUMNS = 14;
const BAR_COLUMNS = 16;
const ALERTS_MAX = 3;
/** How what is wrong is marked, wherever a terminal shows it. */
export const COLORS = { urgent: 'red', soon: 'yellow', note: 'dim' } as const;
/** From here on a budget is near its end, %. */
const NEAR = 80;

/** The answer at a glance, in 80 columns. `now`: epoch ms. */
export function writeStatus(
  status: ShownStatus,
  now: number,
  runways: readonly ShownRunway[] = [],
  words: ReportWords = wordsIn(spokenLanguage()),
): readonly string[] {
  const { say } = words;
  const { version, origin, startedAt, callsUnderWay: n } = status;
  const running = n === 0 ? say('cli.none') : say('cli.running', { n });
  return [
    `${styleText('bold', `Tollkeeper ${version}`)}  ${origin}`,
    dim(say('cli.up', { span: words.span(now - startedAt), running })),
    ...writeWrong(status, words),
    ...writeSpent(status, words),
    ...section(say('cli.accounts'), [
      ...writeBalances(status, { now, runways, words }),
      ...writeUnread(status, now, words),
    ]),
    ...section(
      say('cli.budgets'),
      status.budgets.flatMap((budget) => writeBudgetParts(budget, words)),
    ),
    ...(status.budgets.length > 0 ? [] : ['', dim(say('cli.budgets.none'))]),
  ];
}

/** What nobody knows of yet, by name; what somebody knows of, by number. */
function writeWrong({ alerts = [] }: ShownStatus, { language, say }: ReportWords): readonly string[] {
  const open = alerts.filter(({ isKnown }) => !isKnown);
  const known = alerts.length - open.length;
  const left = open.length - ALERTS_MAX;
  const more = [
    ...(left > 0 ? [say('cli.wrong.more', { n: left })] : []),
    ...(known > 0 ? [say('cli.wrong.known', { n: known })] : []),
    say('cli.wrong.todo'),
  ];
  if (alerts.length === 0) return [];
  return [
    '',
    ...open.slice(0, ALERTS_MAX).map(({ level, title }) => {
      const mark = styleText(COLORS[level], padColumns(say(`cli.level.${level}`), 8));
      return mark + cutColumns(title, COLUMNS - 8);
    }),
    dim(`${' '.repeat(8)}${more.join(COMMA[language])}`),
  ];
}

function writeSpent({ today, month }: ShownStatus, { language, say }: ReportWords): readonly string[] {
  if (month.length === 0) return ['', say('cli.spent.none')];
  const priced = month.filter(({ unit }) => unit !== '');
  const rows = priced.map(({ unit, cost, calls }) => {
    const now = today.find((sum) => sum.unit === unit)?.cost ?? '0';
    return [
      showAmount(now, unit).padStart(16),
      showAmount(cost, unit).padStart(18),
      dim(padColumns(say('cli.spent.calls', { n: calls }), 16, 'left')),
    ];
  });
  const beside = [
    [sum(month.map(({ refusals }) => refusals)), 'cli.spent.refused'],
    [sum(month.map(({ unknown }) => unknown)), 'cli.spent.unknown'],
  ] as const;
  const notes = beside.filter(([n]) => n > 0).map(([n, key]) => say(key, { n }));
  const heads = padColumns(say('cli.spent.today'), 16, 'left') + padColumns(say('cli.spent.month'), 18, 'left');
  return [
    '',
    `${styleText('bold', padColumns(say('cli.spent'), NAME_COLUMNS))}${dim(heads)}`,
    ...rows.map((cells) => `${' '.repeat(NAME_COLUMNS)}${cells.join('')}`),
    ...(notes.length > 0 ? [' '.repeat(NAME_COLUMNS) + styleText('yellow', notes.join(COMMA[language]))] : []),
  ];
}

function writeBalances(
  { balances }: ShownStatus,
  {
    now,
    runways,
    words,
  }: { readonly now: number; readonly runways: readonly ShownRunway[]; readonly words: ReportWords },
): readonly string[] {
  const { say } = words;
  return balances.flatMap(({ account, name, unit, usable, readAt }) => {
    const left = usable === null ? say('cli.unknown') : showAmount(usable, unit, 'down');
    const isEmpty = usable !== null && Number(usable) <= 0;
    const shown = padColumns(left, 16, 'left');
    const found = runways.find((one) => one.of === 'account' && one.id === account && one.unit === unit);
    const line = `${fit(name ?? account, 30)}${isEmpty ? styleText('red', shown) : shown}${dim(`   ${say('cli.read', { span: words.span(now - readAt) })}`)}`;
    // Without calls there is nothing to tell.
    return found?.runway && found.runway.days > 0 && !isEmpty ? [line, dim(`  ${found.text}`)] : [line];
  });
}

/** What could not be read has no figure: it is not zero. */
function writeUnread({ unread = [] }: ShownStatus, now: number, words: ReportWords): readonly string[] {
  const { say } = words;
  return unread.flatMap(({ provider, name, problem, failingSince }) => {
    const since =
      failingSince === null ? say('cli.unread') : say('cli.unreadFor', { span: words.span(now - failingSince) });
    return [
      `${fit(`${provider} ${name}`, 30)}${styleText('yellow', since)}`,
      ...(problem === null ? [] : wrapColumns(problem, COLUMNS - 4).map((line) => dim(`    ${line}`))),
    ];
  });
}

/** A budget, and below it its envelopes. */
function writeBudgetParts(budget: ShownBudget, words: ReportWords): readonly string[] {
  const { say } = words;
  const { envelopes = [], unit } = budget;
  return [
    writeBudget(budget, words),
    ...envelopes.map((envelope) => {
      const { name, left, limitNow, over } = envelope;
      const rest = say('cli.leftOf', {
        left: asIs(inUnit(left, unit, 'down')),
        limit: asIs(showLimit(limitNow, unit, words)),
      });
      return writeBar(
        `  ${name}`,
        usedOf(envelope) ?? 100,
        over === undefined ? rest : say('cli.over', { amount: asIs(inUnit(over, unit, 'up')) }),
        '',
      );
    }),
  ];
}

function writeBudget(budget: ShownBudget, words: ReportWords): string {
  const { language, say } = words;
  const { id, unit, hard, left, scope } = budget;
  const used = usedOf(budget);
  const of = sayScope(scope, words) ?? '';
  const limit = sayLimit(showLimit(budget.limitNow, unit, words), budget.per, words);
  const about = [of, hard ? '' : say('cli.soft')].filter((text) => text !== '').join(COMMA[language]);
  if (used === null || left === undefined)
    return `${fit(id, NAME_COLUMNS)}${fit(say('cli.atMost', { limit: asIs(limit) }), 40)}${dim(about)}`;
  return writeBar(id, used, say('cli.leftOf', { left: asIs(inUnit(left, unit, 'down')), limit: asIs(limit) }), about);
}

function writeBar(name: string, used: number, rest: string, about: string): string {
  const filled = Math.min(BAR_COLUMNS, Math.round((used / 100) * BAR_COLUMNS));
  const bar = styleText(colorOf(used), '█'.repeat(filled)) + dim('░'.repeat(BAR_COLUMNS - filled));
  const room = COLUMNS - NAME_COLUMNS - BAR_COLUMNS - 7;
  const text = about === '' ? rest : `${rest} ${dim(`(${about})`)}`;
  const plain = about === '' ? rest : `${rest} (${about})`;
  return `${fit(name, NAME_COLUMNS)}${bar} ${`${Math.floor(used)} %`.padStart(5)} ${widthOf(plain) <= room ? text : cutColumns(plain, room)}`;
}

function showLimit(amount: string, unit: string, words: ReportWords): string {
  return unit === 'calls' ? sayCalls(amount, words) : showAmount(amount, unit);
}

/** Without the unit where that is behind the limit. */
function inUnit(amount: string, unit: string, rounding: Rounding): string {
  return unit === 'USD' ? `$${shorten(amount, rounding)}` : shorten(amount, rounding);
}

/** How much of a budget is gone or held, %; null: each call by itself, or no limit. */
function usedOf({ spent, held, limitNow }: Pick<ShownBudget, 'spent' | 'held' | 'limitNow'>): number | null {
  if (spent === undefined || held === undefined) return null;
  const limit = Number(limitNow);
  return limit > 0 ? Math.max(0, ((Number(spent) + Number(held)) / limit) * 100) : 100;
}

function colorOf(used: number): 'green' | 'yellow' | 'red' {
  if (used >= 100) return 'red';
  return used >= NEAR ? 'yellow' : 'green';
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', styleText('bold', title), ...lines];
}

function dim(text: string): string {
  return styleText('dim', text);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function fit(text: string, columns: number): string {
  const shown = cutColumns(text, columns - 1);
  return shown + ' '.repeat(columns - widthOf(shown));
}

/** How long ago or since when, in one unit. */
export function writeAge(ms: number): string {
  return wordsIn(spokenLanguage()).span(ms);
}
