import { useState } from 'react';
import type { PopupKey, PopupSource } from '../../lib/webext/popup-model.ts';
import { useSay } from './say.ts';

interface WhoseProps {
  readonly whose: PopupKey | null;
  readonly now: number;
  readonly onLinkKey: PopupSource['onLinkKey'];
}

/** What was just answered, for as long as the popup is open. */
interface Answer {
  readonly key: PopupKey;
  readonly account: string;
}

/** "Which account does this key belong to?", answered and taken back in a click. Later it is undone in the settings. */
export function Whose({ whose, now, onLinkKey }: WhoseProps) {
  const say = useSay();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [isFailed, setFailed] = useState(false);
  const key = answer?.key ?? whose;
  if (key === null) return null;
  const link = async (account: { readonly id: string; readonly name: string } | null): Promise<void> => {
    const isDone = await onLinkKey(key, account?.id ?? null);
    setFailed(!isDone);
    if (isDone) setAnswer(account && { key, account: account.name });
  };
  const { providerName } = key;
  const age = { kind: 'age', ms: now - key.usedAt } as const;
  return (
    <section className="site asks" aria-label={say('popup.whose')}>
      <div className="site-words" role="status">
        {answer === null ? (
          <>
            <strong>{say('whose.which')}</strong>
            <span>{say('popup.whoseUsed', { provider: providerName, age })}</span>
          </>
        ) : (
          <span>{say('whose.linked', { account: answer.account })}</span>
        )}
        {isFailed && <span>{say('dash.notSaved')}</span>}
      </div>
      <div className="answers">
        {answer === null ? (
          key.accounts.map((account) => (
            <button key={account.id} type="button" onClick={() => void link(account)}>
              {account.name}
            </button>
          ))
        ) : (
          <button type="button" onClick={() => void link(null)}>
            {say('whose.undo')}
          </button>
        )}
      </div>
    </section>
  );
}
