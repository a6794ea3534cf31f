import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenBrowser, type DrivenPage } from './support/driver.ts';
import { type LabServer, startLab } from './tap/lab-server.ts';
import { launchTapBrowser } from './tap/tap-browser.ts';

type Seen = Readonly<Record<string, unknown>>;

/** Both have letters only, and as many: lengths of addresses must not differ. */
const WITH_TAP = 'a';
const WITHOUT_TAP = 'c';
const PAGE = '/pages/differential/page.html';
/** A page that allows nothing but its own scripts and its API, and no strings as code. */
const STRICT =
  "default-src 'none'; connect-src *; script-src 'nonce-lab'; frame-src *; img-src data:; require-trusted-types-for 'script'; trusted-types lab";
const PATHS = ['/v1/chat/completions', '/plain'] as const;
const RUN_MS_MAX = 50_000;

describe.each(browserKinds)('a page with the tap behaves as without, in %s', (kind) => {
  let lab: LabServer;
  let browser: DrivenBrowser;

  beforeAll(async () => {
    lab = await startLab();
    browser = await launchTapBrowser(kind);
  });

  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  });

  /** Everything the scenarios saw; the two kinds of pages run one after the other, as their load would differ. */
  async function run(site: string, path: string, csp: string, only: readonly string[] | null): Promise<Seen> {
    const page: DrivenPage = await browser.newPage();
    await page.goto(lab.url(site, `${PAGE}?csp=${encodeURIComponent(csp)}`));
    const seen = await page.evaluateWithin<string>(
      RUN_MS_MAX,
      `async (who, path, only) => {
        document.documentElement.dataset.who = 'x';
        return JSON.stringify(await runScenarios(path, only));
      }`,
      site,
      path,
      only,
    );
    await page.close();
    return JSON.parse(seen.replaceAll(`//${site}.localhost`, '//site.localhost')) as Seen;
  }

  it.each(PATHS)('on %s', async (path) => {
    const withTap = await run(WITH_TAP, path, '', null);
    lab.clear();
    const without = await run(WITHOUT_TAP, path, '', null);
    expect(Object.keys(without).length).toBeGreaterThan(150);
    expect(withTap).toEqual(without);
  });

  it('under a strict policy with Trusted Types', async () => {
    const only = ['fetch with string', 'fetch of a Request', 'text() of json', 'xhr of json', 'xhr aborted at once'];
    const withTap = await run(WITH_TAP, PATHS[0], STRICT, only);
    lab.clear();
    const without = await run(WITHOUT_TAP, PATHS[0], STRICT, only);
    expect(Object.keys(without)).toHaveLength(only.length + 1);
    expect(withTap).toEqual(without);
  });

  it('and a difference would be found', async () => {
    const page = await browser.newPage();
    await page.goto(lab.url(WITH_TAP, PAGE));
    const [isThere, isElsewhere] = await Promise.all(
      [WITH_TAP, WITHOUT_TAP].map(async (site) => {
        const other = await browser.newPage();
        await other.goto(lab.url(site, '/pages/blank.html'));
        return other.evaluate<boolean>(`() => {
          let isTaken = false;
          addEventListener('tollkeeper:retire', () => { isTaken = true; }, true);
          return new Promise((resolve) => {
            fetch('/v1/chat/completions?lab=json', chat()).then(() => resolve(heard.length > 0));
          });
        }`);
      }),
    );
    await page.close();
    // Without this the suite could compare two pages that both have no tap.
    expect([isThere, isElsewhere]).toEqual([true, false]);
  });
});
