// Dexie looks for it when it is loaded, and much of the background loads Dexie.
/**
 * The few browser calls that the background's handlers make, remembered. Must be imported before anything that imports
 * webextension-polyfill, which takes a `browser` object of its own making as it is.
 */
export const seen: {
  badge: string | null;
  opened: string[];
  scripts: unknown[];
  stored: Record<string, unknown>;
  /** `storage.session`. */
  session: Record<string, unknown>;
  /** Entries of the page's menu by id, and what listens to them. */
  menus: Map<string, { readonly title?: string; readonly contexts?: readonly string[] }>;
  onMenu: ((...click: never[]) => Promise<void>)[];
  /** Windows that were asked for; with a place only where `hasPlaces`, at all only where `hasWindows`. */
  windows: Record<string, unknown>[];
  hasPlaces: boolean;
  hasWindows: boolean;
  /** Notices that stand, by id. */
  notices: Map<string, { readonly title: string; readonly message: string }>;
  /** Whether the browser allows notices, and what it answers when asked. */
  mayNotify: boolean;
  willAllow: boolean;
  /** Whether every host is granted. */
  isGranted: boolean;
  /** Addresses of the tabs that are open. */
  tabs: { id: number; url: string }[];
  /** What the program answers that browsers start for us; null: there is none. */
  native: unknown;
  /** Match patterns whose permission was given back. */
  givenBack: string[];
  /** What listens to clicks on notices. */
  onNotice: ((id: string) => void)[];
} = {
  badge: null,
  notices: new Map(),
  mayNotify: false,
  willAllow: false,
  isGranted: true,
  native: null,
  givenBack: [],
  tabs: [{ id: 1, url: 'http://127.0.0.1:4118/console' }],
  onNotice: [],
  opened: [],
  scripts: [],
  stored: {},
  session: {},
  menus: new Map(),
  onMenu: [],
  windows: [],
  hasPlaces: true,
  hasWindows: true,
};

export const browser = {
  runtime: {
    id: 'tollkeeper-test',
    getURL: (path: string): string => `extension://tollkeeper${path}`,
    sendNativeMessage: async (): Promise<unknown> => {
      if (seen.native === null) throw new Error('no such native application');
      return seen.native;
    },
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
      remove: async (name: string): Promise<void> => {
        delete seen.stored[name];
      },
    },
    session: {
      get: async (name: string): Promise<Record<string, unknown>> => ({ [name]: seen.session[name] }),
      set: async (change: Record<string, unknown>): Promise<void> => {
        Object.assign(seen.session, change);
      },
      remove: async (name: string): Promise<void> => {
        delete seen.session[name];
      },
    },
    onChanged: { addListener: (): void => {}, removeListener: (): void => {} },
  },
  contextMenus: {
    create: ({ id, ...entry }: { id: string; title: string; contexts: string[] }): void =>
      void seen.menus.set(id, entry),
    update: async (id: string, change: { title: string }): Promise<void> => {
      const entry = seen.menus.get(id);
      if (entry === undefined) throw new Error(`no entry ${id}`);
      seen.menus.set(id, { ...entry, ...change });
    },
    removeAll: async (): Promise<void> => seen.menus.clear(),
    onClicked: { addListener: (listener: (typeof seen.onMenu)[number]): void => void seen.onMenu.push(listener) },
  },
  permissions: {
    getAll: async (): Promise<{ origins: readonly string[] }> => ({ origins: ['https://a.example/*'] }),
    contains: async ({ permissions = [] }: { permissions?: readonly string[] }): Promise<boolean> =>
      permissions.length === 0 ? seen.isGranted : seen.mayNotify,
    request: async (): Promise<boolean> => {
      seen.mayNotify ||= seen.willAllow;
      return seen.mayNotify;
    },
    remove: async ({ origins = [] }: { origins?: readonly string[] } = {}): Promise<boolean> => {
      seen.givenBack.push(...origins);
      return true;
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
  windows: {
    get: async () => ({ left: 100, top: 50, width: 1200 }),
    create: async (asked: Record<string, unknown>): Promise<void> => {
      if (!seen.hasWindows || (!seen.hasPlaces && 'left' in asked)) throw new Error('no such window');
      seen.windows.push(asked);
    },
    update: async (): Promise<void> => {},
  },
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
