import { useState } from 'react';
import type { OwnApi } from '../../lib/domain/own-api.ts';
import type { ApisDeeds } from '../../lib/ui/apis-store.ts';
import { useSay } from '../popup/say.ts';
import { focusNotice } from './notice.tsx';
import { Question } from './question.tsx';

interface ListProps {
  readonly apis: readonly OwnApi[];
  readonly deeds: Pick<ApisDeeds, 'change' | 'save' | 'remove'>;
}

const DEEDS = ['change', 'save', 'remove'] as const;

/** What is in force: each can be changed, saved as a file, and removed after a second click. */
export function ApiList({ apis, deeds }: ListProps) {
  const say = useSay();
  const [asked, setAsked] = useState<OwnApi | null>(null);
  const on = (deed: (typeof DEEDS)[number], api: OwnApi): void => {
    if (deed === 'remove') return setAsked(api);
    deeds[deed](api.id);
    if (deed === 'change') document.getElementById('apis-text')?.focus();
  };
  return (
    <section className="panel" aria-labelledby="apis-list">
      <h2 id="apis-list">{say('apis.list')}</h2>
      {apis.length === 0 && <p className="now">{say('apis.none')}</p>}
      <ul className="rows">
        {apis.map((api) => (
          <li key={api.id}>
            <div className="row-words">
              <h3>{api.name}</h3>
              <p className="code">{api.hosts.join(', ')}</p>
            </div>
            <div className="row-deeds">
              {DEEDS.map((deed) => (
                <button
                  key={deed}
                  type="button"
                  className="quiet"
                  aria-label={say(`apis.${deed}For`, { name: api.name })}
                  onClick={() => on(deed, api)}
                >
                  {say(`apis.${deed}`)}
                </button>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {asked !== null && (
        <Question
          head={say('apis.remove.head', { name: asked.name })}
          what={say('apis.remove.what')}
          answer={say('apis.remove.do')}
          onCancel={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null);
            deeds.remove(asked.id);
            // The button that asked goes away with its row.
            focusNotice();
          }}
        />
      )}
    </section>
  );
}
