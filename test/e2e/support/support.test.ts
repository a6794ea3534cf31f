import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axePage } from './axe.ts';
import { pollUntil } from './bounded.ts';
import { browserKinds, type DrivenBrowser, type DrivenPage } from './driver.ts';
import { launchBrowser } from './launch.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './owned-process.ts';
import { type PageServer, startPageServer } from './page-server.ts';

const HOSTS = ['http://a.localhost/*', 'http://b.localhost/*'] as const;
const STRICT_CSP =
  "default-src 'none'; script-src 'unsafe-inline'; frame-src http:; connect-src http:; require-trusted-types-for 'script'";

const MAIN_PAGE = `<!doctype html><html lang="en"><title>Main</title><body>
  <h1>Main</h1>
  <button id="button" onclick="window.clicked = [event.isTrusted, navigator.userActivation.isActive]">Press</button>
  <input id="input" aria-label="Input" onkeydown="window.keys = (window.keys ?? '') + event.key + event.isTrusted + ' '">
  <iframe id="same" src="/inner"></iframe><iframe id="other"></iframe>
  <script>
    window.pageScriptRan = true;
    document.querySelector('#other').src = 'http://b.localhost:' + location.port + '/inner';
  </script>`;
const INNER_PAGE = `<!doctype html><html lang="en"><title>Inner</title><input id="field" aria-label="Field">`;

const mountCard = (): void => {
  document.dispatchEvent(new Event('mini-mount'));
};
const cardData = (): Record<string, string | undefined> => ({
  ...document.querySelector<HTMLElement>('[data-tollkeeper-ui]')?.dataset,
});

