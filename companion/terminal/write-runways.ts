import { styleText } from 'node:util';
import { type ReportWords, wordsIn } from '../report/report-words.ts';
import { cutColumns, wrapColumns } from './columns.ts';
import { showAmount } from './shorten.ts';
import { spokenLanguage } from './speak.ts';
import { asIs } from './write-budgets.ts';

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

const COLUMNS = 80;
const NAME_COLUMNS_MAX = 50;

/** Two or three lines each, in 80 columns. */
export function writeRunways(
  runways: readonly ShownRunway[],
  words: ReportWords = wordsIn(spokenLanguage()),
): readonly string[] {
  if (runways.length === 0) return wrapColumns(words.say('cli.runway.none'), COLUMNS);
  return runways.flatMap((one, index) => [...(index === 0 ? [] : ['']), ...writeRunway(one, words)]);
}

function writeRunway({ of, name, unit, left, text, runway }: ShownRunway, words: ReportWords): readonly string[] {
  const { say } = words;
  const shown = styleText('bold', cutColumns(name, NAME_COLUMNS_MAX));
  const rest =
    left === null
      ? say('cli.runway.unknown')
      : say('cli.runway.left', { amount: asIs(showAmount(left, unit, 'down')) });
  return [
    `${of === 'budget' ? say('cli.runway.budget', { name: asIs(shown) }) : shown}  ${rest}`,
    `  ${text}`,
    ...(runway === null || runway.days === 0 ? [] : [styleText('dim', `  ${paceOf(runway, unit, words)}`)]),
  ];
}

function paceOf(
  { perDay, basis, days: n }: NonNullable<ShownRunway['runway']>,
  unit: string,
  { say }: ReportWords,
): string {
  return say(`cli.runway.${basis}`, { amount: asIs(showAmount(perDay, unit)), seen: say('cli.runway.seen', { n }) });
}
