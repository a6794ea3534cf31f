import { useSay } from '../popup/say.ts';

interface NoticeProps {
  /** What the last deed came to; empty: nothing to say. */
  readonly words: string;
  /** Nothing of the screen could be read. */
  readonly isFailed: boolean;
}

/** What stands at the head of a screen: what was done, said to everybody, and that something could not be read. */
export function Notice({ words, isFailed }: NoticeProps) {
  const say = useSay();
  return (
    <>
      <p role="status" className="notice" tabIndex={-1}>
        {words}
      </p>
      {isFailed && (
        <p role="alert" className="failed">
          {say('dash.failed')}
        </p>
      )}
    </>
  );
}

/** Leads whoever used a button that goes away with its deed to what is said of it. */
export function focusNotice(): void {
  setTimeout(() => document.querySelector<HTMLElement>('main .notice')?.focus());
}
