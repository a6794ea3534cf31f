import { type FormEvent, useId, useState } from 'react';
import type { LimitView } from '../../lib/domain/dashboard.ts';
import { parseDecimal, toDecimal } from '../../lib/domain/money.ts';
import type { SettingsDeeds } from '../../lib/ui/settings-store.ts';
import { type Say, useSay } from '../popup/say.ts';

interface LimitsProps {
  readonly limits: readonly LimitView[];
  readonly onSet: SettingsDeeds['setLimit'];
}

/** Above what a call is held for its cost alone, by account and unit. */
export function Limits({ limits, onSet }: LimitsProps) {
  const say = useSay();
  return (
    <section className="panel" aria-labelledby="set-limits">
      <h2 id="set-limits">{say('set.limits')}</h2>
      <p>{say('set.limitsWhat')}</p>
      {limits.length === 0 && <p className="now">{say('set.limitsNone')}</p>}
      <ul className="rows">
        {limits.map((limit) => (
          <li key={`${limit.account} ${limit.unit}`}>
            <Limit limit={limit} onSet={onSet} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Limit({ limit, onSet }: { readonly limit: LimitView } & Pick<LimitsProps, 'onSet'>) {
  const say = useSay();
  const id = useId();
  const { account, accountName, unit, ownNano } = limit;
  const [typed, setTyped] = useState<string | null>(null);
  const [isBad, setBad] = useState(false);
  const unitName = nameOfUnit(unit, say);
  const words = { account: accountName, unit: unitName };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const nano = parseDecimal((typed ?? '').replace(',', '.'));
    setBad(nano === null || nano < 0n);
    if (nano === null || nano < 0n) return document.getElementById(id)?.focus();
    onSet(account, unit, nano);
    setTyped(null);
  };
  return (
    <form className="limit" onSubmit={onSubmit} noValidate>
      <div className="row-words">
        <h3>{accountName}</h3>
        <p>{limitText(limit, say)}</p>
      </div>
      <div className="row-deeds">
        <span className="amount-field">
          <input
            id={id}
            type="text"
            inputMode="decimal"
            aria-label={say('set.limitNew', words)}
            aria-invalid={isBad}
            aria-describedby={isBad ? `${id}-bad` : undefined}
            value={typed ?? (ownNano === null ? '' : toDecimal(ownNano))}
            onChange={(event) => setTyped(event.target.value)}
          />
          <span aria-hidden="true">{unitName}</span>
        </span>
        <button type="submit" aria-label={say('set.limitSaveFor', words)}>
          {say('set.limitSave')}
        </button>
        {ownNano !== null && (
          <button
            type="button"
            className="quiet"
            aria-label={say('set.limitForgetFor', words)}
            onClick={() => {
              setTyped(null);
              setBad(false);
              onSet(account, unit, null);
              // This button goes away with what it forgets.
              document.getElementById(id)?.focus();
            }}
          >
            {say('set.limitForget')}
          </button>
        )}
      </div>
      {isBad && (
        <p id={`${id}-bad`} role="alert" className="bad">
          {say('set.limitBad')}
        </p>
      )}
    </form>
  );
}

/** Credits have a name in every language; currencies and other units are their own. */
function nameOfUnit(unit: string, say: Say): string {
  return unit === 'credits' ? say('unit.credits', { digits: '' }).trim() : unit;
}

function limitText({ ownNano, usualNano, unit }: LimitView, say: Say): string {
  const nano = ownNano ?? usualNano;
  if (nano === null) return say('set.limitNone');
  return say(ownNano === null ? 'set.limitUsual' : 'set.limitOwn', { money: { kind: 'money', money: { unit, nano } } });
}
