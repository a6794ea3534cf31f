import { styleText } from 'node:util';
import { cutColumns, widthOf, wrapColumns } from './columns.ts';
import { shorten, showAmount } from './shorten.ts';
import type { ShownBudget } from './write-budgets.ts';
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

const COLUMNS = 80;
const NAME_COLUMNS = 14;
const BAR_COLUMNS = 16;
const ALERTS_MAX = 3;
/** How what is wrong is marked, wherever a terminal shows it. */
export const COLORS = { urgent: 'red', soon: 'yellow', note: 'dim' } as const;
/** From here on a budget is near its end, %. */
const NEAR = 80;

/** The answer at a glance, in 80 columns. `now`: epoch ms. */
export function writeStatus(status: ShownStatus, now: number, runways: readonly ShownRunway[] = []): readonly string[] {
  const { version, origin, startedAt, callsUnderWay: calls } = status;
  const running = calls === 0 ? 'no call under way' : `${calls} ${calls === 1 ? 'call' : 'calls'} under way`;
  return [
    `${styleText('bold', `Tollkeeper ${version}`)}  ${origin}`,
    dim(`up ${writeAge(now - startedAt)}, ${running}`),
    ...writeWrong(status),
    ...writeSpent(status),
    ...section('Accounts', [...writeBalances(status, now, runways), ...writeUnread(status, now)]),
    ...section('Budgets', status.budgets.flatMap(writeBudgetParts)),
    ...(status.budgets.length > 0
      ? []
      : ['', dim('No budgets yet. Try: tollkeeper budgets set daily --limit 5 --per day')]),
  ];
}

/** What nobody knows of yet, by name; what somebody knows of, by number. */
function writeWrong({ alerts = [] }: ShownStatus): readonly string[] {
  const open = alerts.filter(({ isKnown }) => !isKnown);
  const known = alerts.length - open.length;
  const left = open.length - ALERTS_MAX;
  const more = [
    ...(left > 0 ? [`${left} more`] : []),
    ...(known > 0 ? [`${known} that somebody knows of`] : []),
    'what helps: tollkeeper alerts',
  ];
  if (alerts.length === 0) return [];
  return [
    '',
    ...open.slice(0, ALERTS_MAX).map(({ level, title }) => {
      const mark = styleText(COLORS[level], level.padEnd(8));
      return mark + cutColumns(title, COLUMNS - 8);
    }),
    dim(`${' '.repeat(8)}${more.join(', ')}`),
  ];
}

function writeSpent({ today, month }: ShownStatus): readonly string[] {
  if (month.length === 0) return ['', 'No calls this month.'];
  const priced = month.filter(({ unit }) => unit !== '');
  const rows = priced.map(({ unit, cost, calls }) => {
    const now = today.find((sum) => sum.unit === unit)?.cost ?? '0';
    return [
      showAmount(now, unit).padStart(16),
      showAmount(cost, unit).padStart(18),
      dim(counted(calls, 'call').padStart(16)),
    ];
  });
  const beside = [
    [sum(month.map(({ refusals }) => refusals)), 'refused by providers'],
    [sum(month.map(({ unknown }) => unknown)), 'of unknown cost'],
  ] as const;
  const notes = beside.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [
    '',
    `${styleText('bold', 'Spent'.padEnd(NAME_COLUMNS))}${dim('today'.padStart(16) + 'this month'.padStart(18))}`,
    ...rows.map((cells) => `${' '.repeat(NAME_COLUMNS)}${cells.join('')}`),
    ...(notes.length > 0 ? [' '.repeat(NAME_COLUMNS) + styleText('yellow', notes.join(', '))] : []),
  ];
}

function writeBalances({ balances }: ShownStatus, now: number, runways: readonly ShownRunway[]): readonly string[] {
  return balances.flatMap(({ account, name, unit, usable, readAt }) => {
    const left = usable === null ? 'unknown' : showAmount(usable, unit);
    const isEmpty = usable !== null && Number(usable) <= 0;
    const shown = left.padStart(16);
    const found = runways.find((one) => one.of === 'account' && one.id === account && one.unit === unit);
    const line = `${fit(name ?? account, 30)}${isEmpty ? styleText('red', shown) : shown}${dim(`   read ${writeAge(now - readAt)} ago`)}`;
    // Without calls there is nothing to tell.
    return found?.runway && found.runway.days > 0 && !isEmpty ? [line, dim(`  ${found.text}`)] : [line];
  });
}

/** What could not be read has no figure: it is not zero. */
function writeUnread({ unread = [] }: ShownStatus, now: number): readonly string[] {
  return unread.flatMap(({ provider, name, problem, failingSince }) => {
    const since = failingSince === null ? '' : ` for ${writeAge(now - failingSince)}`;
    return [
      `${fit(`${provider} ${name}`, 30)}${styleText('yellow', `could not be read${since}`)}`,
      ...(problem === null ? [] : wrapColumns(problem, COLUMNS - 4).map((line) => dim(`    ${line}`))),
    ];
  });
}

/** A budget, and below it its envelopes. */
function writeBudgetParts(budget: ShownBudget): readonly string[] {
  const { envelopes = [], unit } = budget;
  return [
    writeBudget(budget),
    ...envelopes.map((envelope) => {
      const { name, left, limitNow, over } = envelope;
      const rest = `${inUnit(left, unit)} of ${showAmount(limitNow, unit)} left`;
      return writeBar(
        `  ${name}`,
        usedOf(envelope) ?? 100,
        over === undefined ? rest : `${inUnit(over, unit)} over`,
        '',
      );
    }),
  ];
}

function writeBudget(budget: ShownBudget): string {
  const { id, limitNow, unit, per, hard, left, scope } = budget;
  const used = usedOf(budget);
  const [of = 'everything'] = Object.entries(scope).map(([kind, name]) => `${kind} ${name}`);
  const limit = `${showAmount(limitNow, unit)} a${per === 'hour' ? 'n' : ''} ${per}`;
  const about = [of === 'everything' ? '' : of, hard ? '' : 'soft'].filter((text) => text !== '').join(', ');
  if (used === null || left === undefined) return `${fit(id, NAME_COLUMNS)}${fit(`at most ${limit}`, 40)}${dim(about)}`;
  return writeBar(id, used, `${inUnit(left, unit)} of ${limit} left`, about);
}

function writeBar(name: string, used: number, rest: string, about: string): string {
  const filled = Math.min(BAR_COLUMNS, Math.round((used / 100) * BAR_COLUMNS));
  const bar = styleText(colorOf(used), '█'.repeat(filled)) + dim('░'.repeat(BAR_COLUMNS - filled));
  const room = COLUMNS - NAME_COLUMNS - BAR_COLUMNS - 7;
  const text = about === '' ? rest : `${rest} ${dim(`(${about})`)}`;
  const plain = about === '' ? rest : `${rest} (${about})`;
  return `${fit(name, NAME_COLUMNS)}${bar} ${`${Math.floor(used)} %`.padStart(5)} ${widthOf(plain) <= room ? text : cutColumns(plain, room)}`;
}

/** Without the unit where that is behind the limit. */
function inUnit(amount: string, unit: string): string {
  return unit === 'USD' ? `$${shorten(amount)}` : shorten(amount);
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

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
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
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
