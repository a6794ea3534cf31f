import { type ReactNode, useEffect, useState } from 'react';
import type { TextKey } from '../../lib/domain/texts/en.ts';
import { useSay } from '../popup/say.ts';

/** One panel of a long screen. */
export interface Section {
  /** Of its heading, and of its address: `#settings?at=set-pause`. */
  readonly id: string;
  readonly title: TextKey;
  readonly panel: ReactNode;
}

/** Panels one below the other, and a list of them that stays in sight; each has an address. */
export function Sections({ screen, sections }: { readonly screen: string; readonly sections: readonly Section[] }) {
  const say = useSay();
  const at = useSectionOfAddress();
  return (
    <div className="sections">
      <nav className="contents" aria-label={say('dash.contents')}>
        <ul>
          {sections.map(({ id, title }) => (
            <li key={id}>
              <a
                href={`#${screen}?at=${id}`}
                aria-current={at === id ? 'location' : undefined}
                onClick={() => goTo(id)}
              >
                {say(title)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="panels">
        {sections.map(({ id, panel }) => (
          <div key={id}>{panel}</div>
        ))}
      </div>
    </div>
  );
}

/** The section that the address names, gone to when it changes; null: none. */
function useSectionOfAddress(): string | null {
  const [at, setAt] = useState(readSection);
  useEffect(() => {
    const onHash = (): void => setAt(readSection());
    addEventListener('hashchange', onHash);
    return () => removeEventListener('hashchange', onHash);
  }, []);
  useEffect(() => {
    if (at !== null) goTo(at);
  }, [at]);
  return at;
}

/** Where people are, and where the next Tab goes on from. */
function goTo(id: string): void {
  const heading = document.getElementById(id);
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.closest('.panel')?.scrollIntoView({ block: 'start' });
}

function readSection(): string | null {
  return /\?at=([a-z-]{1,40})$/.exec(location.hash)?.[1] ?? null;
}
