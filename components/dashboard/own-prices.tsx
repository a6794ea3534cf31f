import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { PricesView, TariffView } from '../../lib/domain/dashboard.ts';
import type { ExchangeRate } from '../../lib/domain/exchange.ts';
import { explainFreeOf } from '../../lib/domain/explain-free.ts';
import type { OwnPrice } from '../../lib/domain/own-prices.ts';
import { readTimes } from '../../lib/domain/own-prices.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { useSay } from '../popup/say.ts';
import { nameOfUnit } from './amount-row.tsx';

interface PricesProps {
  readonly prices: PricesView;
  readonly deeds: Pick<SettingsDeeds, 'setTimes' | 'setOwnPrice' | 'setExchangeRate'>;
}

const PRICE = /^\d{1,9}(\.\d{1,6})?$/;
const COUNT = /^[1-9]\d{0,11}$/;
const RATE = /^\d{1,9}(\.\d{1,9})?$/;

/** Prices the user knows better than any list: by account, a multiplier and single models; and rates to show amounts at. */
export function OwnPrices({ prices: { accounts, rates }, deeds }: PricesProps) {
  const say = useSay();
  return (
    <section className="panel" aria-labelledby="set-prices">
      <h2 id="set-prices" tabIndex={-1}>
        {say('set.prices')}
      </h2>
      <p>{say('set.pricesWhat')}</p>
      {accounts.length === 0 && <p className="now">{say('set.limitsNone')}</p>}
      <ul className="rows">
        {accounts.map((one) => (
          <li key={one.account}>
            <Tariff of={one} deeds={deeds} />
          </li>
        ))}
        <li>
          <Exchange rates={rates} onSet={deeds.setExchangeRate} />
        </li>
      </ul>
    </section>
  );
}

function Tariff({ of, deeds }: { readonly of: TariffView; readonly deeds: PricesProps['deeds'] }) {
  const say = useSay();
  const { account, accountName, unit, tariff } = of;
  return (
    <>
      <h3>{accountName}</h3>
      {of.isOfProvider && <p className="hint">{say('set.pricesOfProvider')}</p>}
      {Object.entries(tariff.times).map(([group, times]) => (
        <Said
          key={group}
          text={say(group === '' ? 'set.timesAll' : 'set.timesGroup', { times, group })}
          onForget={() => deeds.setTimes(account, group, null)}
        />
      ))}
      <Entry
        label={say('set.timesFor', { account: accountName })}
        fields={[
          { name: 'times', label: say('set.times'), isGood: (typed) => readTimes(typed) !== null },
          { name: 'group', label: say('set.group'), isGood: (typed) => typed.length <= 64 },
        ]}
        bad={say('set.timesBad')}
        onSave={({ times = '', group = '' }) => deeds.setTimes(account, group, times)}
      />
      {tariff.prices.map((price) => (
        <Said
          key={price.model}
          text={say('set.priceOwn', {
            model: price.model,
            input: rateOf(price, 'input-tokens'),
            output: rateOf(price, 'output-tokens'),
          })}
          notes={explainFreeOf(price.free).map((note) => say(note.key, note.params))}
          onForget={() => deeds.setOwnPrice(account, price.model, null)}
        />
      ))}
      <Entry
        label={say('set.priceFor', { account: accountName, unit: nameOfUnit(unit, say) })}
        fields={[
          { name: 'model', label: say('set.model'), isGood: (typed) => typed !== '' && typed.length <= 128 },
          {
            name: 'input',
            label: say('set.priceIn', { unit: nameOfUnit(unit, say) }),
            isGood: (typed) => PRICE.test(typed),
          },
          {
            name: 'output',
            label: say('set.priceOut', { unit: nameOfUnit(unit, say) }),
            isGood: (typed) => PRICE.test(typed),
          },
          { name: 'freeTokens', label: say('set.priceFree'), isGood: (typed) => typed === '' || COUNT.test(typed) },
        ]}
        bad={say('set.priceBad')}
        onSave={({ model = '', input = '', output = '', freeTokens = '' }) =>
          deeds.setOwnPrice(account, model, { unit, input, output, freeTokens })
        }
      />
    </>
  );
}

