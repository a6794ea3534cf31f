import { use } from 'react';
import type { SharedBudgets } from '../../lib/domain/budget-view.ts';
import { formatInstant } from '../format-time.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { BudgetParts } from './budget-parts.tsx';

interface SharedProps {
  /** Null: there is no companion. */
  readonly shared: SharedBudgets | null;
  /** What teams use is wanted: where there is none of it, how it is made is said. */
  readonly isTeam: boolean;
}

/** The companion's budgets and envelopes among the user's own: to be read, they are changed there. */
export function SharedPanel({ shared, isTeam }: SharedProps) {
  const say = useSay();
  const hasAny = shared !== null && shared.budgets.length > 0;
  if (!hasAny && !isTeam) return null;
  const hasParts = hasAny && shared.budgets.some(({ envelopes }) => envelopes.length > 0);
  return (
    <section className="panel" aria-labelledby="budget-shared">
      <h2 id="budget-shared">{say('sbud.head')}</h2>
      {hasAny && (
        <>
          <p>{say('sbud.what')}</p>
          <AsOf shared={shared} />
          <BudgetParts budgets={shared.budgets} />
        </>
      )}
      {isTeam && !hasParts && <HowTo isPaired={shared !== null} hasAny={hasAny} />}
      {isTeam && <p>{say('sbud.team')}</p>}
    </section>
  );
}

/** How old it is, and whether the companion does not answer. */
function AsOf({ shared: { at, isAway } }: { readonly shared: SharedBudgets }) {
  const say = useSay();
  const language = use(LanguageContext);
  if (at === null) return null;
  const time = formatInstant(at, language);
  return isAway ? (
    <p role="alert" className="bad">
      {say('sbud.away', { time })} <a href="#settings?at=set-companion">{say('sbud.look')}</a>
    </p>
  ) : (
    <p className="hint">{say('sbud.at', { time })}</p>
  );
}

/** How envelopes are made, from where one is. */
function HowTo({ isPaired, hasAny }: { readonly isPaired: boolean; readonly hasAny: boolean }) {
  const say = useSay();
  return (
    <>
      <p>{say('sbud.none')}</p>
      <ol>
        {!isPaired && (
          <li>
            {say('sbud.how.pair')} <a href="#settings?at=set-companion">{say('sbud.pair')}</a>
          </li>
        )}
        {!hasAny && (
          <li>
            {say('sbud.how.budget')} <code>tollkeeper budgets set monthly --limit 50 --per month</code>
          </li>
        )}
        <li>
          {say('sbud.how.parts')}{' '}
          <code>{'tollkeeper envelopes set <budget> production=60 development=20 reserve=20'}</code>
        </li>
      </ol>
    </>
  );
}
