import { type ShownBudget, writeBudgets } from '../terminal/write-budgets.ts';
import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';

interface ShownSum {
  readonly unit: string;
  readonly cost: string;
  readonly calls: number;
  readonly refusals: number;
  readonly unknown: number;
}

interface Status {
  readonly version: string;
  readonly origin: string;
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
  }[];
}

/** `tollkeeper status`: the answer at a glance. */
export const statusCommand: Command = {
  name: 'status',
  summary: 'What was spent, what is left, and whether the companion runs',
  options: {
    line: { type: 'boolean', summary: 'One short line, for prompts and status bars.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  run: async ({ values, print }) => {
    const status = await askCompanion<Status>({ path: '/status' });
    if (values.json === true) print(JSON.stringify(status));
    else if (values.line === true) print(writeLine(status));
    else for (const line of writeStatus(status)) print(line);
    return 0;
  },
};

function writeLine({ today, budgets }: Status): string {
  const spent = today.filter(({ unit }) => unit !== '').map(({ cost, unit }) => `${shorten(cost)} ${unit}`);
  const tight = budgets.find(({ hard, left }) => hard && left !== undefined && Number(left) === 0);
  return [spent.join(' + ') || '0', ...(tight ? [`${tight.id} is used up`] : [])].join(' · ');
}

function writeStatus({ version, origin, startedAt, callsUnderWay, today, month, budgets, balances }: Status): string[] {
  const minutes = Math.max(0, Math.round((Date.now() - startedAt) / 60_000));
  const running = callsUnderWay === 1 ? '1 call under way' : `${callsUnderWay} calls under way`;
  return [
    `Tollkeeper ${version} at ${origin}, up for ${writeMinutes(minutes)}, ${running}.`,
    '',
    ...writeSums(today, month),
    ...(balances.length === 0
      ? []
      : [
          '',
          ...writeTable(
            ['Account', 'Left', ''],
            balances.map(({ account, name, unit, usable }) => [
              name ?? account,
              usable === null ? '–' : shorten(usable),
              unit,
            ]),
          ),
        ]),
    '',
    ...writeBudgets(budgets.map((budget) => ({ ...budget, ...shortened(budget) }))),
  ];
}

function writeSums(today: readonly ShownSum[], month: readonly ShownSum[]): readonly string[] {
  if (month.length === 0) return ['No calls this month.'];
  const units = [...new Set(month.map(({ unit }) => unit))];
  const of = (sums: readonly ShownSum[], unit: string): ShownSum | undefined => sums.find((sum) => sum.unit === unit);
  const cost = (sum: ShownSum | undefined): string => (sum === undefined ? '0' : shorten(sum.cost));
  return writeTable(
    ['Spent', 'Today', 'This month', 'Calls', 'Refused', 'Cost unknown'],
    units.map((unit) => {
      const all = of(month, unit);
      return [
        unit === '' ? 'no price' : unit,
        ...(unit === '' ? ['–', '–'] : [cost(of(today, unit)), cost(all)]),
        ...[String(all?.calls ?? 0), String(all?.refusals ?? 0), String(all?.unknown ?? 0)],
      ];
    }),
  );
}

function shortened({ spent, held, left }: ShownBudget): Partial<ShownBudget> {
  return {
    ...(spent !== undefined && { spent: shorten(spent) }),
    ...(held !== undefined && { held: shorten(held) }),
    ...(left !== undefined && { left: shorten(left) }),
  };
}

/** Two digits behind the point, or the first two that are not 0. */
function shorten(decimal: string): string {
  const [whole = '0', places = ''] = decimal.split('.');
  const digits = Math.max(2, places.search(/[1-9]/) + 2);
  const kept = whole === '0' ? places.slice(0, digits) : places.slice(0, 2);
  return kept === '' ? whole : `${whole}.${kept.padEnd(2, '0')}`;
}

function writeMinutes(minutes: number): string {
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