describe.each(browserKinds)('the %s driver', (kind) => {
  const extensionPath = makeTemporaryFolder('mini');
  const pictures = makeTemporaryFolder('pictures');
  let server: PageServer;
  let browser: DrivenBrowser;
  let page: DrivenPage;

  beforeAll(async () => {
    cpSync(new URL('mini-extension', import.meta.url), extensionPath, { recursive: true });
    server = await startPageServer(
      { '/': MAIN_PAGE, '/inner': INNER_PAGE, '/slow': (_request, response) => response.write(' ') },
      { csp: STRICT_CSP },
    );
    browser = await launchBrowser(kind, {
      extensionPath,
      language: 'zh',
      colorScheme: 'dark',
      width: 900,
      height: 700,
    });
    page = await browser.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    removeTemporaryFolder(extensionPath);
    removeTemporaryFolder(pictures);
  });

  test('nothing runs in a page before its host is granted', async () => {
    await page.goto(server.url('a'));
    expect(await browser.grantedOrigins()).toEqual([]);
    expect(await page.evaluate('typeof window.miniTap')).toBe('undefined');
  });

  test('a grant reaches the extension, and its scripts run before the page’s own', async () => {
    await browser.grantOrigins(HOSTS);
    expect([...(await browser.grantedOrigins())].sort()).toEqual(HOSTS);
    await browser.backgroundEvaluate('mini.registered()');
    await page.reload();
    expect(await page.evaluate('window.miniTap')).toEqual({ before: true, readyState: 'loading' });
  });

  test('evaluate passes values, errors and bounds, and gives the page no user activation', async () => {
    const seen = await page.evaluate(
      async (sum: number, text: string) => [sum + 1, `${text}!`, self === top, innerWidth, innerHeight],
      1,
      '额度',
    );
    expect(seen).toEqual([2, '额度!', true, 900, 700]);
    expect(await page.evaluate('undefined')).toBeUndefined();
    expect(await page.evaluate('navigator.userActivation.hasBeenActive')).toBe(false);
    await expect(page.evaluate('(() => { throw new Error("boom") })()')).rejects.toThrow('boom');
    await expect(page.evaluate('1 +')).rejects.toThrow('SyntaxError');
    await expect(page.evaluateWithin(200, () => new Promise(() => {}))).rejects.toThrow('200 ms');
    await expect(page.waitFor('false', { timeoutMs: 150, what: 'a miracle' })).rejects.toThrow('a miracle');
  });

  test('two scripts of one page may wait at the same time', async () => {
    const held = page.evaluate(() => new Promise((resolve) => addEventListener('go', () => resolve('went'))));
    await page.evaluate(() => {
      dispatchEvent(new Event('go'));
    });
    expect(await held).toBe('went');
  });

  test('language and colour scheme hold in page and background', async () => {
    const dark = 'matchMedia("(prefers-color-scheme: dark)").matches';
    expect(await page.evaluate(`[navigator.language, ${dark}]`)).toEqual(['zh-CN', true]);
    expect(await browser.backgroundEvaluate('navigator.language')).toBe('zh-CN');
    // Chromium follows only where its language pack is installed.
    const uiLanguage = '(globalThis.browser ?? chrome).i18n.getUILanguage()';
    if (kind === 'firefox') expect(await browser.backgroundEvaluate(uiLanguage)).toBe('zh-CN');
    await page.setColorScheme('light');
    expect(await page.evaluate(dark)).toBe(false);
    await page.setColorScheme('dark');
  });

  test('clicks, typing and keys are trusted and count as the user’s', async () => {
    await page.click('#button');
    expect(await page.evaluate('window.clicked')).toEqual([true, true]);
    await page.type('#input', 'aB é 中');
    expect(await page.evaluate('document.querySelector("#input").value')).toBe('aB é 中');
    expect(await page.evaluate('window.keys')).toContain('atrue Btrue');
    await page.press('Shift+Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('button');
  });

  test('frames of the same and of another site are reached, with scripts and keys', async () => {
    const hosts = ['#same', 1].map((frame) => page.frame(frame).evaluate('[location.hostname, typeof miniTap]'));
    expect(await Promise.all(hosts)).toEqual([
      ['a.localhost', 'object'],
      ['b.localhost', 'object'],
    ]);
    await page.frame('#other').evaluate('document.querySelector("#field").focus()');
    await page.press('x');
    expect(await page.frame('#other').evaluate('document.querySelector("#field").value')).toBe('x');
  });

  test('a closed root is read, clicked and left by trusted input', async () => {
    const ui = page.ui();
    expect(await ui.exists()).toBe(false);
    await expect(ui.text()).rejects.toThrow('no element with a shadow root');
    await page.evaluate(mountCard);
    await ui.waitUntilShown();
    expect(await ui.text()).toContain('This query costs 450 credits.');
    expect(await ui.html()).toContain('<dialog');
    expect(await ui.focusedName()).toBe('This query costs 450 credits.');
    expect(await ui.buttons()).toEqual([
      { name: 'Send 21 now', isDisabled: false, isPrimary: true, isVisible: true },
      { name: 'Recharge', isDisabled: false, isPrimary: false, isVisible: true },
      { name: 'Later', isDisabled: true, isPrimary: false, isVisible: true },
    ]);
    await ui.clickButton('Send 21');
    expect(await page.evaluate(cardData)).toMatchObject({ clicked: 'Send 21 now|true|true' });
    await expect(ui.clickButton('e')).rejects.toThrow('3 buttons are named');
    expect((await ui.boundingBox('h2')).width).toBeGreaterThan(0);
    expect(await ui.evaluateInRoot((root, tag: string) => root.querySelectorAll(tag).length, 'button')).toBe(3);
  });

  test('axe sees into the closed root, finds what is planted, and leaves the root closed', async () => {
    const ui = page.ui();
    expect(await ui.axe()).toEqual([]);
    const planted = await ui.axe({ planted: true, options: { runOnly: ['button-name'] } });
    expect(planted.map(({ id }) => id)).toEqual(['button-name']);
    const traces = '[document.querySelector("[data-tollkeeper-ui]").shadowRoot, typeof axe]';
    expect(await page.evaluate(traces)).toEqual([null, 'undefined']);
    await page.press('Escape');
    expect(await page.evaluate(cardData)).toMatchObject({ cancelled: 'true' });
    await ui.waitUntilGone();
  });

  test('a card in a frame of another site is clicked at its place', async () => {
    const frame = page.frame('#other');
    await frame.evaluate(mountCard);
    await frame.ui().waitUntilShown();
    await frame.ui().clickButton('Recharge');
    expect(
      await frame.waitFor(() => document.querySelector<HTMLElement>('[data-tollkeeper-ui]')?.dataset.clicked),
    ).toBe('Recharge|true|true');
  });

  test('viewports down to 320 px, and pictures of them', async () => {
    await page.setViewport(320, 600);
    expect(await page.evaluate('[innerWidth, innerHeight]')).toEqual([320, 600]);
    const file = join(pictures, 'page.png');
    await page.screenshot(file);
    expect(statSync(file).size).toBeGreaterThan(1000);
    expect(readFileSync(file).readUInt32BE(16)).toBe(320);
    await page.setViewport(900, 700);
  });

  test('a tab behind is hidden until something is done in it', async () => {
    const extensionPage = await browser.openExtensionPage('popup.html');
    expect(await extensionPage.url()).toBe(`${browser.extensionOrigin}/popup.html`);
    expect(await page.evaluate('document.visibilityState')).toBe('hidden');
    await page.click('#button');
    expect(await page.evaluate('document.visibilityState')).toBe('visible');
    await extensionPage.close();
  });

  test('the action popup opens, works, passes axe and closes', async () => {
    const popup = await browser.openPopup();
    await popup.click('#add');
    await popup.waitFor('document.querySelector("#count").textContent === "1"');
    await popup.type('#note', 'abc');
    expect(await popup.evaluate('document.querySelector("#note").value')).toBe('abc');
    expect(await popup.evaluate('[navigator.language, matchMedia("(prefers-color-scheme: dark)").matches]')).toEqual([
      'zh-CN',
      true,
    ]);
    expect(await axePage(popup)).toEqual([]);
    const planted = await axePage(popup, { planted: true, options: { runOnly: ['button-name'] } });
    expect(planted.map(({ id }) => id)).toEqual(['button-name']);
    await popup.screenshot(join(pictures, 'popup.png'));
    await popup.close();
    const again = await browser.openPopup();
    expect(await again.text('h1')).toBe('Mini popup');
    await again.close();
  });

  test('requests are recorded with who asked, and the server sees the client go', async () => {
    await browser.backgroundEvaluate(
      '(url) => fetch(url).then((answer) => answer.text())',
      server.url('a', '/inner?bg'),
    );
    await page.evaluate(() => {
      const stop = new AbortController();
      fetch('/slow', { signal: stop.signal }).catch(() => {});
      Object.assign(window, { stop });
    });
    const slow = await server.waitForRequest('/slow');
    expect(slow.wasCutByClient).toBe(false);
    await page.evaluate('stop.abort()');
    await pollUntil(5000, 'the closed connection', () => slow.wasCutByClient);
    const asked = (await browser.networkRequests()).filter(({ url }) => /\?bg|slow/.test(url));
    expect(asked).toEqual([
      { url: server.url('a', '/inner?bg'), method: 'GET', initiatorOrigin: browser.extensionOrigin },
      { url: server.url('a', '/slow'), method: 'GET', initiatorOrigin: server.url('a', '') },
    ]);
  });

  test('the background is stopped and starts anew when it is needed', async () => {
    const lives = await browser.backgroundEvaluate('mini.lives');
    expect(await browser.isBackgroundRunning()).toBe(true);
    await browser.stopBackground();
    expect(await browser.isBackgroundRunning()).toBe(false);
    expect(await browser.backgroundEvaluate('mini.lives')).not.toBe(lives);
  });

  test('scripts for every new document run, and a navigation ends what waits in the old one', async () => {
    await page.evaluateOnNewDocument('window.preloaded = typeof window.pageScriptRan');
    const waiting = page.evaluate(() => new Promise(() => {})).catch(() => 'ended');
    await page.goto(server.url('b'));
    expect(await waiting).toBe('ended');
    expect(await page.evaluate('window.preloaded')).toBe('undefined');
    await expect(page.goto('http://127.0.0.1:1/', 3000)).rejects.toThrow('[page] http://127.0.0.1:1/');
  });

  test('a crashed page says so and harms no other site', async () => {
    const other = await browser.newPage();
    await other.goto(server.url('a'));
    await other.crash();
    await expect(other.evaluate('1')).rejects.toThrow('crashed');
    await other.close();
    await page.goto(server.url('b'));
    expect(await page.evaluate('1')).toBe(1);
  });

  test('a relaunch keeps storage and grants; an update too, and the pages that are open', async () => {
    const version = '(globalThis.browser ?? chrome).runtime.getManifest().version';
    const stored = '(globalThis.browser ?? chrome).storage.local.get().then(({ count }) => count)';
    const expectKept = async (installed: string): Promise<void> => {
      expect(await browser.backgroundEvaluate(`async () => [${version}, await ${stored}]`)).toEqual([installed, 1]);
      expect([...(await browser.grantedOrigins())].sort()).toEqual(HOSTS);
    };
    await browser.relaunch();
    await expectKept('1.0.0');
    page = await browser.newPage();
    await page.goto(server.url('b'));
    const mark = await page.evaluate<string>('window.mark = location.hostname + performance.timeOrigin');
    const manifest = join(extensionPath, 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"1.0.0"', '"1.0.1"'));
    await browser.updateExtension();
    await expectKept('1.0.1');
    expect(mark).toMatch(/^b\.localhost/);
    expect(await page.evaluate('window.mark')).toBe(mark);
  });

  test('a revoked host runs nothing any more', async () => {
    page = await browser.newPage();
    await page.goto(server.url('a'));
    expect(await page.evaluate('typeof window.miniTap')).toBe('object');
    await browser.revokeOrigins([HOSTS[0]]);
    expect(await browser.grantedOrigins()).toEqual([HOSTS[1]]);
    await browser.backgroundEvaluate('mini.registered()');
    await page.reload();
    expect(await page.evaluate('typeof window.miniTap')).toBe('undefined');
  });
});
