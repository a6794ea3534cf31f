import { scaleBand, scaleLinear } from 'd3-scale';

/** One colour of a chart of bars, from the bottom up. */
export interface BarSeries {
  readonly id: string;
  readonly name: string;
  /** For each bar, at least 0. */
  readonly values: readonly number[];
}

/** Where everything of a chart of bars stands, px from its upper left corner. */
export interface BarLayout {
  readonly height: number;
  /** The lines across, and what they stand for. */
  readonly lines: readonly { readonly y: number; readonly value: number }[];
  /** Where the lines begin: their figures stand before it. */
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  readonly bars: readonly LaidBar[];
}

interface LaidBar {
  readonly x: number;
  readonly width: number;
  /** False: there is no room for its name. */
  readonly isNamed: boolean;
  /** What has any height, from the bottom up. `series`: which one. */
  readonly parts: readonly { readonly series: number; readonly y: number; readonly height: number }[];
}

const HEIGHT = 260;
const TOP = 10;
const BELOW = 26;
/** Room for a name under the bars. */
const NAME_WIDTH = 62;
/** A character of the figures beside the lines. */
const CHARACTER_WIDTH = 7.2;
const LINES = 4;
/** A bar and the gap beside it. */
const WIDEST = 120;

/** @param width of the whole chart, px; @param format a value as it stands beside its line */
export function layBars(
  series: readonly BarSeries[],
  bars: number,
  { width, format }: { readonly width: number; readonly format: (value: number) => string },
): BarLayout {
  const places = Array.from({ length: bars }, (_, at) => at);
  const highest = Math.max(0, ...places.map((at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0)));
  const bottom = HEIGHT - BELOW;
  const heights = scaleLinear([0, highest || 1], [bottom, TOP]).nice(LINES);
  const lines = heights.ticks(LINES).map((value) => ({ value, y: heights(value) }));
  const left = Math.max(...lines.map(({ value }) => format(value).length)) * CHARACTER_WIDTH + 10;
  // A single bar is no wall.
  const right = Math.min(Math.max(left + 1, width), left + bars * WIDEST);
  const across = scaleBand(places, [left, right]).paddingInner(0.25).paddingOuter(0.1);
  const isInside = (at: number): boolean => (across(at) ?? left) + (across.bandwidth() + NAME_WIDTH) / 2 <= width;
  const every = Math.max(1, Math.ceil(NAME_WIDTH / across.step()));
  return {
    ...{ height: HEIGHT, lines, left, top: TOP, bottom },
    bars: places.map((at) => ({
      x: across(at) ?? left,
      width: across.bandwidth(),
      isNamed: at % every === 0 && isInside(at),
      parts: partsOf(series, at, heights),
    })),
  };
}

function partsOf(series: readonly BarSeries[], at: number, heights: (value: number) => number): LaidBar['parts'] {
  let sum = 0;
  return series.flatMap(({ values }, index) => {
    const [from, to] = [sum, sum + (values[at] ?? 0)];
    sum = to;
    if (to <= from) return [];
    const y = heights(to);
    // A hair of ground between two of them: colour alone does not tell them apart.
    return [{ series: index, y, height: Math.max(0.5, heights(from) - y - (from > 0 ? 1 : 0)) }];
  });
}
