import type { RefObject } from 'react';
import { type BarLayout, type BarSeries, layBars } from '../../lib/ui/lay-bars.ts';
import { useWidth } from './use-width.ts';

interface StackedBarsProps {
  /** What the chart says, in sentences: read out in its place. */
  readonly summary: string;
  /** For each bar: below it, and in full where the pointer rests. */
  readonly bars: readonly { readonly label: string; readonly title: string }[];
  readonly series: readonly BarSeries[];
  /** A value for people. */
  readonly format: (value: number) => string;
  /** For whoever saves the picture. */
  readonly svg: RefObject<SVGSVGElement | null>;
}

/** Bars over time, made up of series. Everything in it stands in the table that goes with it as well. */
export function StackedBars({ summary, bars, series, format, svg }: StackedBarsProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const layout = width === 0 ? null : layBars(series, bars.length, { width, format });
  return (
    <div ref={box} className="chart">
      {layout && (
        <svg
          ref={svg}
          width={width}
          height={layout.height}
          viewBox={`0 0 ${width} ${layout.height}`}
          role="img"
          aria-label={summary}
        >
          {layout.lines.map(({ y, value }) => (
            <g key={value} className="chart-line">
              <line x1={layout.left} x2={width} y1={y} y2={y} />
              <text x={layout.left - 8} y={y} dy="0.32em" textAnchor="end">
                {format(value)}
              </text>
            </g>
          ))}
          {bars.map((bar, at) => (
            <Bar key={bar.title} {...bar} layout={layout} at={at} words={wordsOf(bar.title, at, series, format)} />
          ))}
        </svg>
      )}
    </div>
  );
}

interface BarProps {
  readonly layout: BarLayout;
  readonly at: number;
  readonly label: string;
  readonly words: string;
}

function Bar({ layout, at, label, words }: BarProps) {
  const bar = layout.bars[at];
  if (bar === undefined) return null;
  const { x, width } = bar;
  return (
    <g>
      {bar.parts.map(({ series, y, height }) => (
        <rect key={series} className={`series-${series}`} x={x} y={y} width={width} height={height} />
      ))}
      {bar.isNamed && (
        <text x={x + width / 2} y={layout.height - 8} textAnchor="middle">
          {label}
        </text>
      )}
      <rect className="chart-hover" x={x} y={layout.top} width={width} height={layout.bottom - layout.top}>
        <title>{words}</title>
      </rect>
    </g>
  );
}

/** The bar's name, its sum, and what it is made up of: the largest first. */
function wordsOf(title: string, at: number, series: readonly BarSeries[], format: (value: number) => string): string {
  const parts = series
    .map(({ name, values }) => ({ name, value: values[at] ?? 0 }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const sum = parts.reduce((total, { value }) => total + value, 0);
  return [`${title}: ${format(sum)}`, ...parts.map(({ name, value }) => `${name}: ${format(value)}`)].join('\n');
}
