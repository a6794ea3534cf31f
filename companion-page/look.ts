import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Language } from '../lib/domain/text.ts';

/** What was chosen in this browser; null: as the system has it. */
export interface Look {
  readonly language: Language | null;
  readonly theme: 'light' | 'dark' | null;
}

const PLACE = 'tollkeeper-look';

/** What was chosen, and how to choose: kept in this browser, where it lets us. */
export function openLook(): { readonly store: StoreApi<Look>; readonly choose: (change: Partial<Look>) => void } {
  const store = createStore<Look>(readKept);
  return {
    store,
    choose: (change) => {
      store.setState(change);
      try {
        localStorage.setItem(PLACE, JSON.stringify(store.getState()));
      } catch {
        // It holds for as long as the page is open.
      }
    },
  };
}

function readKept(): Look {
  try {
    const { language, theme } = JSON.parse(localStorage.getItem(PLACE) ?? '{}');
    return {
      language: language === 'en' || language === 'zh' ? language : null,
      theme: theme === 'light' || theme === 'dark' ? theme : null,
    };
  } catch {
    return { language: null, theme: null };
  }
}
