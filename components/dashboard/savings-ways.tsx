import { use, useId } from 'react';
import { renderText } from '../../lib/domain/render-text.ts';
import type { SavingsView } from '../../lib/domain/savings-view.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { ComparedTable } from './compared-table.tsx';
import { moneyOf } from './spend-words.ts';

/** How the same calls would have been paid best, and what decides that. */
export function SavingsWays({ view: { ways, best, reasons, caveats } }: { readonly view: SavingsView }) {
  const say = useSay();
  const language = use(LanguageContext);
  const id = useId();
  const compared = ways.flatMap(({ name, compared: rows }) =>
    rows.map((row) => ({ ...row, name: renderText(name, language) })),
  );
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{say('page.billing')}</h2>
      {best.map(({ unit, nano, name }) => (
        <p key={unit} className="now">
          {say('page.billing.best', { way: name, money: moneyOf(nano, unit, say) })}
        </p>
      ))}
      <ul className="hint words">
        {[...reasons, ...caveats].map((text) => (
          <li key={text.key}>{renderText(text, language)}</li>
        ))}
      </ul>
      {compared.length > 0 && (
        <ComparedTable caption={say('page.billing.about')} head={say('page.insteadOf')} rows={compared} />
      )}
    </section>
  );
}
