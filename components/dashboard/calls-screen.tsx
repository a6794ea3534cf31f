import { use } from 'react';
import { ANY_CALL } from '../../lib/domain/dashboard.ts';
import type { AccuracyState } from '../../lib/ui/accuracy-store.ts';
import { countCalls, placeOfCall } from '../../lib/ui/call-pages.ts';
import type { CallsDeeds, CallsState } from '../../lib/ui/calls-store.ts';
import { formatDay } from '../format-time.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';
import { Accuracy } from './accuracy.tsx';
import { CallFilters } from './call-filters.tsx';
import { CallTable, Opened } from './call-table.tsx';
import { dayOf } from './day-of.ts';

interface CallsProps {
  readonly state: CallsState;
  readonly deeds: CallsDeeds;
  readonly copy: (text: string) => Promise<boolean>;
  /** How right their estimates were. */
  readonly accuracy: AccuracyState;
}

/** Every call of the ledger, newest first. */
export function CallsScreen({ state, deeds, copy, accuracy }: CallsProps) {
  const say = useSay();
  const { status, pages, hasNewer, isFull } = state;
  const isListed = pages.length > 0;
  return (
    <>
      <CallFilters state={state} deeds={deeds} />
      <Elsewhere state={state} deeds={deeds} copy={copy} />
      <div className="list-head">
        <p role="status">{statusText(state, say, use(LanguageContext))}</p>
        {hasNewer && (
          <button type="button" onClick={deeds.refresh}>
            {say('calls.fresh')}
          </button>
        )}
      </div>
      {status === 'failed' && (
        <div role="alert" className="failed-list">
          <p className="failed">{say('dash.failed')}</p>
          <button type="button" onClick={deeds.refresh}>
            {say('calls.again')}
          </button>
        </div>
      )}
      {isListed && <h2 className="visually-hidden">{say('calls.list')}</h2>}
      {isListed && <CallTable state={state} deeds={deeds} copy={copy} />}
      {isFull && <Full state={state} deeds={deeds} />}
      {!isListed && status === 'loading' && <Loading />}
      {!isListed && status === 'ready' && <Nothing isFiltered={isFiltered(state)} onClear={deeds.clearFilter} />}
      <Accuracy view={accuracy.view} />
    </>
  );
}

/** The call that the address names, where it is not among those in the list. */
function Elsewhere({ state, deeds, copy }: Omit<CallsProps, 'accuracy'>) {
  const say = useSay();
  const { openId, pages, status } = state;
  if (openId === null || status === 'loading' || placeOfCall(pages, openId) !== -1) return null;
  return (
    <section className="panel call-alone" aria-labelledby="call-alone">
      <div className="list-head">
        <h2 id="call-alone">{say('calls.alone')}</h2>
        <button type="button" className="quiet" onClick={() => deeds.toggle(openId)}>
          {say('calls.close')}
        </button>
      </div>
      <Opened state={state} copy={copy} />
    </section>
  );
}

/** As high as the list will be, and as quiet. */
function Loading() {
  return (
    <div className="call-loading" aria-hidden="true">
      {[1, 2, 3, 4, 5, 6].map((line) => (
        <div key={line} />
      ))}
    </div>
  );
}

function Full({ state, deeds }: Pick<CallsProps, 'state' | 'deeds'>) {
  const say = useSay();
  const n = countCalls(state.pages);
  const day = state.pages.at(-1)?.lastDay ?? null;
  return (
    <div className="list-head">
      <p>{say('calls.full', { n })}</p>
      <button type="button" onClick={() => deeds.setFilter({ toDay: day })}>
        {say('calls.fullOlder')}
      </button>
    </div>
  );
}

function Nothing({ isFiltered: isSome, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) {
  const say = useSay();
  return (
    <section className="nothing">
      <h2>{say(isSome ? 'calls.noMatch' : 'calls.none')}</h2>
      <p>{say(isSome ? 'calls.noMatchHow' : 'calls.noneHow')}</p>
      {isSome && (
        <div>
          <button type="button" onClick={onClear}>
            {say('calls.showAll')}
          </button>
        </div>
      )}
    </section>
  );
}

function statusText({ status, pages, next, lookedBackTo }: CallsState, say: Say, language: 'en' | 'zh'): string {
  if (status === 'failed') return '';
  const n = countCalls(pages);
  if (status === 'loading') return say('calls.loading');
  if (status === 'looking' && n === 0 && lookedBackTo !== null) {
    return say('calls.looking', { day: formatDay(dayOf(lookedBackTo), language) });
  }
  if (n === 0) return '';
  return say(next === null ? 'calls.shown' : 'calls.shownMore', { n });
}

function isFiltered({ filter }: CallsState): boolean {
  return JSON.stringify({ ...filter, search: filter.search.trim() }) !== JSON.stringify(ANY_CALL);
}
