import type { Money } from '../../lib/domain/money.ts';
import { useSay } from './say.ts';

/** What was spent today, an amount for each unit; calls of unknown cost are named, not counted as 0. */
export function Today({ spent, unknown }: { readonly spent: readonly Money[]; readonly unknown: number }) {
  const say = useSay();
  const amounts = spent.map((money) => say('chip.exact', { likely: { kind: 'money', money } }));
  return (
    <section className="today" aria-labelledby="popup-today">
      <h2 id="popup-today">{say('popup.today')}</h2>
      <p>
        <b>{amounts.length === 0 ? say('popup.todayNone') : amounts.join(' + ')}</b>
        {unknown > 0 && <span>{say('popup.todayUnknown', { n: unknown })}</span>}
      </p>
    </section>
  );
}
