/** The two browsers every scenario runs in. */
export type BrowserKind = 'chromium' | 'firefox';

/** Both kinds, for `describe.each`. */
export const browserKinds: readonly BrowserKind[] = ['chromium', 'firefox'];

/** What `launchBrowser` may be told. */
export interface LaunchOptions {
  /** Folder of the unpacked extension, or null for a browser without one (differential tests). */
  readonly extensionPath: string | null;
  /** An own profile folder, kept on close; without it a temporary one is made and removed. */
  readonly profileDir?: string;
  /** Viewport of new pages in CSS pixels; 1280 × 800 without it. */
  readonly width?: number;
  readonly height?: number;
  /** What `prefers-color-scheme` says at first, in pages and in the popup; light without it. */
  readonly colorScheme?: ColorScheme;
  /**
   * `navigator.language` in pages, popup and background: `en-US` or `zh-CN`; en without it. In Firefox also
   * `i18n.getUILanguage()`; in Chromium that follows only where the language pack is installed.
   */
  readonly language?: 'en' | 'zh';
  /** Folder where downloads are saved without a question; without it nobody reads them. */
  readonly downloadsDir?: string;
  /** More Firefox preferences; Chromium ignores them. */
  readonly firefoxPrefs?: Readonly<Record<string, string | number | boolean>>;
}

export type ColorScheme = 'light' | 'dark';

/**
 * Code to run in the browser: a function (its source is sent, so it sees no variable of the test), the source of a
 * function, or the source of one expression. Arguments and result travel as JSON; a promise is awaited.
 */
export type Script<A extends readonly unknown[], R> = string | ((...args: A) => R | Promise<R>);

/** Bounds and arguments of a `waitFor`. */
export interface WaitOptions {
  /** 5,000 ms without it. */
  readonly timeoutMs?: number;
  readonly args?: readonly unknown[];
  /** What is awaited, for the error; the script's source without it. */
  readonly what?: string;
}

/** A rectangle in CSS pixels of the top-level viewport. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A document under control: a page, or a frame in one. */
export interface DrivenDocument {
  /**
   * Runs code in the document's MAIN world, past its CSP, without giving it user activation. Rejects with the thrown
   * error's text, and after 15 s.
   */
  evaluate<R, A extends readonly unknown[] = readonly unknown[]>(script: Script<A, R>, ...args: A): Promise<R>;
  /** `evaluate` with a bound of its own. */
  evaluateWithin<R, A extends readonly unknown[] = readonly unknown[]>(
    timeoutMs: number,
    script: Script<A, R>,
    ...args: A
  ): Promise<R>;
  /** Repeats the script until its result is truthy, and returns that; errors count as "not yet", navigations do too. */
  waitFor<R>(script: Script<never[], R>, options?: WaitOptions): Promise<NonNullable<R>>;
  /** `innerText` of the first match; rejects if there is none. */
  text(selector: string): Promise<string>;
  /** The extension's closed shadow root in this document; the selector names its host element. */
  ui(hostSelector?: string): DrivenShadow;
  /** The frame found by selector, or by index among `iframe, frame`; looked up anew at every use. */
  frame(selectorOrIndex: string | number): DrivenDocument;
}

/** A page in a tab, or the action popup. */
export interface DrivenPage extends DrivenDocument {
  /** Resolves after `load`; rejects if the server does not answer, or after `timeoutMs` (15 s). */
  goto(url: string, timeoutMs?: number): Promise<void>;
  /** Resolves after `load`. */
  reload(): Promise<void>;
  url(): Promise<string>;
  /** Runs `source` in every later document of this page before its own scripts. Not in the popup. */
  evaluateOnNewDocument(source: string): Promise<void>;
  /** Scrolls the first match into view and clicks its middle: trusted, with user activation. */
  click(selector: string): Promise<void>;
  /** A trusted click at a point of the viewport, in CSS pixels. A hidden tab is brought to the front first. */
  clickAt(x: number, y: number): Promise<void>;
  /** Clicks the first match and types with trusted keys. */
  type(selector: string, text: string): Promise<void>;
  /** Chooses a file of this machine in the first match, an `<input type=file>`, as its dialog does. */
  chooseFile(selector: string, filePath: string): Promise<void>;
  /** A trusted key: `Enter`, `Escape`, `Tab`, `a`, `Shift+Tab`, `Control+Enter`. A hidden tab is brought to front. */
  press(key: string): Promise<void>;
  /** Writes a PNG of the viewport. */
  screenshot(filePath: string): Promise<void>;
  setViewport(width: number, height: number): Promise<void>;
  setColorScheme(scheme: ColorScheme): Promise<void>;
  /** Kills the page's renderer. In Firefox pages of the same site share it and go down too. Close the page after it. */
  crash(): Promise<void>;
  /** Closes the tab without asking `beforeunload`. */
  close(): Promise<void>;
  bringToFront(): Promise<void>;
}

/** A button in a closed root. */
export interface DrivenButton {
  /** Accessible name: aria-labelledby, aria-label, else the visible text. */
  readonly name: string;
  readonly isDisabled: boolean;
  /** True with `data-primary`, `data-kind="primary"`, `data-variant="primary"` or a class with the word primary. */
  readonly isPrimary: boolean;
  /** False when it takes no space or is in a closed `<details>` or dialog. */
  readonly isVisible: boolean;
}

/** One finding of axe-core. */
export interface AxeViolation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  /** HTML of the elements found. */
  readonly nodes: readonly string[];
}

