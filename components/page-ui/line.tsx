import type { CardButton, LineView } from '../../lib/domain/card.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import type { Extent } from './chip.tsx';

interface LineProps {
  readonly view: LineView;
  readonly language: Language;
  readonly extent: Extent;
  readonly onButton: (button: CardButton, event: MouseEvent) => void;
}

/** A few sentences and what can be done, by the composer. Where there is no room for more, what is going on is what stays. */
export function Line({ view, language, extent, onButton }: LineProps) {
  const [head, ...others] = view.lines.map((line) => renderText(line, language));
  const between = language === 'zh' ? '' : ' ';
  const isShort = extent !== 'all';
  const isUnderWay = view.buttons.length === 1;
  const said = isShort ? [] : others;
  const count = view.count === null || (isShort && !isUnderWay) ? null : renderText(view.count, language);
  return (
    <div className="line">
      <div className="chip has-buttons" data-mood="unsure">
        <span className="words">
          <span role="status">
            {!(isShort && isUnderWay) && <b>{head}</b>}
            {said.map((sentence) => (
              <span key={sentence}>{between + sentence}</span>
            ))}
          </span>
          {/* Each second anew: not for a voice that would read it aloud. */}
          {count !== null && <span>{between + count}</span>}
        </span>
        {view.buttons.length > 0 && (
          <span className="ways">
            {view.buttons.map((button, index) => (
              <button
                key={button.action.kind}
                type="button"
                className={index === 0 && button.action.kind !== 'dismiss' ? 'primary' : ''}
                onClick={(event) => onButton(button, event.nativeEvent)}
              >
                {renderText(button.label, language)}
              </button>
            ))}
          </span>
        )}
      </div>
    </div>
  );
}
