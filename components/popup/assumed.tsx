import { useState } from 'react';
import type { PopupAccount, PopupSource } from '../../lib/webext/popup-model.ts';
import { useSay } from './say.ts';

interface AssumedProps {
  readonly account: PopupAccount;
  readonly title: string;
  readonly onLinkKey: PopupSource['onLinkKey'];
}

/** That keys are taken to be this account's, contradicted and taken back in a click. Later it is undone in the settings. */
export function Assumed({ account, title, onLinkKey }: AssumedProps) {
  const say = useSay();
  // What was just denied, for as long as the popup is open.
  const [denied, setDenied] = useState<PopupAccount['assumedKeys']>([]);
  const [isFailed, setFailed] = useState(false);
  const isDenied = denied.length > 0;
  const keys = isDenied ? denied : account.assumedKeys;
  if (keys.length === 0) return null;
  const answer = async (): Promise<void> => {
    const id = isDenied ? null : account.id;
    const done = await Promise.all(keys.map((key) => onLinkKey(key, id, !isDenied)));
    const isDone = done.every((one) => one);
    setFailed(!isDone);
    if (isDone) setDenied(isDenied ? [] : keys);
  };
  return (
    <>
      <p role="status">{say(isDenied ? 'popup.denied' : 'popup.assumed')}</p>
      {isFailed && <p>{say('dash.notSaved')}</p>}
      <div className="links">
        <button
          type="button"
          aria-label={say(isDenied ? 'popup.deniedUndo' : 'popup.notThis', { account: title })}
          onClick={() => void answer()}
        >
          {say(isDenied ? 'whose.undo' : 'whose.notThis')}
        </button>
      </div>
    </>
  );
}