/** What axe runs with. */
export interface AxeCheck {
  /** `options` of `axe.run`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Adds a nameless button for the time of the check, so that a test can see axe find it (`button-name`). */
  readonly planted?: boolean;
}

/** The extension's user interface in its closed shadow root. */
export interface DrivenShadow {
  /** Whether the host is there and has a shadow root. */
  exists(): Promise<boolean>;
  /** Resolves when it exists and has visible text; rejects after `timeoutMs` (5 s). */
  waitUntilShown(timeoutMs?: number): Promise<void>;
  /** Resolves when the host is gone or shows no text. */
  waitUntilGone(timeoutMs?: number): Promise<void>;
  /** The text a person sees, without styles; rejects if the root is not there, as everything below does. */
  text(): Promise<string>;
  html(): Promise<string>;
  buttons(): Promise<readonly DrivenButton[]>;
  /** Clicks by real mouse coordinates. An equal name wins over a part of one; two partial matches are an error. */
  clickButton(name: string): Promise<void>;
  /** The same by CSS selector, for what is not a button. */
  click(selector: string): Promise<void>;
  /** Accessible name or text of the focused element in the root; null if none. */
  focusedName(): Promise<string | null>;
  /** Like `evaluate`, with the ShadowRoot as first argument. */
  evaluateInRoot<R, A extends readonly unknown[] = readonly unknown[]>(
    script: string | ((root: ShadowRoot, ...args: A) => R | Promise<R>),
    ...args: A
  ): Promise<R>;
  /** Where the first match lies in the top-level viewport; rejects if there is none. */
  boundingBox(selector: string): Promise<Box>;
  /** Runs axe-core on the root. */
  axe(check?: AxeCheck): Promise<readonly AxeViolation[]>;
}

/** One request the browser itself saw start, of pages, frames, extension pages and background. */
export interface NetworkRequest {
  readonly url: string;
  readonly method: string;
  /** Origin of who asked: a page's, the extension's; null for the user (address bar) and the browser itself. */
  readonly initiatorOrigin: string | null;
}

/** In a popup: ours shows what lies ready at once, and is busy until everything was read. */
export const IS_POPUP_READ =
  '(document.getElementById("popup") === null || document.querySelector("#popup main[aria-busy=false]") !== null)';

/** A running browser with at most one extension of ours. */
export interface DrivenBrowser {
  readonly kind: BrowserKind;
  readonly version: string;
  /** `chrome-extension://id` or `moz-extension://uuid`, without a slash at the end; empty without an extension. */
  readonly extensionOrigin: string;
  /** A new tab in front, at about:blank. */
  newPage(): Promise<DrivenPage>;
  /** An extension page in a new tab; the path starts without a slash. */
  openExtensionPage(path: string): Promise<DrivenPage>;
  /** The real action popup, over the tab in front, as a click on the toolbar button opens it. Ours has read all it shows. */
  openPopup(): Promise<DrivenPage>;
  /** The extension's panel in the real developer tools of the tab in front. It is loaded when it is looked at, as here. */
  openToolsPanel(): Promise<DrivenPage>;
  /** When the extension asks for these hosts, the browser says yes without a dialog. */
  approveOrigins(patterns: readonly string[]): Promise<void>;
  /**
   * When the extension asks for hosts, they are not given. Firefox answers no; in Chromium, whose dialog nothing can
   * reach, the question stays open.
   */
  refuseOrigins(): Promise<void>;
  /** Grants optional hosts as the user would; resolves when the extension has them. */
  grantOrigins(patterns: readonly string[]): Promise<void>;
  revokeOrigins(patterns: readonly string[]): Promise<void>;
  /** Patterns the extension holds now, required ones included. */
  grantedOrigins(): Promise<readonly string[]>;
  /** Runs code in the extension's background (worker or event page), which is started if it sleeps. */
  backgroundEvaluate<R, A extends readonly unknown[] = readonly unknown[]>(
    script: Script<A, R>,
    ...args: A
  ): Promise<R>;
  /**
   * Tells the extension's own listeners of a click on its entry in a page's menu. The menu itself is the system's, and out
   * of reach; the background must be running.
   */
  clickMenu(click: {
    readonly menuItemId: string;
    readonly selectionText: string;
    readonly pageUrl: string;
  }): Promise<void>;
  /** Whether the background runs at this moment; does not wake it. */
  isBackgroundRunning(): Promise<boolean>;
  /** Stops the background as the browser does when it is idle; resolves when it is gone. */
  stopBackground(): Promise<void>;
  /** Quits cleanly and starts again with the same profile, storage and grants. All pages are gone. */
  relaunch(extensionPath?: string): Promise<void>;
  /**
   * Installs the files now in the extension's folder (or in another one with the same id) under the pages that are open.
   */
  updateExtension(extensionPath?: string): Promise<void>;
  /** Uninstalls the extension under the pages that are open; nothing of it can be asked afterwards. */
  removeExtension(): Promise<void>;
  /**
   * The extension's storage may grow to so many bytes in all, whatever it has now. Chromium only: nothing in Firefox
   * limits one that may store without limit, so there it rejects.
   */
  limitStorage(bytesMax: number): Promise<void>;
  /** Cuts everything but loopback off in Firefox, everything of pages in Chromium. */
  setOffline(isOffline: boolean): Promise<void>;
  /** Every request since launch, in order of start, whoever made it. */
  networkRequests(): Promise<readonly NetworkRequest[]>;
  /** Ends the browser and removes a temporary profile; safe to call twice. */
  close(): Promise<void>;
}
