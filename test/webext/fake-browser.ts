/**
 * The few browser calls that the background's handlers make, remembered. Must be imported before anything that imports
 * webextension-polyfill, which takes a `browser` object of its own making as it is.
 */
export const seen: { badge: string | null; opened: string[]; scripts: unknown[]; stored: Record<string, unknown> } = {
  badge: null,
  opened: [],
  scripts: [],
  stored: {},
};

const browser = {
  runtime: { id: 'tollkeeper-test' },
  action: {
    setBadgeText: async ({ text }: { text: string }): Promise<void> => {
      seen.badge = text;
    },
    setTitle: async (): Promise<void> => {},
    setBadgeBackgroundColor: async (): Promise<void> => {},
  },
  storage: {
    local: {
      get: async (): Promise<Record<string, unknown>> => ({ ...seen.stored }),
      set: async (change: Record<string, unknown>): Promise<void> => {
        Object.assign(seen.stored, change);
      },
    },
    onChanged: { addListener: (): void => {}, removeListener: (): void => {} },
  },
  permissions: {
    getAll: async (): Promise<{ origins: readonly string[] }> => ({ origins: ['https://a.example/*'] }),
    contains: async (): Promise<boolean> => true,
    onAdded: { addListener: (): void => {}, removeListener: (): void => {} },
    onRemoved: { addListener: (): void => {}, removeListener: (): void => {} },
  },
  tabs: {
    query: async (): Promise<readonly { url: string }[]> => [{ url: 'http://127.0.0.1:4118/console' }],
    create: async ({ url }: { url: string }): Promise<void> => {
      seen.opened.push(url);
    },
  },
  scripting: {
    executeScript: async (given: unknown): Promise<void> => {
      seen.scripts.push(given);
    },
  },
  i18n: { getUILanguage: (): string => 'en' },
};

Object.assign(globalThis, { browser, chrome: browser });
