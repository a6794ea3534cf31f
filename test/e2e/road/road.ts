import { type Sandbox, startSandbox } from '../../../companion/sandbox/server.ts';
import { createPause } from '../support/bounded.ts';
import type { BrowserKind, DrivenBrowser, DrivenPage, LaunchOptions } from '../support/driver.ts';
import { isMissingRoot } from '../support/engine.ts';
import { launchBrowser } from '../support/launch.ts';

/** Host patterns the test build may be granted; patterns carry no ports. */
export const LOOPBACK_PATTERNS = ['http://127.0.0.1/*', 'http://localhost/*', 'http://*.localhost/*'] as const;

/** Folders of the builds with the sandbox in them. */
export const BUILDS = {
  chromium: '.output/chrome-mv3-testing',
  firefox: '.output/firefox-mv3-testing',
} as const satisfies Record<BrowserKind, string>;

/** A browser with the extension, its permission given, and a sandbox of its own. */
export interface Road {
  readonly browser: DrivenBrowser;
  readonly sandbox: Sandbox;
  /** Everything as at the first start: sandbox world and the extension's ledger. */
  readonly reset: () => Promise<void>;
  /** Opens the console so that its balance and keys are read, and leaves it open in a tab behind. */
  readonly openConsole: () => Promise<DrivenPage>;
  readonly openPlayground: () => Promise<DrivenPage>;
  /** Reads balance and keys off the console, which is then closed. */
  readonly readConsole: () => Promise<void>;
  /** The playground in the tab that showed the console before: what there is is known. */
  readonly openReadPlayground: () => Promise<DrivenPage>;
  readonly ledger: () => Promise<LedgerDump>;
  readonly close: () => Promise<void>;
}

/** The extension's IndexedDB as JSON; bigints are strings of digits followed by `n`. */
export interface LedgerDump {
  readonly accounts: readonly Record<string, unknown>[];
  readonly keys: readonly Record<string, unknown>[];
  readonly readings: readonly ReadingDump[];
  readonly openCalls: readonly Record<string, unknown>[];
  readonly records: readonly RecordDump[];
}

export interface ReadingDump {
  readonly unit: string;
  /** `at`: epoch ms. */
  readonly reading: {
    readonly availableNano: string | null;
    readonly frozenNano: string | null;
    readonly at: number;
  };
  readonly spentSinceNano: string;
}

export interface RecordDump {
  readonly callId: string;
  readonly requestId: string;
  /** Epoch ms. */
  readonly openedAt: number;
  readonly outcome: string;
  readonly certainty: string;
  readonly isReviewed: boolean;
  readonly model: string | null;
  readonly origin: string;
  readonly refusalCause: string | null;
  readonly estimateLikelyNano: string | null;
  /** What was forecast beside that. Absent: nothing. */
  readonly forecast?: { readonly highNano: string; readonly mostNano?: string };
  readonly cost: {
    readonly unit: string;
    readonly lowNano: string;
    readonly likelyNano: string;
    readonly highNano: string;
  } | null;
}

/**
 * Starts a browser with the testing build and a sandbox on a free port of the sandbox's range.
 * `isWatched` false: no permission is given yet.
 */
