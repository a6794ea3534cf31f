import { use } from 'react';
import type { PriceShown, PriceView, RateView } from '../../lib/domain/price-view.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { TextParam } from '../../lib/domain/text.ts';
import type { PricesState } from '../../lib/ui/prices-store.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';
import { Notice } from './notice.tsx';

interface PricesProps {
  readonly state: PricesState;
  /** Where the user's own are set; null: elsewhere. */
  readonly ownAt: string | null;
}

/** What every model that was called costs, by what is counted with: provider by provider, with where each price is from. */
export function PricesScreen({ state, ownAt }: PricesProps) {
  const say = useSay();
  const { status, prices } = state;
  const providers = [...new Set(prices.map(({ provider }) => provider))];
  return (
    <>
      <Notice words="" isFailed={status === 'failed'} />
      <p className="lead">{say('prices.what')}</p>
      {ownAt !== null && (
        <p>
          <a href={ownAt}>{say('prices.toOwn')}</a>
        </p>
      )}
      {status === 'ready' && prices.length === 0 && <p>{say('prices.none')}</p>}
      <div className="panels">
        {providers.map((id) => (
          <ProviderPrices key={id} prices={prices.filter(({ provider }) => provider === id)} />
        ))}
      </div>
    </>
  );
}

function ProviderPrices({ prices }: { readonly prices: readonly PriceView[] }) {
  const say = useSay();
  const [first] = prices;
  if (first === undefined) return null;
  const id = `prices-${first.provider}`;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{first.providerName}</h2>
      <ul className="rows prices">
        {prices.map((view) => (
          <li key={view.model ?? ''}>
            <div className="row-words">
              <h3>{view.model ?? say('prices.noModel')}</h3>
              {view.price ? <FromWhere price={view.price} account={view.accountName} /> : <Unknown view={view} />}
            </div>
            {view.price && <Rates price={view.price} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rates({ price }: { readonly price: PriceShown }) {
  const say = useSay();
  return (
    <dl className="rates">
      {price.rates.map((rate) => (
        <div key={rate.meter}>
          <dt>{say(`meter.${rate.meter}`)}</dt>
          <dd>{rateText(rate, price.unit, say)}</dd>
        </div>
      ))}
    </dl>
  );
}

function rateText({ meter, low, high }: RateView, unit: string, say: Say): string {
  const isToken = meter.endsWith('-tokens');
  const rate = (picoPerUnit: bigint): TextParam => ({ kind: 'rate', unit, picoPerUnit, per: isToken ? 1_000_000 : 1 });
  const each = isToken ? 'prices.perMillion' : 'prices.each';
  if (low === high) return say(each, { rate: rate(low) });
  return say(each, { rate: { key: 'prices.between', params: { low: rate(low), high: rate(high) } } });
}

function FromWhere({ price, account }: { readonly price: PriceShown; readonly account: string | null }) {
  const say = useSay();
  const language = use(LanguageContext);
  const { origin, date, link, notes } = price;
  return (
    <>
      <p>
        {say(`prices.from.${origin}`, { date })}
        {link !== null && (
          <>
            {' '}
            <a href={link} target="_blank" rel="noreferrer">
              {new URL(link).host}
            </a>
          </>
        )}
      </p>
      {notes.map((note) => (
        <p key={renderText(note, 'en')} className={MARKED.some((key) => note.key === key) ? 'unsure' : undefined}>
          {renderText(note, language)}
        </p>
      ))}
      {account !== null && <p>{say('prices.account', { name: account })}</p>}
    </>
  );
}

/** What makes a price less sure. */
const MARKED = ['price.third-party', 'price.unverified', 'price.changed', 'prices.guess'] as const;

function Unknown({ view: { lesson } }: { readonly view: PriceView }) {
  const say = useSay();
  return (
    <>
      <p className="unsure">{say('prices.unknown')}</p>
      {lesson?.kind === 'few' && <p>{say('prices.few', { count: lesson.drops, least: lesson.least })}</p>}
      {lesson?.kind === 'untold' && <p>{say('prices.untold', { n: lesson.drops })}</p>}
    </>
  );
}
