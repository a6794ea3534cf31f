import { percentIn, type Unit } from '../../lib/domain/money.ts';
import type { SpendSums, SpendView } from '../../lib/domain/spend-view.ts';
import type { SpendDeeds } from '../../lib/ui/spend-store.ts';
import { type Say, useSay } from '../popup/say.ts';
import { COLOURS_MAX, changeOf, moneyOf, nameIn } from './spend-words.ts';

interface SpendTableProps {
  readonly view: SpendView;
  readonly unit: Unit;
  readonly onInto: SpendDeeds['into'];
}

/** The figures of the chart: what cost most comes first. Each name leads into it. */
export function SpendTable({ view, unit, onInto }: SpendTableProps) {
  const say = useSay();
  const { by, groups, total, choices } = view;
  const isLast = choices.every((one) => one === by);
  return (
    <table className="spend">
      <caption>{say('spend.table', { by: say(`spend.by.${by}`) })}</caption>
      <thead>
        <tr>
          <th scope="col">{say(`spend.by.${by}`)}</th>
          <th scope="col">{say('spend.spent')}</th>
          <th scope="col">{say('spend.share')}</th>
          <th scope="col">{say('spend.calls')}</th>
          <th scope="col">{say('spend.each')}</th>
          <th scope="col">{say('spend.change')}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group, index) => (
          <tr key={group.id}>
            <th scope="row">
              <div>
                <span className={`swatch series-${Math.min(index, COLOURS_MAX)}`} aria-hidden="true" />
                {isLast ? (
                  <span>{nameIn(group, by, say)}</span>
                ) : (
                  <button type="button" className="link" onClick={() => onInto(group.id)}>
                    {nameIn(group, by, say)}
                  </button>
                )}
              </div>
            </th>
            <Figures sums={group} unit={unit} whole={total} />
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{say('spend.total')}</th>
          <Figures sums={total} unit={unit} whole={null} />
        </tr>
      </tfoot>
    </table>
  );
}

interface FiguresProps {
  readonly sums: SpendSums;
  readonly unit: Unit;
  /** What it is a part of; null: it is the total. */
  readonly whole: SpendSums | null;
}

function Figures({ sums, unit, whole }: FiguresProps) {
  const say = useSay();
  const { nano, calls, beforeNano } = sums;
  return (
    <>
      <td data-label={say('spend.spent')}>{moneyOf(nano, unit, say)}</td>
      <td data-label={say('spend.share')}>{shareOf(sums, whole, say)}</td>
      <td data-label={say('spend.calls')}>{say('spend.count', { n: calls })}</td>
      <td data-label={say('spend.each')}>{calls === 0 ? '–' : moneyOf(nano / BigInt(calls), unit, say)}</td>
      <td data-label={say('spend.change')}>{changeOf(nano, beforeNano, say)}</td>
    </>
  );
}

function shareOf({ nano }: SpendSums, whole: SpendSums | null, say: Say): string {
  if (whole === null) return '';
  const percent = percentIn(nano, whole.nano);
  return percent === 0 && nano > 0n ? say('spend.underPercent') : say('spend.percent', { percent });
}
