import { describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, chatBody, gotOf, records, waitForGot } from './calls.ts';
import { type ExtensionScope, setScenario } from './playground.ts';
import { CARD, charges, nanoOf, setSettings, setState, waitFor } from './road.ts';
import { press, says } from './screen.ts';
import { useRoad } from './use-road.ts';

const KEY = demoKeys.default;

describe.each(browserKinds)('the dashboard (%s)', (kind) => {
  const { road, tabs } = useRoad(kind);

  async function open(screen: 'calls' | 'settings' | 'privacy'): Promise<DrivenPage> {
    const page = tabs.add(await road().browser.openExtensionPage(`dashboard.html#${screen}`));
    await page.waitFor(() => document.querySelector('main h1') !== null, { what: 'the dashboard' });
    return page;
  }

  async function openPage(): Promise<DrivenPage> {
    tabs.add(await road().openConsole());
    return tabs.add(await road().openPlayground());
  }

  const call = (page: DrivenPage, name: string, body: Record<string, unknown> = {}): Promise<void> =>
    callAsUser(page, {
      name,
      transport: 'fetch',
      path: '/v1/chat/completions',
      body: chatBody({ max_tokens: 200, ...body }),
      key: KEY,
    });

  it('lists each call with what it did cost, opens to its sum, and finds it by filter and search', async () => {
    const page = await openPage();
    await call(page, 'one');
    await waitForGot(page, 'one');
    await setScenario(road().sandbox, 'depleted');
    await setSettings(road().browser, { refusals: 'nothing' });
    await call(page, 'two', { model: 'toll-mini' });
    await waitForGot(page, 'two');
    const kept = await records(road(), 2);
    const dashboard = await open('calls');
    await says(dashboard, '2 calls, newest first');
    expect(await lines(dashboard)).toEqual([
      expect.stringMatching(/toll-mini[\s\S]*refused[\s\S]*\$0\.00/),
      expect.stringMatching(/toll-medium[\s\S]*answered/),
    ]);
    await dashboard.click('[data-index="1"] .call-line');
    await dashboard.waitFor(() => document.querySelector('.call-detail') !== null, { what: 'the sum' });
    const sum = await dashboard.text('.sum');
    const [charge] = charges(road().sandbox);
    expect(sum).toMatch(/Question: \d+ tokens, \/ 1,000,000 × \$2\.50 = /);
    expect(sum).toContain(`= $${decimal(charge ?? 0n)}\n`);
    expect(nanoOf(kept.find(({ outcome }) => outcome === 'answer')?.cost?.likelyNano)).toBe(charge);
    await choose(dashboard, 'What came of it', 'refusal');
    await says(dashboard, '1 call');
    expect((await lines(dashboard))[0]).toContain('toll-mini');
    await press(dashboard, 'Clear filters');
    await says(dashboard, '2 calls, newest first');
    await dashboard.type('input[type=search]', 'medium');
    await says(dashboard, '1 call');
    expect(await axePage(dashboard)).toEqual([]);
  });

  it('a pause lets everything out untouched and unchecked, says so, and ends by itself', async () => {
    await setState(road().sandbox, { balances: [{ unit: 'USD', total: '0.05' }] });
    const page = await openPage();
    await press(await open('settings'), 'Pause for an hour');
    await waitFor(async () => (await badge()) === 'II', 'the badge to say it');
    await page.bringToFront();
    // It would be held, for it asks for more than there is; the provider's refusal comes through as it is.
    await call(page, 'paused', { model: 'toll-large', max_tokens: 4000 });
    expect(await waitForGot(page, 'paused')).toMatchObject({ failure: null });
    expect(await page.ui(CARD).exists()).toBe(false);
    expect(await records(road(), 1)).toMatchObject([{ isReviewed: false, estimateLikelyNano: null }]);
    const popup = await road().browser.openPopup();
    await popup.waitFor(() => document.querySelector('.paused') !== null, { what: 'the popup to say it' });
    expect(await popup.text('.paused')).toMatch(/Paused until \d\d:\d\d/);
    await popup.close();

    // Nobody tells the page when it is over.
    await setSettings(road().browser, { pausedUntil: Date.now() + 2500 });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await page.bringToFront();
    await call(page, 'after', { model: 'toll-large', max_tokens: 4000 });
    await page.ui(CARD).waitUntilShown();
    expect(await gotOf(page, 'after')).toBeNull();
  });

  it('"Resume now" ends a pause, and the badge speaks of the balance again', async () => {
    await openPage();
    const settings = await open('settings');
    await waitFor(async () => (await badge()).startsWith('$'), 'the balance on the badge');
    const before = await badge();
    await press(settings, 'Pause for today');
    await waitFor(async () => (await badge()) === 'II', 'the badge to say it');
    await press(settings, 'Resume now');
    await waitFor(async () => (await badge()) === before, 'the balance on the badge');
    await settings.waitFor(() => document.querySelector('.pause-bar') === null, { what: 'the bar to go' });
  });

  it('a refusal is a card only, or nothing, as it was chosen', async () => {
    const page = await openPage();
    await setScenario(road().sandbox, 'depleted');
    const settings = await open('settings');
    await pick(settings, 'refusals', 'Card only');
    await page.bringToFront();
    await call(page, 'card');
    expect((await waitForGot(page, 'card')).status).toBeGreaterThanOrEqual(400);
    await page.ui(CARD).waitUntilShown();
    await settings.bringToFront();
    await pick(settings, 'refusals', 'Nothing');
    await page.reload();
    await page.bringToFront();
    await call(page, 'nothing');
    expect((await waitForGot(page, 'nothing')).status).toBeGreaterThanOrEqual(400);
    await records(road(), 2);
    expect(await page.ui(CARD).exists()).toBe(false);
    await settings.bringToFront();
    await pick(settings, 'refusals', 'Card, and the page waits');
    await page.bringToFront();
    await call(page, 'withhold');
    await page.ui(CARD).waitUntilShown();
    expect(await gotOf(page, 'withhold')).toBeNull();
  });

  it('a limit that is set holds a call, and none that was forgotten', async () => {
    const page = await openPage();
    const settings = await open('settings');
    await settings.waitFor(() => document.querySelector('.limit input') !== null, { what: 'the account' });
    await settings.type('.limit input', '0.0001');
    await settings.press('Enter');
    await says(settings, 'Saved: above $0.0001 you are asked.');
    await page.bringToFront();
    await call(page, 'held', { max_tokens: 1000 });
    await page.ui(CARD).waitUntilShown();
    expect(await page.ui(CARD).text()).toContain('above your limit of $0.0001 per call');
    await page.reload();
    await settings.bringToFront();
    await press(settings, 'Back to usual');
    await says(settings, 'Forgotten: what holds without a choice holds again.');
    await page.bringToFront();
    await call(page, 'free', { max_tokens: 1000 });
    expect(await waitForGot(page, 'free')).toMatchObject({ status: 200 });
  });

  it('language and theme change here and in the popup', async () => {
    const settings = await open('settings');
    await pick(settings, 'language', '中文');
    await settings.waitFor(() => document.querySelector('h1')?.textContent === '设置', { what: 'Chinese' });
    await pick(settings, 'theme', '深色');
    await settings.waitFor(() => document.documentElement.dataset.theme === 'dark', { what: 'the dark theme' });
    expect(await axePage(settings)).toEqual([]);
    const popup = await road().browser.openPopup();
    await popup.waitFor(
      () =>
        document.documentElement.dataset.theme === 'dark' &&
        document.querySelector('.popup')?.getAttribute('lang') === 'zh-CN',
      { what: 'a dark popup in Chinese' },
    );
    await popup.close();
  });

  it('what the popup begins with lies ready, in the memory of our own pages, before anybody opens it', async () => {
    const page = await openPage();
    await waitFor(async () => (await readyForPopup()).includes('sandbox'), 'the account to lie ready');
    await call(page, 'one');
    await waitForGot(page, 'one');
    const [record] = await records(road(), 1);
    await waitFor(async () => (await readyForPopup()).includes(record?.callId ?? '?'), 'the call to lie ready');
    expect(await readyForPopup()).not.toMatch(/sk-sandbox|"site"|"afford"/);
  });

  it('exports everything in one file without anything that leads to a key, and wipes everything', async () => {
    const page = await openPage();
    await call(page, 'one');
    await waitForGot(page, 'one');
    await records(road(), 1);
    const [{ fingerprint } = { fingerprint: '' }] = (await road().ledger()).keys;
    const privacy = await open('privacy');
    await says(privacy, '', 'table');
    expect(await privacy.text('table')).toMatch(/Calls\s+1\b/);
    await privacy.evaluate(keepFile);
    await press(privacy, 'Export as JSON');
    await says(privacy, 'Exported ');
    const text = await privacy.waitFor<string>('globalThis.exported ?? null', { what: 'the file' });
    const file = JSON.parse(text);
    expect(file.tables.records).toHaveLength(1);
    expect(file.tables.records[0].cost.likelyNano).toEqual({ $nano: String(charges(road().sandbox)[0]) });
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(text).not.toContain(String(fingerprint));
    expect(text).not.toMatch(/[0-9a-f]{64}|fingerprint|sk-sandbox/i);

    await press(privacy, 'Delete everything …');
    await privacy.waitFor(() => document.querySelector('dialog[open] input') !== null, { what: 'the question' });
    await privacy.press('Enter');
    expect((await road().ledger()).records).toHaveLength(1);
    await privacy.type('dialog input', 'delete');
    await privacy.press('Enter');
    await says(privacy, 'Gone: 1 call, ');
    const { records: left, accounts, keys, readings } = await road().ledger();
    expect([left, accounts, keys, readings]).toEqual([[], [], [], []]);
    expect(await privacy.text('table')).toMatch(/Calls\s+0\b/);
    await waitFor(async () => (await badge()) === '', 'the badge to be empty');
    await waitFor(async () => !(await readyForPopup()).includes('sandbox'), 'what lies ready for the popup to be gone');
    // What comes after is recorded as ever.
    await page.bringToFront();
    await call(page, 'two');
    await records(road(), 1);
  });

  it('the popup leads here', async () => {
    const popup = await road().browser.openPopup();
    await popup.waitFor(() => document.querySelector('footer button') !== null, { what: 'the popup' });
    await press(popup, 'All calls');
    await waitFor(
      async () =>
        (await road().browser.backgroundEvaluate(listTabs)).some((url) => url.endsWith('dashboard.html#calls')),
      'the dashboard in a tab',
    );
    await popup.close().catch(() => undefined);
  });

  // The last one: what is withdrawn here is not given again.
  it('a site is switched off, and on, and its permission withdrawn', async () => {
    const page = await openPage();
    const settings = await open('settings');
    await press(settings, 'Watch calls on 127.0.0.1');
    await says(settings, 'Saved.');
    await page.bringToFront();
    await call(page, 'off');
    await waitForGot(page, 'off');
    expect((await road().ledger()).records).toEqual([]);
    await settings.bringToFront();
    await press(settings, 'Watch calls on 127.0.0.1');
    await settings.waitFor(() => document.querySelector('.site-row [role=switch][aria-checked=false]') === null, {
      what: 'the switch',
    });
    await page.bringToFront();
    await call(page, 'on');
    await records(road(), 1);
    await settings.bringToFront();
    await press(settings, 'Withdraw permission for 127.0.0.1');
    await says(settings, 'Permission for 127.0.0.1 withdrawn.');
    expect(await road().browser.grantedOrigins()).not.toContain('http://127.0.0.1/*');
    await page.reload();
    await call(page, 'unseen');
    await waitForGot(page, 'unseen');
    expect((await road().ledger()).records).toHaveLength(1);
  });

  /** As text; empty: nothing does. */
  function readyForPopup(): Promise<string> {
    return road().browser.backgroundEvaluate(async () => {
      const scope = globalThis as unknown as ExtensionScope;
      const { glance } = await (scope.browser ?? scope.chrome).storage.session.get('glance');
      return String(glance ?? '');
    });
  }

  function badge(): Promise<string> {
    return road().browser.backgroundEvaluate(() => {
      const scope = globalThis as unknown as ExtensionScope;
      return (scope.browser ?? scope.chrome).action.getBadgeText({});
    });
  }
});

