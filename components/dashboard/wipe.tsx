import { useId, useState } from 'react';
import type { StoredView, WipeTarget } from '../../lib/domain/dashboard.ts';
import { useSay } from '../popup/say.ts';
import { siteName } from '../popup/site-name.ts';
import { Field } from './fields.tsx';
import { focusNotice } from './notice.tsx';
import { Question } from './question.tsx';

interface WipeProps {
  readonly stored: StoredView;
  readonly isBusy: boolean;
  readonly onWipe: (target: WipeTarget) => void;
}

/** Deletes one site or account after a second click, everything after a typed word. */
export function Wipe({ stored, isBusy, onWipe }: WipeProps) {
  const say = useSay();
  const id = useId();
  const [chosen, setChosen] = useState('');
  const [asked, setAsked] = useState<WipeTarget | null>(null);
  const part = readTarget(chosen, stored);
  const total = Object.values(stored.counts).reduce((sum, count) => sum + count, 0);
  const isNothing = stored.sites.length === 0 && stored.accounts.length === 0;
  const hosts = stored.sites.map((origin) => [origin, siteName(origin, say)] as const);
  return (
    <section className="panel" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{say('priv.wipe')}</h2>
      <p>{say('priv.wipeWhat')}</p>
      {!isNothing && (
        <Field id={id} label={say('priv.wipePart')} look="is-row">
          <select id={id} value={part === null ? '' : chosen} onChange={(event) => setChosen(event.target.value)}>
            <option value="">{say('priv.wipeChoose')}</option>
            <optgroup label={say('priv.wipeSites')}>
              {hosts.map(([origin, host]) => (
                <option key={origin} value={`site ${origin}`}>
                  {host}
                </option>
              ))}
            </optgroup>
            <optgroup label={say('priv.wipeAccounts')}>
              {stored.accounts.map((account) => (
                <option key={account.id} value={`account ${account.id}`}>
                  {account.name}
                </option>
              ))}
            </optgroup>
          </select>
          <button type="button" disabled={isBusy || part === null} onClick={() => setAsked(part)}>
            {say('priv.wipeDo')}
          </button>
        </Field>
      )}
      <div className="buttons">
        <button
          type="button"
          className="danger"
          disabled={isBusy || total === 0}
          onClick={() => setAsked({ kind: 'all' })}
        >
          {say('priv.wipeAllDo')}
        </button>
        {total === 0 && <span className="hint">{say('priv.wipeNothing')}</span>}
      </div>
      {asked !== null && (
        <Confirm
          target={asked}
          total={total}
          onCancel={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null);
            setChosen('');
            onWipe(asked);
            // The button that asked is disabled meanwhile; what becomes of it is said there.
            focusNotice();
          }}
        />
      )}
    </section>
  );
}

const HEADS = {
  all: 'priv.wipeAll.head',
  account: 'priv.wipeAccount.head',
  site: 'priv.wipeSite.head',
} as const;
const WHATS = {
  all: 'priv.wipeAll.what',
  account: 'priv.wipeAccount.what',
  site: 'priv.wipeSite.what',
} as const;

interface ConfirmProps {
  readonly target: WipeTarget;
  readonly total: number;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}

function Confirm({ target, total, onCancel, onConfirm }: ConfirmProps) {
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState('');
  const word = say('priv.wipeAll.word');
  const isAll = target.kind === 'all';
  const name = target.kind === 'account' ? target.name : target.kind === 'site' ? siteName(target.origin, say) : '';
  return (
    <Question
      head={say(HEADS[target.kind], { name })}
      what={say(WHATS[target.kind], { n: total })}
      answer={say(isAll ? 'priv.wipeAll.do' : 'priv.wipePart.do')}
      isSure={!isAll || typed.trim().toLowerCase() === word}
      onCancel={onCancel}
      onConfirm={onConfirm}
    >
      {isAll && (
        <div className="field">
          <label htmlFor={id}>{say('priv.wipeAll.type', { word })}</label>
          <input id={id} autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </div>
      )}
    </Question>
  );
}

function readTarget(chosen: string, stored: StoredView): WipeTarget | null {
  const [kind, ...rest] = chosen.split(' ');
  const value = rest.join(' ');
  const account = kind === 'account' ? stored.accounts.find(({ id }) => id === value) : undefined;
  if (account) return { kind: 'account', ...account };
  return kind === 'site' && stored.sites.includes(value) ? { kind: 'site', origin: value } : null;
}
