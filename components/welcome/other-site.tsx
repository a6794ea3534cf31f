import { useId } from 'react';
import { isThisMachine, permissionPattern } from '../../lib/domain/site.ts';
import { useSay } from '../popup/say.ts';

/** An address as it was typed, and what the browser would be asked for; null: it is no address that can be watched. */
export interface TypedSite {
  readonly text: string;
  readonly pattern: string | null;
}

interface OtherSiteProps {
  readonly typed: TypedSite;
  readonly isBad: boolean;
  readonly onType: (typed: TypedSite) => void;
}

/** For relays and whatever else has no name here: its address. */
export function OtherSite({ typed, isBad, onType }: OtherSiteProps) {
  const say = useSay();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={`${id}-site`}>{say('welcome.providers.other')}</label>
      <input
        id={`${id}-site`}
        type="url"
        autoComplete="off"
        spellCheck={false}
        value={typed.text}
        aria-invalid={isBad}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => onType({ text: target.value, pattern: patternOf(target.value) })}
      />
      <p id={`${id}-hint`} className="hint">
        {say('welcome.providers.otherHint')}
      </p>
    </div>
  );
}

/** People leave the scheme out. Without https only what runs on this machine can be watched. */
function patternOf(text: string): string | null {
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || !(isThisMachine(url.hostname) || /\w\.\w/.test(url.hostname))) return null;
  const isAskable = url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname));
  return isAskable ? permissionPattern(url.origin) : null;
}
