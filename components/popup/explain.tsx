import { type ChangeEvent, type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { PASTED_CHARS_MAX, type PastedText } from '../../lib/domain/pasted-text.ts';
import type { ErrorView } from '../../lib/domain/view-error.ts';
import type { PopupSource } from '../../lib/webext/popup-model.ts';
import { Explained } from './explained.tsx';
import { useSay } from './say.ts';

interface ExplainProps {
  readonly explain: PopupSource['onExplain'];
  readonly onOpen: PopupSource['onOpen'];
  /** What was selected on a page, explained at once; absent: nothing was. */
  readonly initial?: PastedText;
  /** Absent: there is nothing to go back to. */
  readonly onBack?: () => void;
}

const EMPTY: PastedText = { text: '', host: '', pageHost: null };

/** "Explain an error": a field for what was pasted, another for who answered, and what it means. */
export function Explain({ explain, onOpen, initial = EMPTY, onBack }: ExplainProps) {
  const say = useSay();
  const id = useId();
  const [pasted, setPasted] = useState(initial);
  const [view, setView] = useState<ErrorView | 'failed' | null>(null);
  const latest = useRef(0);
  const run = async (given: PastedText): Promise<void> => {
    latest.current += 1;
    const turn = latest.current;
    const result = await explain(given).catch(() => 'failed' as const);
    // What was asked later is not overtaken by what was asked before.
    if (turn === latest.current) setView(result);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the selection is explained once, when the window comes up.
  useEffect(() => {
    if (initial.text !== '') void run(initial);
  }, []);
  const onText = (event: ChangeEvent<HTMLTextAreaElement>): void => {
    // One sign more than is read: so it is known that there was more. What is typed is of no page.
    const next = { ...pasted, text: event.target.value.slice(0, PASTED_CHARS_MAX + 1), pageHost: null };
    setPasted(next);
    if ((event.nativeEvent as InputEvent).inputType === 'insertFromPaste') void run(next);
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void run(pasted);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void run(pasted);
  };
  return (
    <>
      <form className="explain" onSubmit={onSubmit}>
        <label htmlFor={`${id}-text`}>{say('explain.text')}</label>
        <textarea
          id={`${id}-text`}
          // biome-ignore lint/a11y/noAutofocus: it is what the screen was opened for.
          autoFocus={initial.text === ''}
          aria-describedby={`${id}-privacy`}
          rows={5}
          spellCheck={false}
          autoComplete="off"
          placeholder={say('explain.example')}
          value={pasted.text}
          onChange={onText}
          onKeyDown={onKey}
        />
        <p id={`${id}-privacy`}>{say('explain.privacy')}</p>
        <label htmlFor={`${id}-host`}>{say('explain.host')}</label>
        <input
          id={`${id}-host`}
          type="text"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          maxLength={300}
          placeholder={say('explain.hostExample')}
          value={pasted.host}
          onChange={(event) => setPasted({ ...pasted, host: event.target.value })}
        />
        <div className="links">
          {/* Once it is explained, what to do next is in the explanation. */}
          <button type="submit" className={view === null ? 'primary' : ''}>
            {say('explain.do')}
          </button>
          {onBack && (
            <button type="button" onClick={onBack}>
              {say('explain.back')}
            </button>
          )}
        </div>
      </form>
      <div role="status">
        {view === 'failed' && <p className="failed">{say('explain.failed')}</p>}
        {view !== null && view !== 'failed' && <Explained view={view} onOpen={onOpen} />}
      </div>
    </>
  );
}
