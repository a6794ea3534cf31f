import { styleText } from 'node:util';
import { showAmount } from './shorten.ts';

/** A runway as `GET /runways` tells it. */
export interface ShownRunway {
  readonly of: 'account' | 'budget';
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  /** Decimal; null: not known. */
  readonly left: string | null;
  readonly text: string;
  readonly runway: {
    readonly perDay: string;
    readonly basis: 'weekly' | 'recent';
    readonly days: number;
  } | null;
}

const NAME_CHARS_MAX = 50;

/** Two or three lines each, in 80 columns. */
export function writeRunways(runways: readonly ShownRunway[]): readonly string[] {
  if (runways.length === 0) {
    return [
      'No balance was read yet, and there are no budgets. Balances of named accounts',
      'are read by themselves: tollkeeper accounts add <provider> <name> < key.txt',
    ];
  }
  return runways.flatMap((one, index) => [...(index === 0 ? [] : ['']), ...writeRunway(one)]);
}

function writeRunway({ of, name, unit, left, text, runway }: ShownRunway): readonly string[] {
  const shown = name.length > NAME_CHARS_MAX ? `${name.slice(0, NAME_CHARS_MAX - 1)}…` : name;
  const rest = left === null ? 'left: unknown' : `${showAmount(left, unit)} left`;
  return [
    `${styleText('bold', shown)}${of === 'budget' ? ' (budget)' : ''}  ${rest}`,
    `  ${text}`,
    ...(runway === null || runway.days === 0 ? [] : [styleText('dim', `  ${paceOf(runway, unit)}`)]),
  ];
}

function paceOf({ perDay, basis, days }: NonNullable<ShownRunway['runway']>, unit: string): string {
  const seen = `${days} ${days === 1 ? 'day' : 'days'} with calls`;
  const by = basis === 'weekly' ? `by the hours of the week, ${seen}` : `by the last days, ${seen}`;
  return `about ${showAmount(perDay, unit)} a day; ${by}`;
}
