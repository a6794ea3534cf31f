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
const RUN_MS_MAX = 80_000;

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
    lab.clear();
    const page: DrivenPage = await browser.newPage();
    await page.goto(lab.url(site, `${PAGE}?csp=${encodeURIComponent(csp)}`));
    await page.evaluate('(path, only) => void runScenarios(path, only)', path, only);
    const seen = await page.waitFor<string>('window.seen', { timeoutMs: RUN_MS_MAX, what: 'the end of the scenarios' });
    await page.close();
    return JSON.parse(seen.replaceAll(`//${site}.localhost`, '//site.localhost')) as Seen;
  }

  it.each([
    ['/v1/chat/completions', 200],
    ['/plain', 150],
  ])('on %s', { timeout: 180_000 }, async (path, scenariosMin) => {
    const withTap = await run(WITH_TAP, path, '', null);
    const without = await run(WITHOUT_TAP, path, '', null);
    expect(Object.keys(without).length).toBeGreaterThan(scenariosMin);
    expect(withTap).toEqual(without);
  });

  it('under a strict policy with Trusted Types', async () => {
    const only = ['fetch with string', 'fetch of a Request', 'text() of json', 'xhr of json', 'xhr aborted at once'];
    const withTap = await run(WITH_TAP, '/v1/chat/completions', STRICT, only);
    const without = await run(WITHOUT_TAP, '/v1/chat/completions', STRICT, only);
    expect(Object.keys(without)).toHaveLength(only.length + 1);
    expect(withTap).toEqual(without);
  });

  // Without this the suite could compare two pages that both have no tap.
  it.each([
    [WITH_TAP, true],
    [WITHOUT_TAP, false],
  ])('and %s.localhost has a tap: %s', async (site, hasTap) => {
    const page = await browser.newPage();
    await page.goto(lab.url(site, '/pages/blank.html'));
    const heard = await page.evaluate<number>(
      "() => fetch('/v1/chat/completions?lab=json', chat()).then(() => heard.length)",
    );
    await page.close();
    expect(heard > 0).toBe(hasTap);
  });
});
