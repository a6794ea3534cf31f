import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PopupModel, PopupSource } from '../webext/popup-model.ts';

/** What the popup knows: `failed` when the ledger cannot be opened, with the last good model if there was one. */
export interface PopupState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly model: PopupModel | null;
}

export type PopupStore = StoreApi<PopupState>;

/** Starts reading and following. A later change wins over an earlier reading that comes in late. */
export function openPopupStore(source: Pick<PopupSource, 'load' | 'watch'>): {
  readonly store: PopupStore;
  readonly close: () => void;
} {
  const store = createStore<PopupState>(() => ({ status: 'loading', model: null }));
  const accept = (model: PopupModel): void => {
    const known = store.getState().model;
    if (known === null || model.now >= known.now) store.setState({ status: 'ready', model });
  };
  source.load().then(accept, () => {
    if (store.getState().model === null) store.setState({ status: 'failed', model: null });
  });
  return { store, close: source.watch(accept) };
}
