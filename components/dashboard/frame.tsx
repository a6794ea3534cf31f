import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Screen } from '../../lib/ui/dashboard.ts';
import { Mark } from '../mark.tsx';
import { type Say, useSay } from '../popup/say.ts';

interface BarProps {
  readonly screen: Screen;
  /** What is in the bar at once, in order. */
  readonly shown: readonly Screen[];
  /** What is behind "More". */
  readonly more: readonly Screen[];
  /** Pages that lie elsewhere. Absent: none. */
  readonly elsewhere?: readonly { readonly address: string; readonly name: string }[];
  /** What is before the screens. */
  readonly children: ReactNode;
}

/** The bar of a dashboard: its name, and its screens. */
export function Bar({ screen, shown, more, elsewhere = [], children }: BarProps) {
  const say = useSay();
  const link = (name: Screen) => (
    <a key={name} href={`#${name}`} aria-current={name === screen ? 'page' : undefined}>
      {say(`dash.${name}`)}
    </a>
  );
  return (
    <header className="bar">
      <button type="button" className="skip" onClick={skipToMain}>
        {say('dash.skip')}
      </button>
      <div className="brand">
        <Mark />
        <span>{say('popup.title')}</span>
      </div>
      {children}
      <nav aria-label={say('dash.nav')}>
        {shown.map(link)}
        {elsewhere.map(({ address, name }) => (
          <a key={address} href={address}>
            {name}
          </a>
        ))}
        {more.length > 0 && (
          // A menu that was chosen from closes: it is another one.
          <details key={screen} className="more">
            <summary>{say('dash.more')}</summary>
            <div>{more.map(link)}</div>
          </details>
        )}
      </nav>
    </header>
  );
}

/** No link: the address names the screen. */
function skipToMain(): void {
  document.querySelector<HTMLElement>('main h1')?.focus();
}

interface MainProps {
  readonly screen: Screen;
  readonly children: ReactNode;
}

/** What a screen stands in: its heading, which has the focus after a step from another screen. One for each screen. */
export function Main({ screen, children }: MainProps) {
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  const name = say(`dash.${screen}`);
  const title = say('dash.title', { screen: name });
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    // After a step from one screen to another; when the page opens, the focus stays where browsers put it.
    // A section of its own, or a call, is gone to by the screen.
    if (wasMoved && !/[?&](?:at|call)=/.test(location.hash)) heading.current?.focus();
  }, []);
  return (
    <main id="main">
      <h1 ref={heading} tabIndex={-1}>
        {headOf(screen, say) ?? name}
      </h1>
      {children}
    </main>
  );
}

/** Where a screen's heading says more than the menu has room for. */
function headOf(screen: Screen, say: Say): string | null {
  if (screen === 'relays') return say('rel.head');
  if (screen === 'savings') return say('save.head');
  return screen === 'refusals' ? say('no.head') : null;
}

let wasMoved = false;

/** The one of these screens that the address names; the first without one. `screens`: the same list each time. */
export function useScreen<Name extends Screen>(screens: readonly [Name, ...Name[]]): Name {
  const [screen, setScreen] = useState(() => readScreen(screens));
  // Once: a listener that is put there anew while others hear of an event does not hear of it.
  useEffect(() => {
    const onHash = (): void => {
      wasMoved = true;
      setScreen(readScreen(screens));
    };
    addEventListener('hashchange', onHash);
    return () => removeEventListener('hashchange', onHash);
  }, [screens]);
  return screen;
}

function readScreen<Name extends Screen>(screens: readonly [Name, ...Name[]]): Name {
  return screens.find((name) => location.hash.split('?')[0] === `#${name}`) ?? screens[0];
}
