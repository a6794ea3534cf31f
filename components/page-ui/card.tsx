import { type MouseEvent, type ReactNode, type Ref, useState } from 'react';
import type { CardAction, CardButton, CardView } from '../../lib/domain/card.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language, Text } from '../../lib/domain/text.ts';
import { Mark } from '../mark.tsx';

/** Where to find the heading that names the dialog. */
export const HEADING_ID = 'tollkeeper-heading';

interface CardProps {
  readonly view: CardView;
  readonly language: Language;
  /** A line about what is under way, and whether the buttons rest meanwhile. */
  readonly status: { readonly line: Text; readonly isBusy: boolean } | null;
  /** Text the browser would not let us copy: shown selected. */
  readonly copyByHand: string | null;
  readonly headingRef?: Ref<HTMLHeadingElement>;
  readonly fieldRef?: Ref<HTMLTextAreaElement>;
  readonly onButton: (action: CardAction, event: MouseEvent) => void;
}

type Panel = 'sum' | 'more' | 'original';

/** The content of a card: what happened, the sum, the way on. */
export function Card(props: CardProps) {
  const { view, language, status, copyByHand, onButton } = props;
  const [open, setOpen] = useState<Panel | null>(null);
  const isBusy = status?.isBusy ?? false;
  const toggle = (panel: Panel) => setOpen((current) => (current === panel ? null : panel));
  const panels: readonly Panel[] = panelsOf(view);
  const buttons = (list: readonly CardButton[], hasPrimary: boolean) => (
    <Buttons {...{ list, hasPrimary, language, isBusy, onButton }} />
  );
  return (
    <>
      <div className="bar">
        <Mark />
        <span>{renderText({ key: 'card.by' }, language)}</span>
        <CloseButton language={language} onClick={(event) => onButton({ kind: 'dismiss' }, event)} />
      </div>
      <div className="body">
        <Lines lines={view.lines} language={language} headingRef={props.headingRef} />
        <div role="status" className={status ? 'status' : 'status is-empty'}>
          {status && renderText(status.line, language)}
        </div>
        {copyByHand !== null && (
          <textarea
            ref={props.fieldRef}
            readOnly
            value={copyByHand}
            aria-label={renderText({ key: 'do.copyMessage' }, language)}
          />
        )}
        {view.buttons.length > 0 && buttons(view.buttons, true)}
        {view.whose && (
          <div className="whose">
            <p>{renderText(view.whose.line, language)}</p>
            {view.whose.buttons.length > 0 && buttons(view.whose.buttons, false)}
          </div>
        )}
        {panels.length > 0 && (
          <div className="foot">
            {panels.map((panel) => (
              <button
                key={panel}
                type="button"
                className="quiet"
                aria-expanded={open === panel}
                aria-controls={`tollkeeper-${panel}`}
                onClick={() => toggle(panel)}
              >
                {renderText({ key: `card.${panel}` }, language)}
              </button>
            ))}
          </div>
        )}
        {panels.map((panel) => (
          <div key={panel} id={`tollkeeper-${panel}`} className="panel" hidden={open !== panel}>
            {panel === 'sum' && <Sum lines={view.sum} language={language} />}
            {panel === 'more' && buttons(view.more, false)}
            {panel === 'original' && (
              <Original text={view.original ?? ''} label={renderText({ key: 'card.original' }, language)} />
            )}
          </div>
        ))}
      </div>
    </>
  );
}

function panelsOf(view: CardView): readonly Panel[] {
  const panels: (Panel | null)[] = [
    view.sum.length > 0 ? 'sum' : null,
    view.more.length > 0 ? 'more' : null,
    view.original === null ? null : 'original',
  ];
  return panels.filter((panel) => panel !== null);
}

function Lines({
  lines,
  language,
  headingRef,
}: {
  readonly lines: readonly Text[];
  readonly language: Language;
  readonly headingRef: Ref<HTMLHeadingElement> | undefined;
}) {
  const [head, ...rest] = lines.map((line) => renderText(line, language));
  return (
    <>
      <h2 id={HEADING_ID} tabIndex={-1} ref={headingRef}>
        {head}
      </h2>
      {rest.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </>
  );
}

interface ButtonsProps {
  readonly list: readonly CardButton[];
  readonly hasPrimary: boolean;
  readonly language: Language;
  readonly isBusy: boolean;
  readonly onButton: CardProps['onButton'];
}

function Buttons({ list, hasPrimary, language, isBusy, onButton }: ButtonsProps): ReactNode {
  const labelled = list.map((button) => ({ button, label: renderText(button.label, language) }));
  return (
    <div className="buttons">
      {labelled.map(({ button, label }, index) => (
        <button
          key={`${button.action.kind} ${label}`}
          type="button"
          className={hasPrimary && index === 0 ? 'primary' : undefined}
          // Not `disabled`: a disabled button loses the focus, and the keyboard its place.
          aria-disabled={isBusy || undefined}
          onClick={(event) => {
            if (!isBusy) onButton(button.action, event);
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function Sum({ lines, language }: { readonly lines: readonly Text[]; readonly language: Language }) {
  return lines.map((line) => {
    const text = renderText(line, language);
    return <p key={text}>{text}</p>;
  });
}

/** The provider's own words. Reachable by keyboard, because it scrolls. */
function Original({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <section aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}

function CloseButton({
  language,
  onClick,
}: {
  readonly language: Language;
  readonly onClick: (event: MouseEvent) => void;
}) {
  return (
    <button type="button" className="close" aria-label={renderText({ key: 'card.close' }, language)} onClick={onClick}>
      <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false">
        <path d="M2 2l10 10M12 2L2 12" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
      </svg>
    </button>
  );
}
