import { describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, cardSays, chatBody, gotOf, letOut, onlyRecord, records, textOf, waitForGot } from './calls.ts';
import { type ExtensionScope, rest, setScenario } from './playground.ts';
import { CARD, clickOnCard, setSettings, setState, waitFor } from './road.ts';
import { useRoad } from './use-road.ts';

const KEY = demoKeys.default;
const OTHER = 'sandbox:acc_2';
const EMPTY = { balances: [{ unit: 'USD', total: '0' }] };

describe.each(browserKinds)('whose wallet, and what a card leads to (%s)', (kind) => {
  const { road, tabs } = useRoad(kind);

  /** A console that was read, and is closed: nothing reads it again behind the playground that is open then. */
  async function openPage(): Promise<DrivenPage> {
    const console = await road().openConsole();
    await waitFor(async () => (await road().ledger()).keys.length === 3, 'the console’s list of keys');
    await console.close();
    const page = tabs.add(await road().openPlayground());
    await rest(300);
    return page;
  }

  const demoAccount = async (): Promise<string> =>
    String((await road().ledger()).accounts.map(({ id }) => id).find((id) => id !== OTHER));

  const call = (page: DrivenPage, name: string, body: Record<string, unknown> = {}): Promise<void> =>
    callAsUser(page, {
      name,
      transport: 'fetch',
      path: '/v1/chat/completions',
      body: chatBody({ max_tokens: 200, ...body }),
      key: KEY,
    });

  it('a card asks which account a key belongs to; answered in a click, and taken back in a click', async () => {
    await setState(road().sandbox, EMPTY);
    const page = await openPage();
    await road().browser.backgroundEvaluate(forgetKeys, OTHER);
    await call(page, 'refused');
    await cardSays(page, 'Which account does this key belong to?');
    await clickOnCard(page, 'Demo');
    expect(await cardSays(page, 'Account: Demo, as you said.')).not.toContain('Which account');
    expect((await road().ledger()).keys).toMatchObject([{ account: await demoAccount(), how: 'user' }]);
    await clickOnCard(page, 'Undo');
    await cardSays(page, 'Which account does this key belong to?');
    expect((await road().ledger()).keys).toEqual([]);
    await clickOnCard(page, 'acc_2');
    await cardSays(page, 'Account: acc_2, as you said.');
    expect((await road().ledger()).keys).toMatchObject([{ account: OTHER, how: 'user' }]);
  });

  it('the popup asks the same of a key that was used, and takes the answer back', async () => {
    const page = await openPage();
    await road().browser.backgroundEvaluate(forgetKeys, OTHER);
    await call(page, 'one');
    await waitForGot(page, 'one');
    await onlyRecord(road());
    const popup = await road().browser.openPopup();
    await press(popup, 'Demo', '.asks');
    await popup.waitFor(() => document.querySelector('.asks')?.textContent?.includes('Account: Demo, as you said.'), {
      what: 'the answer',
    });
    expect((await road().ledger()).keys).toMatchObject([{ account: await demoAccount(), how: 'user' }]);
    await press(popup, 'Undo', '.asks');
    await waitFor(async () => (await road().ledger()).keys.length === 0, 'the link to be gone');
    await popup.close();
  });

  it('"Where did it go?" opens the calls of that account, in the dashboard that is open already', async () => {
    await setState(road().sandbox, EMPTY);
    const page = await openPage();
    await letOut(road().browser);
    const dashboard = tabs.add(await road().browser.openExtensionPage('dashboard.html#settings'));
    await dashboard.waitFor(() => document.querySelector('.panel') !== null, { what: 'the settings' });
    await page.bringToFront();
    await call(page, 'refused');
    await page.ui(CARD).waitUntilShown();
    // The card stays; what is clicked changes another tab.
    await waitFor(async () => {
      await page.bringToFront();
      await page.ui(CARD).clickButton('Where did it go?');
      return waitFor(async () => (await dashboard.url()).includes('#calls?account='), 'the list', 700).then(
        () => true,
        () => false,
      );
    }, 'the list of calls');
    expect((await dashboard.url()).split('=')[1]).toBe(encodeURIComponent(await demoAccount()));
    await dashboard.waitFor(() => document.querySelector('main [role=status]')?.textContent?.includes('1 call'), {
      what: 'the calls of the account',
    });
    const open = await road().browser.backgroundEvaluate(listTabs);
    expect(open.filter((url) => url.includes('dashboard.html'))).toHaveLength(1);
  });

  it('the popup shows the dashboard in the tab that has it open', async () => {
    const dashboard = tabs.add(await road().browser.openExtensionPage('dashboard.html#privacy'));
    await dashboard.waitFor(() => document.querySelector('main h1') !== null, { what: 'the dashboard' });
    await openPage();
    const popup = await road().browser.openPopup();
    await press(popup, 'Settings', 'footer');
    await waitFor(async () => (await dashboard.url()).endsWith('dashboard.html#settings'), 'the settings in that tab');
    await popup.close().catch(() => undefined);
    const open = await road().browser.backgroundEvaluate(listTabs);
    expect(open.filter((url) => url.includes('dashboard.html'))).toHaveLength(1);
  });

  it('"Copy note for support" copies who, when, which request and which sums, and nothing that was written', async () => {
    await setState(road().sandbox, { balances: [{ unit: 'USD', total: '12.02', frozen: '12' }] });
    const page = await openPage();
    await letOut(road().browser);
    await call(page, 'refused', { max_tokens: 4000 });
    await cardSays(page, 'Part of your balance is frozen');
    await clickOnCard(page, 'Copy note for support');
    await cardSays(page, 'Copied.');
    const record = await onlyRecord(road());
    await page.press('Escape');
    await waitForGot(page, 'refused');
    await page.click('#composer');
    await page.press('Control+v');
    const note = await page.waitFor<string>('document.querySelector("#composer").value || null', { what: 'the note' });
    expect(note).toContain('Provider: Sandbox');
    expect(note).toMatch(/Time: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d/);
    expect(note).toMatch(/Request id: req[\w-]+/);
    expect(note).toMatch(/Answer: HTTP 40\d/);
    expect(note).toContain(`Model: ${record.model}`);
    expect(note).toContain('Account: ');
    expect(note).toContain('Cause, as far as it shows: a part of the balance is frozen');
    expect(note).not.toMatch(/toll gate|sk-/);
  });

  it('a pause ends an open card: what it held is sent as it was written', async () => {
    await setState(road().sandbox, { balances: [{ unit: 'USD', total: '0.05' }] });
    const page = await openPage();
    await call(page, 'held', { model: 'toll-large', max_tokens: 4000 });
    await page.ui(CARD).waitUntilShown();
    expect(await gotOf(page, 'held')).toBeNull();
    await setSettings(road().browser, { pausedUntil: Date.now() + 60_000 });
    const got = await waitForGot(page, 'held');
    // The provider's own answer: nobody changed the call so that it would fit.
    expect([got.failure, got.status]).toEqual([null, expect.any(Number)]);
    await page.ui(CARD).waitUntilGone();
    expect(await records(road(), 1)).toMatchObject([{ outcome: 'refusal' }]);
  });

  it('a pause ends an open card: what it withheld is handed over', async () => {
    const page = await openPage();
    await setScenario(road().sandbox, 'depleted');
    await call(page, 'refused');
    await page.ui(CARD).waitUntilShown();
    expect(await gotOf(page, 'refused')).toBeNull();
    await setSettings(road().browser, { pausedUntil: Date.now() + 60_000 });
    const got = await waitForGot(page, 'refused');
    expect(got.status).toBeGreaterThanOrEqual(400);
    expect(textOf(got)).toMatch(/balance/i);
    await page.ui(CARD).waitUntilGone();
  });
});

