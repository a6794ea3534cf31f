import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { BrowserKind, DrivenBrowser, DrivenPage } from '../support/driver.ts';
import { type LabServer, startLab } from './lab-server.ts';
import { launchTapBrowser, TAPS } from './tap-browser.ts';

/** What the bridge heard from the tap. */
export interface Heard {
  readonly kind: string;
  readonly call: number;
  readonly [name: string]: unknown;
}

/** A page with the tap and a fake bridge; a new one for each test. Its helpers are in `pages/lab.js`. */
export interface TapPage {
  readonly lab: () => LabServer;
  readonly page: () => DrivenPage;
  /** Runs the body of an async function of `means` in the page; what it returns travels as JSON. */
  readonly run: <R>(body: string, means?: string) => Promise<R>;
  readonly heard: () => Promise<readonly Heard[]>;
  readonly kinds: () => Promise<readonly string[]>;
}

/** The path of the lab's priced surface. */
export const CHAT = '/v1/chat/completions';
/** The two means a page sends by. */
export const MEANS = ['fetch', 'xhr'] as const;

/** Starts browser and lab for the tests of a `describe`. */
export function useTapPage(kind: BrowserKind): TapPage {
  let lab: LabServer;
  let browser: DrivenBrowser;
  let page: DrivenPage;

  beforeAll(async () => {
    lab = await startLab(TAPS[kind]);
    browser = await launchTapBrowser(kind);
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  });
  beforeEach(async () => {
    lab.clear();
    await page.goto(lab.url('a', '/pages/blank.html'));
  });

  const heard = (): Promise<readonly Heard[]> => page.evaluate<readonly Heard[]>('heard');
  return {
    lab: () => lab,
    page: () => page,
    run: <R>(body: string, means = '') => page.evaluate<R, [string]>(`async (means) => { ${body} }`, means),
    heard,
    kinds: async () => (await heard()).map((message) => message.kind),
  };
}