/** Waits until the live region, or what is found by `selector`, says so. */
function lines(page: DrivenPage): Promise<readonly string[]> {
  return page.evaluate(() => [...document.querySelectorAll('.call-line')].map((line) => line.textContent));
}

/** Chooses a radio button by its label. */
async function pick(page: DrivenPage, group: string, label: string): Promise<void> {
  await page.waitFor(
    (name: string, text: string) => {
      for (const old of document.querySelectorAll('[data-wanted]')) old.removeAttribute('data-wanted');
      const radios = [...document.querySelectorAll<HTMLInputElement>(`input[name=${name}]`)];
      const found = radios.find((radio) => radio.labels?.[0]?.querySelector('.choice-name')?.textContent === text);
      found?.setAttribute('data-wanted', '');
      return found !== undefined;
    },
    { args: [group, label], what: `the choice ${label}` },
  );
  await page.click('[data-wanted]');
  await page.waitFor(() => document.querySelector<HTMLInputElement>('[data-wanted]')?.checked === true, {
    what: `${label} to be chosen`,
  });
}

/** Chooses in a select as a person does: React hears of it by the event. */
async function choose(page: DrivenPage, label: string, value: string): Promise<void> {
  await page.evaluate(
    (name: string, wanted: string) => {
      const labels = [...document.querySelectorAll('label')];
      const select = labels.find((each) => each.textContent === name)?.control as HTMLSelectElement;
      select.value = wanted;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    },
    label,
    value,
  );
}

/** Runs in the page: keeps the text of the next file that is offered. */
function keepFile(): void {
  const scope = globalThis as unknown as { exported?: string };
  const native = URL.createObjectURL;
  URL.createObjectURL = (blob: Blob | MediaSource) => {
    void (blob as Blob).text().then((text) => {
      scope.exported = text;
    });
    return native.call(URL, blob);
  };
}

async function listTabs(): Promise<readonly string[]> {
  const scope = globalThis as unknown as ExtensionScope;
  const tabs = await (scope.browser ?? scope.chrome).tabs.query({});
  return tabs.map((tab) => tab.url ?? tab.pendingUrl ?? '');
}

/** Nano-units as the shortest decimal with at least two places. */
function decimal(nano: bigint): string {
  const digits = nano.toString().padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '').padEnd(2, '0');
  return `${digits.slice(0, -9)}.${fraction}`;
}
