import { useId, useState } from 'react';
import type { ProviderChoice } from '../../lib/domain/welcome.ts';
import { useSay } from '../popup/say.ts';

/** So many are shown at once: those that most people have. */
const FIRST = 10;

interface ProviderListProps {
  readonly providers: readonly ProviderChoice[];
  /** Ids. */
  readonly chosen: readonly string[];
  readonly watched: readonly string[];
  readonly toggle: (choice: ProviderChoice) => void;
}

/** Providers to tick, found by a part of their name. What is ticked stays in sight. */
export function ProviderList({ providers, chosen, watched, toggle }: ProviderListProps) {
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [isAll, setAll] = useState(false);
  const part = typed.trim().toLowerCase();
  const fits = ({ name }: ProviderChoice): boolean => name.toLowerCase().includes(part);
  const isShown = (choice: ProviderChoice, at: number): boolean =>
    chosen.includes(choice.id) || (part === '' ? isAll || at < FIRST : fits(choice));
  const shown = providers.filter(isShown);
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-find`}>{say('welcome.providers.find')}</label>
        <input
          id={`${id}-find`}
          type="search"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </div>
      <fieldset className="choices">
        <legend className="unseen">{say('welcome.providers.list')}</legend>
        {shown.map((choice) => {
          const isWatched = watched.includes(choice.id);
          return (
            <label key={choice.id} className={isWatched ? 'choice is-watched' : 'choice'}>
              <input
                type="checkbox"
                name="provider"
                value={choice.id}
                checked={isWatched || chosen.includes(choice.id)}
                disabled={isWatched}
                onChange={() => toggle(choice)}
              />
              <span>{choice.name}</span>
              {isWatched && <span className="mark">{say('welcome.providers.isWatched')}</span>}
            </label>
          );
        })}
      </fieldset>
      <p role="status" className="hint">
        {shown.length === 0 && say('welcome.providers.none')}
      </p>
      {!isAll && part === '' && (
        <button type="button" className="quiet" onClick={() => setAll(true)}>
          {say('welcome.providers.all', { n: providers.length })}
        </button>
      )}
    </>
  );
}
