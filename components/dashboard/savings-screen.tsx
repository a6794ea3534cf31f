import { use, useId } from 'react';
import { percentIn } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { LookedAt, SavingsView, ShownPlace, ShownSaving } from '../../lib/domain/savings-view.ts';
import type { Text } from '../../lib/domain/text.ts';
import { savingsCsv } from '../../lib/ui/savings-csv.ts';
import type { SavingsDeeds, SavingsState } from '../../lib/ui/savings-store.ts';
import { formatDate } from '../format-time.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';
import { Notice } from './notice.tsx';
import { SaveButtons } from './save-buttons.tsx';
import { SavingsWays } from './savings-ways.tsx';
import { PeriodFields } from './spend-choices.tsx';
import { moneyOf } from './spend-words.ts';
import { WhatIf } from './what-if.tsx';

interface SavingsProps {
  readonly state: SavingsState;
  readonly deeds: SavingsDeeds;
}

/** What could have been saved, how it is best paid, and what the same calls would have cost otherwise. */
export function SavingsScreen({ state, deeds }: SavingsProps) {
  const say = useSay();
  const { status, query, view } = state;
  return (
    <>
      <Notice words="" isFailed={status === 'failed'} />
      <p className="lead">{say('save.what')}</p>
      <search className="filters" aria-label={say('spend.choose')}>
        <PeriodFields period={query.period} days={view?.days ?? null} onChange={deeds.setPeriod} />
      </search>
      <p className="hint" role="status">
        {status === 'loading' ? say('save.loading') : view !== null && <Looked looked={view.looked} />}
      </p>
      {view !== null && view.looked.calls === 0 && status === 'ready' && (
        <div className="panel">
          <h2>{say('save.none')}</h2>
          <p>{say('save.noneHow')}</p>
        </div>
      )}
      {view !== null && view.looked.calls > 0 && (
        <div className="panels">
          <Could view={view} onSave={deeds.save} />
          <SavingsWays view={view} />
          <WhatIf state={state} deeds={deeds} />
        </div>
      )}
    </>
  );
}

function Looked({ looked: { calls, ofCalls, fromDay, toDay } }: { readonly looked: LookedAt }) {
  const say = useSay();
  const language = use(LanguageContext);
  if (calls === 0) return null;
  const days = { from: formatDate(fromDay, language), to: formatDate(toDay, language) };
  return calls < ofCalls
    ? say('save.part', { n: calls, all: ofCalls, ...days })
    : say('save.all', { n: calls, ...days });
}

interface CouldProps {
  readonly view: SavingsView;
  readonly onSave: SavingsDeeds['save'];
}

function Could({ view, onSave }: CouldProps) {
  const say = useSay();
  const id = useId();
  const { sums, savings, reserves, unknown, looked } = view;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{say('page.savings.could')}</h2>
      <p className="now">{sums.map((sum) => sayOfSum(sum, say)).join(' ')}</p>
      {savings.length === 0 ? <p>{say('page.savings.none')}</p> : <SavingsTable view={view} />}
      {savings.map((saving) => (
        <Saving key={`${saving.kind} ${saving.unit}`} saving={saving} />
      ))}
      {reserves.length > 0 && <h3>{say('save.aside')}</h3>}
      {reserves.map(({ place, what, fix }) => (
        <div key={placeOf(place, say)}>
          <p>{placeOf(place, say)}</p>
          <Sentences texts={[what, fix]} />
        </div>
      ))}
      <ul className="hint words">
        {[...unknown, { key: 'save.floor' } as const].map((text) => (
          <li key={text.key}>
            <Sentences texts={[text]} />
          </li>
        ))}
      </ul>
      {savings.length > 0 && (
        <SaveButtons
          file={`tollkeeper-savings-${looked.fromDay}-${looked.toDay}`}
          csv={() => savingsCsv(view)}
          onSave={onSave}
        />
      )}
    </section>
  );
}

function sayOfSum({ unit, spentNano, savedNano }: SavingsView['sums'][number], say: Say): string {
  const spent = moneyOf(spentNano, unit, say);
  if (savedNano === 0n) return say('save.sumOnly', { spent });
  return say('save.sum', { spent, saved: moneyOf(savedNano, unit, say), percent: percentIn(savedNano, spentNano) });
}

function SavingsTable({ view: { savings, sums } }: { readonly view: SavingsView }) {
  const say = useSay();
  const heads = ['save.col.what', 'page.amount', 'save.col.share', 'page.calls'] as const;
  return (
    <table className="spend">
      <caption>{say('page.savings.could')}</caption>
      <thead>
        <tr>
          {heads.map((key) => (
            <th key={key} scope="col">
              {say(key)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {savings.map(({ kind, unit, nano, calls }) => {
          const percent = percentIn(nano, sums.find((sum) => sum.unit === unit)?.spentNano ?? nano);
          return (
            <tr key={`${kind} ${unit}`}>
              <th scope="row">
                {say(`page.saving.${kind}`)}
                <span className="share-bar" aria-hidden="true">
                  <span style={{ width: `${Math.min(100, percent)}%` }} />
                </span>
              </th>
              <td data-label={say('page.amount')}>{moneyOf(nano, unit, say)}</td>
              <td data-label={say('save.col.share')}>{say('save.percent', { percent })}</td>
              <td data-label={say('page.calls')}>{say('spend.count', { n: calls })}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What it is, and behind a click how to save it and where it is. */
function Saving({ saving: { what, fix, places, unit } }: { readonly saving: ShownSaving }) {
  const say = useSay();
  const language = use(LanguageContext);
  return (
    <div className="saving">
      <h3>{renderText(what, language)}</h3>
      <details>
        <summary>{say('save.how')}</summary>
        <p>{renderText(fix, language)}</p>
        <ul className="words">
          {places.map(({ place, nano, instead }) => (
            <li key={`${placeOf(place, say)} ${instead ?? ''}`}>
              {[
                ...[placeOf(place, say), moneyOf(nano, unit, say)],
                ...(instead === undefined ? [] : [say('save.instead', { model: instead })]),
              ].join(' · ')}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function Sentences({ texts }: { readonly texts: readonly Text[] }) {
  const language = use(LanguageContext);
  return texts.map((text) => renderText(text, language)).join(language === 'zh' ? '' : ' ');
}

function placeOf({ providerName, model, origin }: ShownPlace, say: Say): string {
  if (model === null && origin === '') return say('page.place.rest', { provider: providerName });
  return [model ?? say('no.noModel'), providerName, origin].join(' · ');
}
