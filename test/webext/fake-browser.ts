/**
 * The few browser calls that the background's handlers make, remembered. Must be imported before anything that imports
 * webextension-polyfill, which takes a `browser` object of its own making as it is.
 */
export const seen: {
  badge: string | null;
  opened: string[];
  scripts: unknown[];
  stored: Record<string, unknown>;
  /** Notices that stand, by id. */
  notices: Map<string, { readonly title: string; readonly message: string }>;
  /** Whether the browser allows notices, and what it answers when asked. */
  mayNotify: boolean;
  willAllow: boolean;
  /** Whether every host is granted. */
  isGranted: boolean;
  /** Addresses of the tabs that are open. */
  tabs: { id: number; url: string }[];
  /** What listens to clicks on notices. */
  onNotice: ((id: string) => void)[];
} = {
  badge: null,
  notices: new Map(),
  mayNotify: false,
  willAllow: false,
  isGranted: true,
  tabs: [{ id: 1, url: 'http://127.0.0.1:4118/console' }],
  onNotice: [],
  opened: [],
  scripts: [],
  stored: {},
};

const browser = {
  runtime: {
    id: 'tollkeeper-test',
    getURL: (path: string): string => `extension://tollkeeper${path}`,
    getManifest: () => ({
      version: '0.1.0',
      optional_host_permissions: ['https://*/*', 'http://127.0.0.1/*', 'http://localhost/*'],
    }),
  },
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
    contains: async ({ permissions = [] }: { permissions?: readonly string[] }): Promise<boolean> =>
      permissions.length === 0 ? seen.isGranted : seen.mayNotify,
    request: async (): Promise<boolean> => {
      seen.mayNotify ||= seen.willAllow;
      return seen.mayNotify;
    },
    onAdded: { addListener: (): void => {}, removeListener: (): void => {} },
    onRemoved: { addListener: (): void => {}, removeListener: (): void => {} },
  },
  tabs: {
    query: async () => seen.tabs,
    update: async (id: number, { url }: { url?: string }): Promise<void> => {
      seen.tabs = seen.tabs.map((tab) => (tab.id === id && url !== undefined ? { id, url } : tab));
    },
    reload: async (): Promise<void> => {},
    create: async ({ url }: { url: string }): Promise<void> => {
      seen.opened.push(url);
    },
  },
  windows: { update: async (): Promise<void> => {} },
  notifications: {
    create: async (id: string, notice: { title: string; message: string }): Promise<void> => {
      seen.notices.set(id, notice);
    },
    clear: async (id: string): Promise<boolean> => seen.notices.delete(id),
    onClicked: {
      addListener: (listener: (id: string) => void): void => void seen.onNotice.push(listener),
      hasListener: (listener: (id: string) => void): boolean => seen.onNotice.includes(listener),
    },
  },
  scripting: {
    executeScript: async (given: unknown): Promise<readonly never[]> => {
      seen.scripts.push(given);
      return [];
    },
  },
  i18n: { getUILanguage: (): string => 'en' },
};

Object.assign(globalThis, { browser, chrome: browser });
