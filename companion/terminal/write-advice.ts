import type { Language } from '../../lib/domain/text.ts';
import { wrapColumns } from './columns.ts';
import { showAmount } from './shorten.ts';
import { type PlainLine, speak, spokenLanguage } from './speak.ts';
import { writeTable } from './write-table.ts';

const COLUMNS = 80;

/** A sentence as the API gives it, in each language. */
export type ShownText = Readonly<Record<Language, string>>;

/** Calls held against what they could have been, as the API gives it. Amounts are decimals. */
export interface ShownComparison {
  readonly compared: readonly {
    readonly unitWas: string;
    readonly unit: string;
    readonly calls: number;
    readonly was: string;
    readonly low: string;
    readonly likely: string;
    readonly high: string;
  }[];
  readonly leftOut: readonly {
    readonly why: string;
    readonly calls: number;
    readonly cost: Readonly<Record<string, string>>;
  }[];
}

const WHY: Readonly<Record<string, PlainLine>> = {
  cost: 'advice.nobodyKnowsWhatTheyDid',
  usage: 'advice.nobodyKnowsHowMuchOf',
  price: 'advice.noListPricesAllOf',
  kind: 'advice.theyAreNoneOfThose',
};

/** The sums of a comparison as a table, and what stayed outside below it. */
export function writeComparison({ compared, leftOut }: ShownComparison): readonly string[] {
  const rows = compared.map(({ unitWas, unit, calls, was, low, likely, high }) => [
    ...[String(calls), showAmount(was, unitWas), showAmount(likely, unit)],
    low === high ? '' : speak('any.to', { from: showAmount(low, unit), to: showAmount(high, unit) }),
  ]);
  const table =
    rows.length === 0
      ? []
      : writeTable(
          [speak('any.calls'), speak('any.didCost'), speak('advice.wouldHaveCost'), speak('advice.range')],
          rows,
        );
  return [...table, ...leftOut.flatMap(writeLeftOut)];
}

function writeLeftOut({ why, calls, cost }: ShownComparison['leftOut'][number]): readonly string[] {
  const sums = Object.entries(cost).map(([unit, sum]) => showAmount(sum, unit));
  const worth = sums.length === 0 ? '' : ` (${sums.join(', ')})`;
  return writeLines(
    speak('advice.notCompared', {
      calls,
      rest: calls === 1 ? speak('advice.call') : speak('advice.calls'),
      worth,
      why: sayWhy(why),
    }),
  );
}

/** A sentence in lines of 80 columns; `indent` stands before each. */
export function writeLines(text: string, indent = ''): readonly string[] {
  return wrapColumns(text, COLUMNS - indent.length).map((line) => indent + line);
}

/** Sentences below each other, each with a dash. */
export function writeNotes(texts: readonly ShownText[]): readonly string[] {
  return texts.flatMap((text) => {
    const [first = '', ...rest] = wrapColumns(text[spokenLanguage()], COLUMNS - 2);
    return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
  });
}

/** A word that this version does not know is said as it came. */
function sayWhy(why: string): string {
  const known = WHY[why];
  return known === undefined ? why : speak(known);
}
