import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WelcomeModel, WelcomeSource } from '../domain/welcome.ts';

/** What the first page knows: `failed` when nothing stored can be read. */
export interface WelcomeState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly model: WelcomeModel | null;
}

/** Reads once, and follows. */
export function openWelcomeStore(source: Pick<WelcomeSource, 'load' | 'watch'>): StoreApi<WelcomeState> {
  const store = createStore<WelcomeState>(() => ({ status: 'loading', model: null }));
  const accept = (model: WelcomeModel): void => store.setState({ status: 'ready', model });
  void source
    .load()
    .then(accept, () => store.setState({ status: 'failed', model: null }))
    .then(() => source.watch(accept));
  return store;
}
