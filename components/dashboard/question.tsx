import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useSay } from '../popup/say.ts';

interface QuestionProps {
  readonly head: string;
  readonly what: string;
  /** What the button says that does it. */
  readonly answer: string;
  /** False: something is still to be typed. */
  readonly isSure?: boolean;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
  readonly children?: ReactNode;
}

/**
 * Asks once more before something is gone. A modal dialog: the browser keeps the focus in it, Escape leaves it, and the focus
 * goes back to where it was.
 */
export function Question({ head, what, answer, isSure = true, onCancel, onConfirm, children }: QuestionProps) {
  const say = useSay();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // In layout: a dialog gives the focus back only while it is still in the document.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-head`} aria-describedby={`${id}-what`} onClose={onCancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isSure) onConfirm();
        }}
      >
        <h2 id={`${id}-head`}>{head}</h2>
        <p id={`${id}-what`}>{what}</p>
        {children}
        <div className="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            {say('dash.cancel')}
          </button>
          <button type="submit" className="danger" disabled={!isSure}>
            {answer}
          </button>
        </div>
      </form>
    </dialog>
  );
}
