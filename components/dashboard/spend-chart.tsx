import { use, useRef } from 'react';
import { fromFloat, toFloat, type Unit } from '../../lib/domain/money.ts';
import type { SpendView } from '../../lib/domain/spend-view.ts';
import type { BarSeries } from '../../lib/ui/lay-bars.ts';
import { spendCsv } from '../../lib/ui/spend-csv.ts';
import type { SpendDeeds } from '../../lib/ui/spend-store.ts';
import { formatDay, formatShortDay } from '../format-time.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { SaveButtons } from './save-buttons.tsx';
import { coloursOf } from './spend-words.ts';
import { StackedBars } from './stacked-bars.tsx';

interface SpendChartProps {
  readonly view: SpendView;
  readonly unit: Unit;
  readonly summary: string;
  readonly onSave: SpendDeeds['save'];
}

/** Spend over time, and how to take it along. */
export function SpendChart({ view, unit, summary, onSave }: SpendChartProps) {
  const say = useSay();
  const language = use(LanguageContext);
  const svg = useRef<SVGSVGElement>(null);
  const { step, steps, days } = view;
  const bars = steps.map((day) => ({
    label: formatShortDay(day, step, language),
    title: say(`spend.step.${step}`, { day: formatDay(day, language) }),
  }));
  const format = (value: number): string =>
    say('chip.exact', { likely: { kind: 'money', money: { unit, nano: fromFloat(value) }, decimalsMin: 0 } });
  return (
    <>
      <StackedBars
        summary={summary}
        bars={bars}
        series={seriesOf(view, say('spend.others'))}
        format={format}
        svg={svg}
      />
      <SaveButtons
        svg={svg}
        file={`tollkeeper-${days.from}-${days.to}`}
        csv={() => spendCsv(view, unit)}
        onSave={onSave}
      />
    </>
  );
}

/** The largest have a colour each, from the bottom up; all others share one. */
function seriesOf(view: SpendView, others: string): readonly BarSeries[] {
  const { own, rest } = coloursOf(view);
  const series = own.map(({ id, name, perStep }) => ({ id, name, values: perStep.map(toFloat) }));
  if (rest.length === 0) return series;
  const values = view.steps.map((_, at) => rest.reduce((sum, { perStep }) => sum + toFloat(perStep[at] ?? 0n), 0));
  return [...series, { id: '…', name: others, values }];
}
