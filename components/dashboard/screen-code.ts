import { useEffect, useState } from 'react';
import type { Screen } from '../../lib/ui/dashboard.ts';

/** Where the code of each screen is that is not the first one: nobody waits for what they do not look at. */
const FILES = {
  about: () => import('./about-screen.tsx'),
  accounts: () => import('./accounts-screen.tsx'),
  apis: () => import('./apis-screen.tsx'),
  budgets: () => import('./budgets-screen.tsx'),
  calls: () => import('./calls-screen.tsx'),
  estimator: () => import('./estimator-screen.tsx'),
  prices: () => import('./prices-screen.tsx'),
  privacy: () => import('./privacy-screen.tsx'),
  refusals: () => import('./refusals-screen.tsx'),
  relays: () => import('./relays-screen.tsx'),
  savings: () => import('./savings-screen.tsx'),
  settings: () => import('./settings-screen.tsx'),
  spend: () => import('./spend-screen.tsx'),
} satisfies Record<Exclude<Screen, 'overview'>, () => Promise<object>>;

type Name = keyof typeof FILES;
type Code = { [Each in Name]?: Awaited<ReturnType<(typeof FILES)[Each]>> };

const there: Code = {};

async function bring(screen: Name): Promise<void> {
  const code = await FILES[screen]();
  Object.assign(there, { [screen]: code });
}

/**
 * The code that is there; the component is drawn again when this screen's is. Without React's own waiting, which shows nothing for a
 * third of a second where a tenth would do.
 */
export function useCode(screen: Screen): Code {
  const [, setBrought] = useState<Screen | null>(null);
  useEffect(() => {
    let isLookedAt = true;
    if (screen !== 'overview' && there[screen] === undefined) {
      void bring(screen).then(() => {
        if (isLookedAt) setBrought(screen);
      });
    }
    return () => {
      isLookedAt = false;
    };
  }, [screen]);
  // What is chosen next is there at once.
  useEffect(() => {
    const idle = requestIdleCallback(() => void Promise.all((Object.keys(FILES) as Name[]).map(bring)));
    return () => cancelIdleCallback(idle);
  }, []);
  return there;
}
