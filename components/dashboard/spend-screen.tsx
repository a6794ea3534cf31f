import { use } from 'react';
import type { SpendView } from '../../lib/domain/spend-view.ts';
import type { SpendDeeds, SpendState } from '../../lib/ui/spend-store.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { Notice } from './notice.tsx';
import { SpendChart } from './spend-chart.tsx';
import { SpendChoices } from './spend-choices.tsx';
import { SpendTable } from './spend-table.tsx';
import { nameIn, summaryOf } from './spend-words.ts';

interface SpendProps {
  readonly state: SpendState;
  readonly deeds: SpendDeeds;
}

/** Where the money went: over time, and by provider, model, account, key, site, kind of request or label. */
export function SpendScreen({ state, deeds }: SpendProps) {
  const say = useSay();
  const { status, view } = state;
  return (
    <>
      <Notice words="" isFailed={status === 'failed'} />
      <SpendChoices state={state} deeds={deeds} />
      {view !== null && <Path view={view} onLeave={deeds.leave} />}
      <p className="hint" role="status">
        {status === 'loading' ? say('spend.loading') : ''}
      </p>
      {view !== null && status !== 'failed' && <Shown view={view} deeds={deeds} />}
    </>
  );
}

/** What was gone into: each can be left. */
function Path({ view, onLeave }: { readonly view: SpendView; readonly onLeave: SpendDeeds['leave'] }) {
  const say = useSay();
  if (view.path.length === 0) return null;
  return (
    <ul className="path" aria-label={say('spend.path')}>
      {view.path.map(({ by, id, name }) => (
        <li key={by}>
          <span>{say('spend.only', { by: say(`spend.by.${by}`), name: nameIn({ id, name }, by, say) })}</span>
          <button type="button" className="quiet" onClick={() => onLeave(by)}>
            {say('spend.leave')}
          </button>
        </li>
      ))}
    </ul>
  );
}

interface ShownProps {
  readonly view: SpendView;
  readonly deeds: SpendDeeds;
}

function Shown({ view, deeds }: ShownProps) {
  const say = useSay();
  const language = use(LanguageContext);
  if (view.unit === null || view.groups.length === 0) {
    return (
      <section className="nothing">
        <h2>{say('spend.none')}</h2>
        <p>{say(view.unknownCalls > 0 ? 'spend.noneKnown' : 'spend.noneHow', { n: view.unknownCalls })}</p>
      </section>
    );
  }
  const summary = summaryOf(view, language);
  return (
    <section className="panel" aria-label={say('dash.spend')}>
      <p className="now">{summary}</p>
      {view.since !== null && <p className="hint">{say('spend.since', { day: view.since })}</p>}
      <SpendChart view={view} unit={view.unit} summary={summary} onSave={deeds.save} />
      <SpendTable view={view} unit={view.unit} onInto={deeds.into} />
      {view.unknownCalls > 0 && <p className="hint">{say('spend.unknownCalls', { n: view.unknownCalls })}</p>}
    </section>
  );
}
