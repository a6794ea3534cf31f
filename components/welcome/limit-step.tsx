import { type FormEvent, useId, useState } from 'react';
import { type Money, toDecimal } from '../../lib/domain/money.ts';
import type { BudgetFault } from '../../lib/domain/own-budget.ts';
import type { WelcomeSource } from '../../lib/domain/welcome.ts';
import { useSay } from '../popup/say.ts';

/** What most providers bill in. */
const UNITS = ['USD', 'CNY', 'EUR'] as const;
const USUAL = '20';

interface LimitStepProps {
  /** What is set; null: nothing. */
  readonly limit: Money | null;
  readonly onLimit: WelcomeSource['onLimit'];
}

/** One warning for all that is spent in a month. */
export function LimitStep({ limit, onLimit }: LimitStepProps) {
  const say = useSay();
  const id = useId();
  const [fault, setFault] = useState<BudgetFault | 'failed' | null>(null);
  const keep = async (amount: string, unit: string): Promise<void> => {
    setFault(await onLimit(amount, unit).catch(() => 'failed' as const));
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const amount = String(data.get('amount') ?? '').trim();
    // Empty would take the warning away, which has a button of its own.
    if (amount === '') return setFault('bad-limit');
    void keep(amount, String(data.get('unit') ?? 'USD'));
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <p>{say('welcome.limit.what')}</p>
      <div className="fields" key={limit === null ? 'none' : `${limit.unit} ${limit.nano}`}>
        <div className="field">
          <label htmlFor={`${id}-amount`}>{say('welcome.limit.amount')}</label>
          <input
            id={`${id}-amount`}
            name="amount"
            inputMode="decimal"
            autoComplete="off"
            defaultValue={limit === null ? USUAL : toDecimal(limit.nano)}
            aria-invalid={fault === 'bad-limit'}
            aria-describedby={fault === null ? undefined : `${id}-bad`}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-unit`}>{say('welcome.limit.unit')}</label>
          <select id={`${id}-unit`} name="unit" defaultValue={limit?.unit ?? 'USD'}>
            {UNITS.map((unit) => (
              <option key={unit}>{unit}</option>
            ))}
          </select>
        </div>
      </div>
      {fault !== null && (
        <p id={`${id}-bad`} role="alert" className="bad">
          {fault === 'failed' ? say('welcome.limit.failed') : say(`bud.fault.${fault}`)}
        </p>
      )}
      <p role="status">
        {limit === null
          ? say('welcome.limit.unset')
          : say('welcome.limit.set', { money: { kind: 'money', money: limit, decimalsMin: 0 } })}
      </p>
      <div className="buttons">
        <button type="submit" className="primary">
          {say('welcome.limit.save')}
        </button>
        {limit !== null && (
          <button type="button" onClick={() => void keep('', limit.unit)}>
            {say('welcome.limit.none')}
          </button>
        )}
      </div>
    </form>
  );
}
