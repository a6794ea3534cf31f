import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { AmountView } from '../../lib/domain/dashboard.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import type { TextKey } from '../../lib/domain/texts/en.ts';
import { CALL_TOKENS } from '../../lib/domain/token-limit.ts';
import { readTypedAmount } from '../../lib/domain/typed-amount.ts';
import { type Say, useSay } from '../popup/say.ts';

/** Words of a row, as keys of the catalogue. */
export interface AmountWords {
  /** With the amount: `{money}`. */
  readonly own: TextKey;
  readonly usual: TextKey;
  readonly none: TextKey;
  /** With `{account}` and `{unit}`. */
  readonly input: TextKey;
  readonly save: TextKey;
  readonly forget: TextKey;
  readonly forgetFor: TextKey;
  /** What was typed is none. Absent: no amount. */
  readonly bad?: TextKey;
}

interface AmountProps {
  readonly line: AmountView;
  readonly words: AmountWords;
  readonly onSet: (account: string, unit: string, nano: bigint | null) => void;
  /** Only whole ones make sense. Absent: parts do as well. */
  readonly isWhole?: boolean;
  /** What else there is to say. */
  readonly children?: ReactNode;
}

/** An amount of an account in a unit: what holds, another to be typed, and the way back to what is usual. */
export function AmountRow({ line, words, isWhole = false, onSet, children }: AmountProps) {
  const say = useSay();
  const id = useId();
  const { account, accountName, unit, ownNano } = line;
  const [typed, setTyped] = useState<string | null>(null);
  const [isBad, setBad] = useState(false);
  const unitName = nameOfUnit(unit, say);
  const whose = { account: accountName, unit: unitName };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const nano = readAmount(typed ?? '', isWhole);
    setBad(nano === null);
    if (nano === null) return document.getElementById(id)?.focus();
    onSet(account, unit, nano);
    setTyped(null);
  };
  return (
    <form className="limit" onSubmit={onSubmit} noValidate>
      <div className="row-words">
        <h3>{accountName}</h3>
        <p>{amountText(line, words, say)}</p>
      </div>
      <div className="row-deeds">
        <span className="amount-field">
          <input
            id={id}
            type="text"
            inputMode="decimal"
            aria-label={say(words.input, whose)}
            aria-invalid={isBad}
            aria-describedby={isBad ? `${id}-bad` : undefined}
            value={typed ?? (ownNano === null ? '' : toDecimal(ownNano))}
            onChange={(event) => setTyped(event.target.value)}
          />
          <span aria-hidden="true">{unitName}</span>
        </span>
        <button type="submit" aria-label={say(words.save, whose)}>
          {say('set.limitSave')}
        </button>
        {ownNano !== null && (
          <button
            type="button"
            className="quiet"
            aria-label={say(words.forgetFor, whose)}
            onClick={() => {
              setTyped(null);
              setBad(false);
              onSet(account, unit, null);
              // This button goes away with what it forgets.
              document.getElementById(id)?.focus();
            }}
          >
            {say(words.forget)}
          </button>
        )}
      </div>
      {isBad && (
        <p id={`${id}-bad`} role="alert" className="bad">
          {say(words.bad ?? 'set.limitBad')}
        </p>
      )}
      {children}
    </form>
  );
}

/** Nano-units; null: it is no amount of at least 0, or not a whole one where only those make sense. */
function readAmount(typed: string, isWhole: boolean): bigint | null {
  if (isWhole && !/^\s*\d{1,15}\s*$/.test(typed)) return null;
  return readTypedAmount(typed);
}

/** Credits have a name in every language; currencies and other units are their own. */
export function nameOfUnit(unit: string, say: Say): string {
  if (unit === CALL_TOKENS) return say('unit.callTokensName');
  return unit === 'credits' ? say('unit.credits', { digits: '' }).trim() : unit;
}

function amountText({ ownNano, usualNano, unit }: AmountProps['line'], words: AmountWords, say: Say): string {
  const nano = ownNano ?? usualNano;
  if (nano === null) return say(words.none);
  return say(ownNano === null ? words.usual : words.own, { money: { kind: 'money', money: { unit, nano } } });
}
