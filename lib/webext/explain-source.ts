import browser from 'webextension-polyfill';
import { toProviders } from '../described/to-provider.ts';
import type { PastedText } from '../domain/pasted-text.ts';
import type { ErrorView } from '../domain/view-error.ts';
import { learnOwnProviders } from '../providers/registry.ts';
import type { PopupSource } from './popup-model.ts';
import { readSettings } from './settings.ts';

/** What the screen that explains errors can set off: it needs no ledger and no permission. */
export const explainSource: Pick<PopupSource, 'onExplain' | 'onOpen'> = {
  onExplain: explainHere,
  onOpen: (url) => void browser.tabs.create({ url }),
};

/** In the page that asks, and nowhere else. What reads errors is loaded only now. */
async function explainHere(pasted: PastedText): Promise<ErrorView> {
  const [{ explainPasted }, { sites, descriptions }] = await Promise.all([
    import('../engine/explain-pasted.ts'),
    readSettings(),
  ]);
  learnOwnProviders(toProviders(descriptions));
  return explainPasted(pasted, sites);
}
