import { Fragment } from 'react';
import type { ChipView } from '../../lib/domain/card.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';

interface ChipProps {
  readonly view: ChipView;
  readonly language: Language;
  /** Only the first clause, where there is no room for all of it. */
  readonly isShort: boolean;
}

const SEPARATOR = ' · ';

/** One line by the composer. The first clause, the price, stands out. */
export function Chip({ view, language, isShort }: ChipProps) {
  const [first = '', ...rest] = renderText(view.text, language).split(SEPARATOR);
  return (
    <div className="chip" role="status" aria-live="polite" data-mood={view.mood}>
      <span>
        {rest.length > 0 ? <b>{first}</b> : first}
        {!isShort &&
          rest.map((clause) => (
            <Fragment key={clause}>
              {SEPARATOR}
              <span className="clause">{clause}</span>
            </Fragment>
          ))}
      </span>
    </div>
  );
}
