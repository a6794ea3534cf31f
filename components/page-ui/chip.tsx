import { Fragment } from 'react';
import type { ChipView } from '../../lib/domain/card.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';

/** How much of it is said: all, the first clause only, or its figure only, where there is no room for more. */
export type Extent = 'all' | 'clause' | 'figure';

interface ChipProps {
  readonly view: ChipView;
  readonly language: Language;
  readonly extent: Extent;
  /** A click opens what it speaks about; null: it takes none. */
  readonly onClick: (() => void) | null;
}

const SEPARATOR = ' · ';

/** One line by the composer. The first clause, the price, stands out; where it wraps, no line begins or ends with a separator. */
export function Chip({ view, language, extent, onClick }: ChipProps) {
  const all = renderText(view.text, language).split(SEPARATOR);
  const [first = ''] = all;
  const clauses = extent === 'all' ? all : [extent === 'clause' ? first : figureOf(first)];
  const line = (
    <span className="clauses">
      {clauses.map((clause, index) => (
        <Fragment key={clause}>
          {index > 0 && ' '}
          <span className="clause">
            {index > 0 && <span className="dot">{SEPARATOR.trimStart()}</span>}
            {index === 0 && all.length > 1 ? <b>{clause}</b> : clause}
          </span>
        </Fragment>
      ))}
    </span>
  );
  return (
    <div className="line" role="status" aria-live="polite">
      {onClick === null ? (
        <div className="chip" data-mood={view.mood}>
          {line}
        </div>
      ) : (
        <button
          className="chip"
          type="button"
          data-mood={view.mood}
          onClick={(event) => event.nativeEvent.isTrusted && onClick()}
        >
          {line}
        </button>
      )}
    </div>
  );
}

/** "≈ $0.012" of "≈ $0.012 (up to $0.041)". */
function figureOf(clause: string): string {
  const [figure = clause] = clause.split(/, | \(|（|，/);
  return figure;
}
