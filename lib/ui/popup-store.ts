import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PopupModel, PopupSite, PopupSource } from '../webext/popup-model.ts';

/** What the popup knows: `failed` when the ledger cannot be opened, with the last good model if there was one. */
export interface PopupState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly model: PopupModel | null;
}

export type PopupStore = StoreApi<PopupState>;

const UNREAD: PopupSite = { origin: null, state: 'unread', providerName: null };

/**
 * Shows what was there a moment ago, starts reading, and follows once the first reading is there: what follows reads everything
 * again, and would only stand in its way. A later change wins over an earlier reading that comes in late.
 */
export function openPopupStore(source: Pick<PopupSource, 'glance' | 'load' | 'watch'>): {
  readonly store: PopupStore;
  readonly close: () => void;
} {
  const store = createStore<PopupState>(() => ({ status: 'loading', model: null }));
  const accept = (model: PopupModel): void => {
    const known = store.getState().model;
    if (known === null || model.now >= known.now) store.setState({ status: 'ready', model });
  };
  const following = source
    .glance()
    .then((glance) => {
      if (glance !== null) accept({ ...glance, site: UNREAD });
    })
    .then(source.load)
    .then(accept, () => store.setState({ status: 'failed', model: null }))
    .then(() => source.watch(accept));
  return { store, close: () => void following.then((stop) => stop()) };
}
