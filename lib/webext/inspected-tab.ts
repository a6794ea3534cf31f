/** The part of the tools' interface that is asked; the polyfill knows none of its colours. */
interface Devtools {
  readonly inspectedWindow?: { readonly tabId: number };
  readonly panels?: {
    readonly themeName?: string;
    /** Firefox. */
    readonly onThemeChanged?: { readonly addListener: (listener: (name: string) => void) => void };
    /** Chromium. */
    readonly setThemeChangeHandler?: (listener: (name: string) => void) => void;
  };
}

type Theme = 'light' | 'dark';

/** Which tab a panel is about. */
export interface InspectedTab {
  readonly tabId: number;
  /** The colours of the developer tools; null: it is in none. */
  readonly theme: Theme | null;
  readonly watchTheme: (onChange: (theme: Theme) => void) => void;
}

/** The tab whose developer tools this page is in, or that its address names (`?tab=12`); null: neither. */
export function inspectedTab(search: string): InspectedTab | null {
  const { devtools } = (globalThis as unknown as { readonly chrome: { readonly devtools?: Devtools } }).chrome;
  const named = new URLSearchParams(search).get('tab') ?? '';
  if (devtools?.inspectedWindow === undefined) {
    return /^\d{1,10}$/.test(named) ? { tabId: Number(named), theme: null, watchTheme: () => undefined } : null;
  }
  const { inspectedWindow, panels } = devtools;
  return {
    tabId: inspectedWindow.tabId,
    theme: themeOf(panels?.themeName),
    watchTheme(onChange) {
      const listener = (name: string): void => onChange(themeOf(name));
      panels?.onThemeChanged?.addListener(listener);
      panels?.setThemeChangeHandler?.(listener);
    },
  };
}

/** Chromium calls its light one `default`. */
function themeOf(name: string | undefined): Theme {
  return name === 'dark' ? 'dark' : 'light';
}
