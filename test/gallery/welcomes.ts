import type { Language } from '../../lib/domain/text.ts';
import type { WelcomeModel, WelcomeSource } from '../../lib/domain/welcome.ts';
import type { WelcomeState } from '../../lib/ui/welcome-store.ts';
import { openDemo } from '../../lib/webext/demo.ts';
import { listChoices } from '../../lib/webext/welcome-providers.ts';
import { dollars, nano, RECORDS } from '../domain/explain-examples.ts';

/** Every state of the first page, by a name for pictures. */
export function welcomes(language: Language, theme: 'light' | 'dark'): Readonly<Record<string, WelcomeState>> {
  const first: WelcomeModel = {
    ...{ language, theme, watched: [], balances: [], step: 'providers', limit: null, isPaired: false },
  };
  const watching: WelcomeModel = { ...first, watched: ['deepseek', 'openrouter', 'sandbox'] };
  const balance = dollars('3.92');
  const on = (model: WelcomeModel): WelcomeState => ({ status: 'ready', model });
  return {
    first: on(first),
    watching: on(watching),
    read: on({
      ...watching,
      balances: balance ? [{ provider: 'deepseek', account: 'DeepSeek · dev@example.org', balance }] : [],
      limit: { unit: 'USD', nano: nano('20') },
      isPaired: true,
    }),
    failed: { status: 'failed', model: null },
  };
}

/** The real demo and the real list of providers; what would leave the page is only told. */
export function welcomeSource(language: Language, log: (kind: string) => (value: unknown) => void): WelcomeSource {
  return {
    providers: listChoices(),
    load: () => Promise.reject(new Error('[gallery] the state is given')),
    watch: () => () => {},
    onAllow: async (patterns) => {
      log('allow')(patterns);
      // As if the question had been answered with no, but for one site.
      return patterns.includes('https://yes.example.org/*');
    },
    onOpen: log('open'),
    onStep: log('step'),
    onLimit: async (amount, unit) => {
      log('limit')([amount, unit]);
      return /^\d/.test(amount) ? null : 'bad-limit';
    },
    onOpenPage: log('page'),
    demo: openDemo(
      () => language,
      () => RECORDS.now,
    ),
  };
}