function Exchange({
  rates,
  onSet,
}: {
  readonly rates: readonly ExchangeRate[];
  readonly onSet: SettingsDeeds['setExchangeRate'];
}) {
  const say = useSay();
  return (
    <>
      <h3>{say('set.exchange')}</h3>
      {rates.map(({ from, to, rate, on }) => (
        <Said
          key={from}
          text={say('set.exchangeOwn', { from, to, rate, date: on })}
          onForget={() => onSet(from, null)}
        />
      ))}
      <Entry
        label={say('set.exchange')}
        fields={[
          { name: 'unit', label: say('set.exchangeFrom'), isGood: (typed) => /^[A-Za-z]{1,16}$/.test(typed) },
          { name: 'rate', label: say('set.exchangeRate'), isGood: (typed) => RATE.test(typed) && Number(typed) > 0 },
          { name: 'to', label: say('set.exchangeTo'), isGood: (typed) => /^[A-Z]{3}$/.test(typed) },
        ]}
        bad={say('set.exchangeBad')}
        onSave={({ unit = '', to = '', rate = '' }) => onSet(unit, { to, rate })}
      />
    </>
  );
}

function rateOf({ unit, rates }: OwnPrice, meter: 'input-tokens' | 'output-tokens') {
  return { kind: 'rate', unit, picoPerUnit: rates[meter] ?? 0n, per: 1_000_000 } as const;
}

/** What was said, and the way back. */
function Said({
  text,
  notes = [],
  onForget,
}: {
  readonly text: string;
  readonly notes?: readonly string[];
  readonly onForget: () => void;
}) {
  const say = useSay();
  return (
    <div className="said-line">
      <p>{[text, ...notes].join(' ')}</p>
      <button
        type="button"
        className="quiet"
        aria-label={say('set.forgetThis', { what: text })}
        onClick={() => {
          onForget();
          // This button goes away with what it forgets.
          document.getElementById('set-prices')?.focus();
        }}
      >
        {say('set.forget')}
      </button>
    </div>
  );
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly isGood: (typed: string) => boolean;
}

interface EntryProps {
  readonly label: string;
  readonly fields: readonly Field[];
  readonly bad: string;
  readonly onSave: (typed: Readonly<Record<string, string>>) => void;
}

/** A few short fields and a button; it is emptied when it was saved. */
function Entry({ label, fields, bad, onSave }: EntryProps): ReactNode {
  const say = useSay();
  const id = useId();
  const [wrong, setWrong] = useState<string | null>(null);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const typed = Object.fromEntries(fields.map(({ name }) => [name, String(data.get(name) ?? '').trim()]));
    const first = fields.find(({ name, isGood }) => !isGood(typed[name] ?? ''));
    setWrong(first?.name ?? null);
    if (first) return document.getElementById(`${id}-${first.name}`)?.focus();
    onSave(typed);
    form.reset();
  };
  return (
    <form className="entry" aria-label={label} onSubmit={onSubmit} noValidate>
      {fields.map(({ name, label: words }) => (
        <label key={name}>
          {words}
          <input
            id={`${id}-${name}`}
            name={name}
            type="text"
            autoComplete="off"
            aria-invalid={wrong === name}
            aria-describedby={wrong === name ? `${id}-bad` : undefined}
          />
        </label>
      ))}
      <button type="submit" aria-label={`${say('set.limitSave')}: ${label}`}>
        {say('set.limitSave')}
      </button>
      {wrong !== null && (
        <p id={`${id}-bad`} role="alert" className="bad">
          {bad}
        </p>
      )}
    </form>
  );
}
