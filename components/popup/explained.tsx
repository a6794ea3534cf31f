import { useEffect, useId, useRef } from 'react';
import type { ErrorView } from '../../lib/domain/view-error.ts';
import type { PopupSource } from '../../lib/webext/popup-model.ts';
import { useSay } from './say.ts';

interface ExplainedProps {
  readonly view: ErrorView;
  readonly onOpen: PopupSource['onOpen'];
}

/** What an error means: what happened, the sum, what to do; whose balance; the ways on, with where each leads. */
export function Explained({ view, onOpen }: ExplainedProps) {
  const say = useSay();
  const id = useId();
  const top = useRef<HTMLElement>(null);
  // The popup is no higher than its browser lets it be. `view`: the next one may stand elsewhere.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    // Chromium answers with a promise, which an effect must not hand on.
    void top.current?.scrollIntoView({ block: 'nearest' });
  }, [view]);
  const { kind, head, lines, facts, options, notes } = view;
  return (
    <section ref={top} className={`explained is-${kind}`} aria-labelledby={id}>
      <h2 id={id}>{say(head.key, head.params)}</h2>
      {lines.map((line) => (
        <p key={line.key}>{say(line.key, line.params)}</p>
      ))}
      {facts.length > 0 && (
        <dl>
          {facts.map(({ label, value }) => (
            <div key={label.key}>
              <dt>{say(label.key)}</dt>
              <dd>{say(value.key, value.params)}</dd>
            </div>
          ))}
        </dl>
      )}
      {options.length > 0 && (
        <>
          <h3>{say('error.options')}</h3>
          <ul>
            {options.map(({ key, label, url }, index) => (
              <li key={key}>
                {url === null ? (
                  say(label.key, label.params)
                ) : (
                  <>
                    <button type="button" className={index === 0 ? 'primary' : ''} onClick={() => onOpen(url)}>
                      {say(label.key, label.params)}
                    </button>
                    <span>{new URL(url).host}</span>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {notes.map((note) => (
        <p key={note.key} className="note">
          {say(note.key, note.params)}
        </p>
      ))}
    </section>
  );
}