/** Runs in the background: no console has listed any key, and another account was seen. */
async function forgetKeys(other: string): Promise<boolean> {
  const opened = indexedDB.open('tollkeeper');
  const database = await new Promise<IDBDatabase>((resolve) => {
    opened.onsuccess = () => resolve(opened.result);
  });
  const transaction = database.transaction(['keys', 'accounts'], 'readwrite');
  transaction.objectStore('keys').clear();
  const accounts = transaction.objectStore('accounts');
  const all = accounts.getAll();
  all.onsuccess = () => accounts.put({ ...all.result[0], id: other, name: null });
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  database.close();
  return true;
}

async function listTabs(): Promise<readonly string[]> {
  const scope = globalThis as unknown as ExtensionScope;
  const tabs = await (scope.browser ?? scope.chrome).tabs.query({});
  return tabs.map((tab) => tab.url ?? tab.pendingUrl ?? '');
}

/** Presses a button by its words, with the real mouse. */
async function press(page: DrivenPage, name: string, within: string): Promise<void> {
  await page.waitFor(
    (wanted: string, where: string) => {
      for (const old of document.querySelectorAll('[data-wanted]')) old.removeAttribute('data-wanted');
      const buttons = [...document.querySelectorAll(`${where} button`)];
      const found = buttons.find((button) => button.textContent === wanted);
      found?.setAttribute('data-wanted', '');
      return found !== undefined;
    },
    { args: [name, within], what: `the button ${name}` },
  );
  await page.click('[data-wanted]');
}
