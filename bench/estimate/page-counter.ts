import { countTokens } from '../../lib/domain/count-tokens.ts';
import { openRandom } from '../../test/forecast/random.ts';
import { openOurs } from '../../test/tokenizer/encodings.ts';
import { quantile } from '../page/statistics.ts';

/** How far the page's counter is off the exact count, shares of it. */
export interface CounterError {
  readonly text: string;
  readonly slices: number;
  readonly median: number;
  readonly p95: number;
  /** Sum of counts against sum of exact counts, less one. */
  readonly bias: number;
  /** Share of slices whose exact count is within what the counter says of its own error. */
  readonly inside: number;
}

const SLICES = 150;
const CHARACTERS_MIN = 200;
const CHARACTERS_MAX = 20_000;

/** Counts slices of random place and length (log-uniform) with the page's counter and exactly. */
export function measureCounter(texts: Readonly<Record<string, string>>): readonly CounterError[] {
  const exact = openOurs('o200k_base');
  const rows = Object.entries(texts).map(([text, whole]) => ({ text, pairs: pairsOf(whole, exact.count) }));
  return [...rows, { text: 'all', pairs: rows.flatMap(({ pairs }) => pairs) }].map(({ text, pairs }) => {
    const errors = pairs.map(({ said, true: right }) => Math.abs(said.likely - right) / right);
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    return {
      text,
      slices: pairs.length,
      median: quantile(errors, 0.5),
      p95: quantile(errors, 0.95),
      bias: sum(pairs.map(({ said }) => said.likely)) / sum(pairs.map((pair) => pair.true)) - 1,
      inside: pairs.filter(({ said, true: right }) => right >= said.low && right <= said.high).length / pairs.length,
    };
  });
}

interface Pair {
  readonly said: ReturnType<typeof countTokens>;
  readonly true: number;
}

function pairsOf(text: string, count: (text: string) => number): Pair[] {
  const random = openRandom(text.length);
  return Array.from({ length: SLICES }, () => {
    const length = Math.round(CHARACTERS_MIN * (CHARACTERS_MAX / CHARACTERS_MIN) ** random.next());
    const start = Math.floor(random.next() * Math.max(1, text.length - length));
    const slice = text.slice(start, start + length).toWellFormed();
    return { said: countTokens(slice), true: count(slice) };
  });
}
