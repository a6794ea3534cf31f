import { useId, useRef, useState } from 'react';
import { useSay } from '../popup/say.ts';

/** "This was wrong": shows what would be copied, lets it be changed, and copies it on a second click. */
export function CallReport({
  report,
  copy,
}: {
  readonly report: string;
  readonly copy: (text: string) => Promise<boolean>;
}) {
  const say = useSay();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState(report);
  const [isCopied, setCopied] = useState<boolean | null>(null);
  const onCopy = async (): Promise<void> => {
    const isDone = await copy(text);
    setCopied(isDone);
    if (!isDone) field.current?.select();
  };
  return (
    <section className="report">
      <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        {say('calls.wrong')}
      </button>
      <div id={id} hidden={!isOpen}>
        <h3>{say('calls.report.head')}</h3>
        <p id={`${id}-what`}>{say('calls.report.what')}</p>
        <textarea
          ref={field}
          aria-label={say('calls.report.text')}
          aria-describedby={`${id}-what`}
          rows={report.split('\n').length}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="button" className="primary" onClick={() => void onCopy()}>
          {say('calls.report.copy')}
        </button>
        <p role="status">{isCopied !== null && say(isCopied ? 'calls.report.copied' : 'calls.report.byHand')}</p>
      </div>
    </section>
  );
}