export async function openRoad(
  kind: BrowserKind,
  { isWatched = true, ...options }: Partial<LaunchOptions> & { readonly isWatched?: boolean } = {},
): Promise<Road> {
  // Anywhere in the sandbox's range: a page left over from another run must not call this one.
  const sandbox = await startSandbox({ keepBodies: true, port: 4118 + Math.floor(Math.random() * 90) });
  const launch = (): Promise<DrivenBrowser> => launchBrowser(kind, { extensionPath: BUILDS[kind], ...options });
  // A browser that does not come up on a loaded machine says nothing about the product: it is started once more.
  const browser = await launch().catch(launch);
  if (isWatched) await browser.grantOrigins(LOOPBACK_PATTERNS);
  if (isWatched) await waitForRegistration(browser);
  const openPage = async (path: string): Promise<DrivenPage> => {
    const page = await browser.newPage();
    await page.goto(sandbox.origin + path);
    return page;
  };
  const readAt = async (): Promise<number> =>
    Math.max(0, ...(await readLedger(browser)).readings.map(({ reading }) => reading.at));
  const openConsole = async (): Promise<DrivenPage> => {
    // An earlier reading proves nothing about this page.
    const before = await readAt();
    const page = await openPage('/console');
    await waitFor(async () => (await readAt()) > before, 'the console balance to be read');
    await page.waitFor(() => document.querySelector('#top-up-5') !== null, { what: 'the console to be painted' });
    return page;
  };
  const seePlayground = async (page: DrivenPage): Promise<DrivenPage> => {
    await page.waitFor(() => document.querySelector('#key option') !== null, { what: 'the playground keys' });
    return page;
  };
  return {
    browser,
    sandbox,
    reset: async () => {
      await fetch(`${sandbox.origin}/console/api/reset`, { method: 'POST' });
      await browser.backgroundEvaluate(clearLedger);
    },
    openConsole,
    openPlayground: async () => seePlayground(await openPage('/playground')),
    readConsole: async () => (await openConsole()).close(),
    openReadPlayground: async () => {
      const page = await openConsole();
      await page.goto(`${sandbox.origin}/playground`);
      return seePlayground(page);
    },
    ledger: () => readLedger(browser),
    close: async () => {
      await browser.close();
      await sandbox.close();
    },
  };
}

/** Polls until `isTrue`; rejects with what was awaited. A card or chip that is not there (just now) is no answer. */
export async function waitFor(
  isTrue: () => Promise<boolean> | boolean,
  what: string,
  timeoutMs = 20_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  const pause = createPause();
  while (Date.now() < end) {
    if (await isThere(isTrue)) return;
    await pause();
  }
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
}

async function isThere(isTrue: () => Promise<boolean> | boolean): Promise<boolean> {
  try {
    return await isTrue();
  } catch (error) {
    if (isMissingRoot(error)) return false;
    throw error;
  }
}

/** Waits for the card, past the half second in which it takes no click, and clicks; opens "More" when it must. */
export async function clickOnceOnCard(page: DrivenPage, name: string): Promise<void> {
  await showButton(page, name);
  await page.ui(CARD).clickButton(name);
}

/** A card that still looks something up has neither the button nor "More". */
async function showButton(page: DrivenPage, name: string): Promise<void> {
  const card = page.ui(CARD);
  await card.waitUntilShown();
  await new Promise((resolve) => setTimeout(resolve, CLICKABLE_AFTER_MS));
  const isThere = async (wanted: string): Promise<boolean> =>
    (await card.buttons()).some((button) => button.isVisible && button.name.includes(wanted));
  await waitFor(async () => (await isThere(name)) || (await isThere('More')), `the button ${name}`);
  if (!(await isThere(name))) await card.clickButton('More');
}

/**
 * Clicks on the card until it says something else, or is gone. On a busy machine a card is painted late, and takes no
 * click for half a second after that. What it says before is read with the button on it: else the end of something that it was busy
 * with would be taken for what the click did.
 */
export async function clickOnCard(page: DrivenPage, name: string): Promise<void> {
  const card = page.ui(CARD);
  // It may go away between the question and the answer.
  const read = (): Promise<string> => card.text().catch(() => '');
  await showButton(page, name);
  const before = await read();
  for (let attempt = 1; ; attempt += 1) {
    await clickOnceOnCard(page, name);
    const hasChanged = await waitFor(async () => (await read()) !== before, 'the card to change', 700).then(
      () => true,
      () => false,
    );
    if (hasChanged) return;
    if (attempt === CLICKS_MAX) throw new Error(`${CLICKS_MAX} clicks on ${name} changed nothing: ${before}`);
  }
}

const CLICKS_MAX = 5;

/** Clicks on the line with buttons, past the half second in which it takes no click. */
export async function clickOnLine(page: DrivenPage, name: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, CLICKABLE_AFTER_MS));
  await page.ui(LINE).clickButton(name);
}

/** Settings as at the first start. */
export const PLAIN = { language: 'en', theme: null, sitesOff: [], pausedUntil: 0, refusals: 'withhold' };

/** Host of the card, as opposed to the chip's. */
export const CARD = '[data-tollkeeper-ui="card"]';
export const CHIP = '[data-tollkeeper-ui="chip"]';
export const CORNER = '[data-tollkeeper-ui="corner"]';
/** The line with buttons, about a limit on calls. */
export const LINE = '[data-tollkeeper-ui="line"]';

