import { type FormEvent, useId, useState } from 'react';
import type { WatchedView } from '../../lib/domain/notices-view.ts';
import type { TextKey } from '../../lib/domain/texts/en.ts';
import { THRESHOLDS_MAX, type Threshold } from '../../lib/domain/threshold.ts';
import { readTypedAmount } from '../../lib/domain/typed-amount.ts';
import { useSay } from '../popup/say.ts';
import { nameOfUnit } from './amount-row.tsx';

interface AddProps {
  readonly view: WatchedView;
  readonly onAdd: (threshold: Threshold) => void;
}

const PERCENT_MAX = 1000;
const DAYS_MAX = 90;

/** A further line from where on an account is told of. */
export function AddThreshold({ view, onAdd }: AddProps) {
  const say = useSay();
  const id = useId();
  const units = view.balances.map(({ unit }) => unit);
  const kinds = ['runway', 'of-day', 'of-recharge', ...units.map((unit) => `amount ${unit}`)];
  const [kind, setKind] = useState('runway');
  const [typed, setTyped] = useState('');
  const [bad, setBad] = useState<TextKey | null>(null);
  const whose = { account: view.accountName };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readThreshold(kind, typed);
    const fault = view.thresholds.length >= THRESHOLDS_MAX ? 'notice.tooMany' : typeof read === 'string' ? read : null;
    setBad(fault);
    if (fault !== null || typeof read === 'string') return document.getElementById(id)?.focus();
    // The same twice is one.
    if (!view.thresholds.some((known) => isSame(known, read))) onAdd(read);
    setTyped('');
  };
  return (
    <form className="row-deeds" onSubmit={onSubmit} noValidate>
      <select aria-label={say('notice.kind', whose)} value={kind} onChange={(event) => setKind(event.target.value)}>
        {kinds.map((one) => {
          const [name = '', unit = ''] = splitKind(one);
          return (
            <option key={one} value={one}>
              {say(`notice.kind.${name}` as TextKey, { unit: nameOfUnit(unit, say) })}
            </option>
          );
        })}
      </select>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        aria-label={say('notice.value', whose)}
        aria-invalid={bad !== null}
        aria-describedby={bad === null ? undefined : `${id}-bad`}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit" aria-label={say('notice.addFor', whose)}>
        {say('notice.add')}
      </button>
      {bad !== null && (
        <p id={`${id}-bad`} role="alert" className="bad">
          {say(bad)}
        </p>
      )}
    </form>
  );
}

/** What was typed, or what is wrong with it. */
function readThreshold(chosen: string, typed: string): Threshold | TextKey {
  const [kind, unit] = splitKind(chosen);
  if (kind === 'amount') {
    const below = readTypedAmount(typed);
    return below === null || below <= 0n ? 'notice.badAmount' : { kind, unit, below };
  }
  const plain = typed.trim().replace(',', '.');
  const number = plain === '' ? Number.NaN : Number(plain);
  if (kind === 'runway') return number >= 1 && number <= DAYS_MAX ? { kind, days: number } : 'notice.badDays';
  const isPercent = Number.isInteger(number) && number >= 1 && number <= PERCENT_MAX;
  return isPercent && (kind === 'of-day' || kind === 'of-recharge') ? { kind, percent: number } : 'notice.badPercent';
}

function splitKind(chosen: string): readonly [kind: string, unit: string] {
  const at = chosen.indexOf(' ');
  return at < 0 ? [chosen, ''] : [chosen.slice(0, at), chosen.slice(at + 1)];
}

function isSame(one: Threshold, other: Threshold): boolean {
  if (one.kind === 'amount') return other.kind === 'amount' && one.unit === other.unit && one.below === other.below;
  if (one.kind === 'runway') return other.kind === 'runway' && one.days === other.days;
  return other.kind === one.kind && other.percent === one.percent;
}
