import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseDecimal } from '../../../lib/domain/money.ts';
import { browserKinds } from '../support/driver.ts';
import { openTabs } from './calls.ts';
import { clearNotices, countAlerts, listNotices, openRoadWithNotices } from './notices.ts';
import { type ExtensionScope, rest } from './playground.ts';
import { type Road, setSettings, setState, waitFor } from './road.ts';

describe.each(browserKinds)('a balance that gets low (%s)', (kind) => {
  let road: Road;
  const tabs = openTabs();
  beforeAll(async () => {
    road = await openRoadWithNotices(kind);
  });
  afterAll(() => road?.close());
  afterEach(() => tabs.close());

  const notices = (): Promise<readonly string[]> => listNotices(road);

  it('is told once, after it was asked for by a click, and not again by a background that was stopped', async () => {
    await setSettings(road.browser, { language: 'en' });
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '5' }] });
    const console = tabs.add(await road.openConsole());
    const [{ id } = { id: '' }] = (await road.ledger()).accounts;
    await road.browser.backgroundEvaluate(chooseLine, String(id));
    const show = async (total: string): Promise<void> => {
      await setState(road.sandbox, { balances: [{ unit: 'USD', total }] });
      await console.reload();
      const nano = `${parseDecimal(total)}n`;
      await waitFor(
        async () => (await road.ledger()).readings.some(({ reading }) => reading.availableNano === nano),
        `a reading of ${total}`,
      );
    };

    // Unasked it is only in the popup, which offers it.
    await show('0.9');
    await isLow(true);
    expect(await notices()).toEqual([]);
    const popup = await road.browser.openPopup();
    await popup.waitFor(() => document.querySelector('.asks .primary') !== null, { what: 'the question' });
    expect(await popup.text('.asks')).toContain('Account Sandbox · Demo is low: $0.90.');
    await popup.click('.asks .primary');
    await waitFor(async () => (await settingOf('lowNotice')) === true, 'the permission to be given');
    await popup.close().catch(() => undefined);
    expect(await notices()).toEqual([]);

    // Nothing is left: that is worse, and told.
    await show('0.0');
    await waitFor(async () => (await notices()).length === 1, 'the notice');
    expect(await notices()).toEqual([expect.stringMatching(/^alert:a/)]);

    // Another start of the background, another reading: nothing new.
    await clearNotices(road);
    await road.browser.stopBackground();
    await show('-0.1');
    await rest(500);
    expect(await notices()).toEqual([]);

    // Somebody knows.
    const again = await road.browser.openPopup();
    await again.waitFor(() => document.querySelector('.asks .answers button') !== null, { what: 'the line' });
    expect(await again.text('.asks')).toContain('is empty: -$0.10.');
    const index = await again.evaluate(() => {
      const buttons = [...document.querySelectorAll('.asks .answers button')];
      const at = buttons.findIndex((button) => button.textContent === 'I know');
      buttons[at]?.setAttribute('data-known', 'yes');
      return at;
    });
    expect(index).toBeGreaterThanOrEqual(0);
    await again.click('[data-known]');
    await again.waitFor(() => document.querySelector('.asks') === null, { what: 'the line to go' });
    await again.close().catch(() => undefined);
  });

  async function isLow(isSo: boolean): Promise<void> {
    await waitFor(async () => (await countAlerts(road)) > 0 === isSo, `the account to be ${isSo ? '' : 'not '}low`);
  }

  function settingOf(name: string): Promise<unknown> {
    return road.browser.backgroundEvaluate(async (wanted: string) => {
      const scope = globalThis as unknown as ExtensionScope;
      return (await (scope.browser ?? scope.chrome).storage.local.get(wanted))[wanted];
    }, name);
  }
});

/** Runs in the background: the user has chosen to be told below a dollar. */
async function chooseLine(id: string): Promise<boolean> {
  const opened = indexedDB.open('tollkeeper');
  const database = await new Promise<IDBDatabase>((resolve) => {
    opened.onsuccess = () => resolve(opened.result);
  });
  const transaction = database.transaction(['accounts'], 'readwrite');
  const accounts = transaction.objectStore('accounts');
  const row = accounts.get(id);
  row.onsuccess = () =>
    accounts.put({ ...row.result, thresholds: [{ kind: 'amount', unit: 'USD', below: 1_000_000_000n }] });
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  database.close();
  return true;
}