const CLICKABLE_AFTER_MS = 650;

/** How the playground sends. */
export interface Switches {
  readonly transport: 'fetch' | 'xhr';
  readonly isStream: boolean;
  readonly isUsageAsked: boolean;
}

/** Turns the playground's switches as a person would see them. */
export async function choose(page: DrivenPage, way: Switches): Promise<void> {
  await page.evaluate((wanted: Switches) => {
    const set = (element: HTMLInputElement | null, isOn: boolean): void => {
      if (element && element.checked !== isOn) element.click();
    };
    set(document.querySelector(`input[name="transport"][value="${wanted.transport}"]`), true);
    set(document.querySelector('#stream'), wanted.isStream);
    set(document.querySelector('#include-usage'), wanted.isUsageAsked);
  }, way);
}

/** A reading or record amount as bigint. */
export function nanoOf(text: string | null | undefined): bigint | null {
  return text == null ? null : BigInt(text.replace(/n$/, ''));
}

/** What the sandbox took, newest last: positive nano-units. */
export function charges(sandbox: Sandbox): readonly bigint[] {
  return sandbox.world.transactions
    .filter((transaction) => transaction.kind === 'chat' || transaction.kind === 'enrich')
    .map((transaction) => -transaction.amountNano);
}

/** Sets balances of the demo account; decimals. */
export async function setState(sandbox: Sandbox, state: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${sandbox.origin}/console/api/state`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(state),
  });
  if (!response.ok) throw new Error(`the sandbox refused the state: ${await response.text()}`);
}

/** Sets settings of the extension, as its screens will. */
export async function setSettings(browser: DrivenBrowser, settings: Record<string, unknown>): Promise<void> {
  await browser.backgroundEvaluate((values: Record<string, unknown>) => {
    interface Api {
      readonly storage: { readonly local: { readonly set: (values: unknown) => Promise<void> } };
    }
    const scope = globalThis as unknown as { readonly browser?: Api; readonly chrome: Api };
    return (scope.browser ?? scope.chrome).storage.local.set(values).then(() => true);
  }, settings);
}

export async function waitForRegistration(browser: DrivenBrowser): Promise<void> {
  await waitFor(
    () =>
      browser.backgroundEvaluate(async () => {
        interface Api {
          readonly scripting: { readonly getRegisteredContentScripts: () => Promise<readonly unknown[]> };
        }
        const scope = globalThis as unknown as { readonly browser?: Api; readonly chrome: Api };
        return (await (scope.browser ?? scope.chrome).scripting.getRegisteredContentScripts()).length === 2;
      }),
    'tap and bridge to be registered',
  );
}

function readLedger(browser: DrivenBrowser): Promise<LedgerDump> {
  return browser.backgroundEvaluate(dumpLedger) as Promise<LedgerDump>;
}

/** Runs in the background: sent as source, so it sees nothing of this file. */
async function dumpLedger(): Promise<unknown> {
  const opened = indexedDB.open('tollkeeper');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opened.onsuccess = () => resolve(opened.result);
    opened.onerror = () => reject(opened.error);
  });
  const names = [...database.objectStoreNames];
  const dump: Record<string, unknown> = { accounts: [], keys: [], readings: [], openCalls: [], records: [] };
  if (names.length > 0) {
    const transaction = database.transaction(names);
    for (const name of names) {
      const all = transaction.objectStore(name).getAll();
      await new Promise((resolve) => {
        all.onsuccess = resolve;
      });
      dump[name] = all.result;
    }
  }
  database.close();
  return JSON.parse(JSON.stringify(dump, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value)));
}

async function clearLedger(): Promise<boolean> {
  const opened = indexedDB.open('tollkeeper');
  const database = await new Promise<IDBDatabase>((resolve) => {
    opened.onsuccess = () => resolve(opened.result);
  });
  const names = [...database.objectStoreNames];
  if (names.length > 0) {
    const transaction = database.transaction(names, 'readwrite');
    for (const name of names) transaction.objectStore(name).clear();
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
  }
  database.close();
  return true;
}
