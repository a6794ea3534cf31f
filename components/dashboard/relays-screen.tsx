import { use, useId, useState } from 'react';
import type { RelayAccount, RelayModel, RelaySpent } from '../../lib/domain/relay-view.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { RelaysDeeds, RelaysState } from '../../lib/ui/relays-store.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { LookBackDaysField } from './look-back-days.tsx';
import { Notice } from './notice.tsx';

interface RelaysProps {
  readonly state: RelaysState;
  readonly deeds: RelaysDeeds;
  readonly copy: (text: string) => Promise<boolean>;
}

/** What was billed beside what was counted, model by model and account beside account. */
export function RelaysScreen({ state, deeds, copy }: RelaysProps) {
  const say = useSay();
  const { status, view, days } = state;
  return (
    <>
      <Notice words="" isFailed={status === 'failed'} />
      <p className="lead">{say('rel.what')}</p>
      <LookBackDaysField
        days={days}
        onChange={deeds.setDays}
        label={say('rel.period')}
        nameOf={(one) => say(`rel.days.${one}`)}
      />
      <p className="hint" role="status">
        {looked(state, say)}
      </p>
      {view !== null && view.models.length === 0 && status === 'ready' && <Empty />}
      <div className="panels">
        {view?.models.map((model) => (
          <Model key={model.model} model={model} copy={copy} />
        ))}
      </div>
    </>
  );
}

function looked({ status, view }: RelaysState, say: ReturnType<typeof useSay>): string {
  if (status === 'loading') return say('rel.loading');
  if (view === null || view.calls === 0) return '';
  return say(view.isPart ? 'rel.part' : 'rel.looked', { n: view.calls });
}

function Empty() {
  const say = useSay();
  return (
    <div className="panel">
      <h2>{say('rel.none')}</h2>
      <p>{say('rel.noneHow')}</p>
    </div>
  );
}

function Model({ model, copy }: { readonly model: RelayModel; readonly copy: RelaysProps['copy'] }) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{model.model}</h2>
      <ul className="rows relays">
        {model.accounts.map((account) => (
          <li key={account.account}>
            <Account account={account} copy={copy} />
          </li>
        ))}
      </ul>
      <Money accounts={model.accounts} />
    </section>
  );
}

function Account({ account, copy }: { readonly account: RelayAccount; readonly copy: RelaysProps['copy'] }) {
  const say = useSay();
  const language = use(LanguageContext);
  return (
    <>
      <h3>{account.name}</h3>
      <p className={`finding is-${account.finding}`}>{say(`rel.finding.${account.finding}`)}</p>
      <ul className="lines">
        {account.lines
          .map((text) => renderText(text, language))
          .map((text) => (
            <li key={text}>{text}</li>
          ))}
      </ul>
      {account.could.length > 0 && <Explained account={account} copy={copy} />}
    </>
  );
}

/** What could explain it, and what to show to the support. */
function Explained({ account, copy }: { readonly account: RelayAccount; readonly copy: RelaysProps['copy'] }) {
  const say = useSay();
  const language = use(LanguageContext);
  const [said, setSaid] = useState('');
  const note = account.note.map((text) => renderText(text, language)).join('\n');
  const onCopy = async (): Promise<void> => {
    const isDone = await copy(note).catch(() => false);
    setSaid(say(isDone ? 'rel.copied' : 'rel.notCopied'));
  };
  return (
    <details>
      <summary>{say('rel.could')}</summary>
      <ul className="words">
        {account.could.map(({ key }) => (
          <li key={key}>{say(key)}</li>
        ))}
      </ul>
      <p>{say('rel.ask')}</p>
      <div className="buttons">
        <button type="button" onClick={() => void onCopy()}>
          {say('rel.copy')}
        </button>
        <span role="status">{said}</span>
      </div>
    </details>
  );
}

function Money({ accounts }: { readonly accounts: readonly RelayAccount[] }) {
  const say = useSay();
  const known = accounts.filter(({ spent }) => spent !== null);
  if (known.length === 0) return null;
  return (
    <table className="spent">
      <caption>{say('rel.money')}</caption>
      <thead>
        <tr>
          {(['rel.account', 'rel.median', 'rel.mean', 'rel.perThousand'] as const).map((key) => (
            <th key={key} scope="col">
              {say(key)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {known.map(({ account, name, spent }) => (
          <tr key={account}>
            <th scope="row">{name}</th>
            {spent && <Cells spent={spent} />}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cells({ spent: { median, mean, perThousand, shown, recharged } }: { readonly spent: RelaySpent }) {
  const say = useSay();
  const language = use(LanguageContext);
  const write = (money: RelaySpent['median']): string =>
    renderText({ key: 'rel.amount', params: { money: { kind: 'money', money } } }, language);
  return (
    <>
      <td data-label={say('rel.median')}>
        {write(median)}
        {shown && <span className="hint">{say('rel.shown', { money: { kind: 'about', money: shown } })}</span>}
        {recharged && (
          <span className="hint">
            {say('rel.recharged', {
              low: { kind: 'money', money: recharged.low },
              high: { kind: 'money', money: recharged.high },
            })}
          </span>
        )}
      </td>
      <td data-label={say('rel.mean')}>{write(mean)}</td>
      <td data-label={say('rel.perThousand')}>{perThousand === null ? say('rel.unknown') : write(perThousand)}</td>
    </>
  );
}
