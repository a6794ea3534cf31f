import { createStore, type StoreApi } from 'zustand/vanilla';

/** How the page stands to its companion: `away`: it does not answer; `locked`: this browser has not been let in, or not any more. */
export type LinkState = { readonly is: 'reading' | 'live' | 'away' | 'locked'; readonly since: number };

/** What is known of it, and how it is asked. */
export interface CompanionLink {
  readonly store: StoreApi<LinkState>;
  /** What it says of something below `/watch/data/`; null: there is no such thing. Rejects where it does not say. */
  readonly read: (path: string, query?: Readonly<Record<string, string | number | null>>) => Promise<string | null>;
  /** Has something done, as a form of its pages does. Rejects where it is not. */
  readonly perform: (deed: string, fields: Readonly<Record<string, string>>) => Promise<void>;
  /** It was heard of, or not, in another way. */
  readonly note: (is: LinkState['is']) => void;
}

/** Opens it. `now`: epoch ms. */
export function openLink(now: () => number): CompanionLink {
  const store = createStore<LinkState>(() => ({ is: 'reading', since: now() }));
  const note = (is: LinkState['is']): void => {
    if (store.getState().is !== is) store.setState({ is, since: now() });
  };
  let proof: Promise<string> | null = null;
  const ask = async (address: string, how: RequestInit = {}): Promise<Response> => {
    const response = await fetch(address, how).catch((error: unknown) => {
      note('away');
      throw error;
    });
    if (response.status === 401) note('locked');
    else note('live');
    return response;
  };
  const read: CompanionLink['read'] = async (path, query = {}) => {
    const given = Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]));
    const response = await ask(`/watch/data/${path}?${new URLSearchParams(given)}`);
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`[page] the companion says ${response.status}`);
    return response.text();
  };
  const readProof = async (): Promise<string> => JSON.parse((await read('begin')) ?? '{}').proof ?? '';
  return {
    store,
    note,
    read,
    async perform(deed, fields) {
      proof ??= readProof();
      proof.catch(() => {
        proof = null;
      });
      const body = new URLSearchParams({ ...fields, deed, form: await proof, back: '/watch' });
      // What follows is the page that a form would lead to.
      const response = await ask('/watch/do', { method: 'POST', body, redirect: 'manual' });
      if (response.type === 'opaqueredirect') return;
      proof = null;
      throw new Error(`[page] the companion says ${response.status}`);
    },
  };
}
