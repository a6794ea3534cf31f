import { useEffect, useState } from 'react';
import type { Text } from '../../lib/domain/text.ts';
import type { PopupSource } from '../../lib/webext/popup-model.ts';
import { useSay } from './say.ts';

/** How the month went, in a line that can be shown around. Read after everything else; nothing while there is nothing to tell. */
export function Month({ onMonth, onCopy }: Pick<PopupSource, 'onMonth' | 'onCopy'>) {
  const say = useSay();
  const [line, setLine] = useState<Text | null>(null);
  const [copied, setCopied] = useState<boolean | null>(null);
  useEffect(() => {
    let isOpen = true;
    void onMonth().then(
      (said) => isOpen && setLine(said),
      () => undefined,
    );
    return () => {
      isOpen = false;
    };
  }, [onMonth]);
  if (line === null) return null;
  const said = say(line.key, line.params);
  return (
    <section className="month" aria-labelledby="popup-month">
      <h2 id="popup-month">{say('popup.month')}</h2>
      <p>{said}</p>
      <div className="links">
        <button type="button" onClick={() => void onCopy(said).then(setCopied)}>
          {say('popup.month.copy')}
        </button>
        <span role="status">{copied !== null && say(copied ? 'popup.month.copied' : 'popup.month.copyFailed')}</span>
      </div>
    </section>
  );
}
