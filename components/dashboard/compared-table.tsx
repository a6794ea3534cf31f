import { smaller } from '../../lib/domain/money.ts';
import type { ShownCompared } from '../../lib/domain/savings-view.ts';
import { type Say, useSay } from '../popup/say.ts';
import { changeOf, moneyOf } from './spend-words.ts';

interface ComparedTableProps {
  readonly caption: string;
  /** Above the names of rows. */
  readonly head: string;
  readonly rows: readonly (ShownCompared & { readonly name: string })[];
}

/** What calls did cost beside what they would have cost. */
export function ComparedTable({ caption, head, rows }: ComparedTableProps) {
  const say = useSay();
  const ranges = rows.map((row) => rangeOf(row, say));
  const hasRange = ranges.some((range) => range !== '');
  const range = hasRange ? (['page.range'] as const) : [];
  const heads = ['page.calls', 'page.was', 'page.wouldBe', ...range, 'save.difference'] as const;
  return (
    <table className="spend">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          {heads.map((key) => (
            <th key={key} scope="col">
              {say(key)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={`${row.name} ${row.unitWas} ${row.unit}`}>
            <th scope="row">{row.name}</th>
            <td data-label={say('page.calls')}>{say('spend.count', { n: row.calls })}</td>
            <td data-label={say('page.was')}>{moneyOf(row.wasNano, row.unitWas, say)}</td>
            <td data-label={say('page.wouldBe')}>{moneyOf(row.likelyNano, row.unit, say)}</td>
            {hasRange && <td data-label={say('page.range')}>{ranges[at]}</td>}
            <td data-label={say('save.difference')}>
              {row.unit === row.unitWas ? changeOf(row.likelyNano, row.wasNano, say) : '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function rangeOf({ unit, lowNano, highNano }: ShownCompared, say: Say): string {
  if (smaller(lowNano, highNano) === highNano) return '';
  return say('save.range', { low: moneyOf(lowNano, unit, say), high: moneyOf(highNano, unit, say) });
}
