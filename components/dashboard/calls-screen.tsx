import { use, useEffect, useRef } from 'react';
import { ANY_CALL, type CallRow } from '../../lib/domain/dashboard.ts';
import type { AccuracyState } from '../../lib/ui/accuracy-store.ts';
import type { CallsDeeds, CallsState } from '../../lib/ui/calls-store.ts';
import { formatDay } from '../format-time.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';
import { Accuracy } from './accuracy.tsx';
import { CallDetails } from './call-detail.tsx';
import { CallFilters } from './call-filters.tsx';
import { CallLine } from './call-line.tsx';
import { dayOf } from './day-of.ts';

interface CallsProps {
  readonly state: CallsState;
  readonly deeds: CallsDeeds;
  readonly copy: (text: string) => Promise<boolean>;
  /** How right their estimates were. */
  readonly accuracy: AccuracyState;
}

/** Every call of the ledger, newest first, a page at a time. */
export function CallsScreen({ state, deeds, copy, accuracy }: CallsProps) {
  const say = useSay();
  const { status, calls, hasNewer } = state;
  return (
    <>
      <CallFilters state={state} deeds={deeds} />
      <div className="list-head">
        <p role="status">{statusText(state, say, use(LanguageContext))}</p>
        {hasNewer && (
          <button type="button" onClick={deeds.refresh}>
            {say('calls.fresh')}
          </button>
        )}
      </div>
      {status === 'failed' && (
        <p role="alert" className="failed">
          {say('dash.failed')}
        </p>
      )}
      {calls.length > 0 && <Days {...{ state, deeds, copy }} />}
      {calls.length === 0 && status === 'ready' && <Nothing isFiltered={isFiltered(state)} />}
      <Pages state={state} deeds={deeds} />
      <Accuracy view={accuracy.view} />
    </>
  );
}

/** The calls of one page under the days they were made on. */
function Days({ state, deeds, copy }: Omit<CallsProps, 'accuracy'>) {
  const language = use(LanguageContext);
  const say = useSay();
  return groupByDay(state.calls).map(([day, rows]) => (
    <section key={day} aria-labelledby={`day-${day}`} className="day">
      <h2 id={`day-${day}`}>{nameOfDay(day, say) ?? formatDay(day, language)}</h2>
      <ul className="call-list">
        {rows.map((row) => {
          const { callId } = row.record;
          const isOpen = state.openId === callId;
          return (
            <li key={callId}>
              <CallLine row={row} isOpen={isOpen} onToggle={() => deeds.toggle(callId)} />
              {isOpen && state.detail !== null && <CallDetails detail={state.detail} copy={copy} />}
            </li>
          );
        })}
      </ul>
    </section>
  ));
}

function Nothing({ isFiltered: isSome }: { readonly isFiltered: boolean }) {
  const say = useSay();
  return (
    <section className="nothing">
      <h2>{say(isSome ? 'calls.noMatch' : 'calls.none')}</h2>
      <p>{say(isSome ? 'calls.noMatchHow' : 'calls.noneHow')}</p>
    </section>
  );
}

function Pages({ state, deeds }: Pick<CallsProps, 'state' | 'deeds'>) {
  const say = useSay();
  const { starts, next, status } = state;
  const page = starts.length;
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page || status === 'loading') return;
    shown.current = page;
    // The button that was pressed may be gone; what it led to is at the top.
    document.querySelector<HTMLElement>('main h1')?.focus();
  }, [page, status]);
  if (page === 1 && next === null) return null;
  return (
    <nav className="pages" aria-label={say('calls.pages')}>
      <button type="button" disabled={page === 1} onClick={deeds.newer}>
        {say('calls.newer')}
      </button>
      <button type="button" disabled={next === null || status !== 'ready'} onClick={deeds.older}>
        {say('calls.older')}
      </button>
    </nav>
  );
}

function statusText({ status, calls, starts, lookedBackTo }: CallsState, say: Say, language: 'en' | 'zh'): string {
  if (status === 'failed') return '';
  if (status === 'loading') return say('calls.loading');
  if (status === 'looking' && lookedBackTo !== null) {
    return say('calls.looking', { day: formatDay(dayOf(lookedBackTo), language) });
  }
  if (calls.length === 0) return '';
  const n = calls.length;
  return starts.length === 1 ? say('calls.shown', { n }) : say('calls.page', { page: starts.length, n });
}

function isFiltered({ filter }: CallsState): boolean {
  return JSON.stringify({ ...filter, search: filter.search.trim() }) !== JSON.stringify(ANY_CALL);
}

function groupByDay(rows: readonly CallRow[]): readonly (readonly [string, readonly CallRow[]])[] {
  const days = new Map<string, CallRow[]>();
  for (const row of rows) {
    const known = days.get(row.record.day);
    if (known) known.push(row);
    else days.set(row.record.day, [row]);
  }
  return [...days];
}

function nameOfDay(day: string, say: Say): string | null {
  const now = Date.now();
  if (day === dayOf(now)) return say('calls.today');
  return day === dayOf(now, -1) ? say('calls.yesterday') : null;
}
