import { describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, callFromScript, cardSays, chatBody, records, waitForGot } from './calls.ts';
import { CARD, CHIP, charges, clickOnCard, nanoOf, waitFor } from './road.ts';
import { useRoad } from './use-road.ts';

describe.each(browserKinds)('a budget of the user’s own (%s)', (kind) => {
  const { road, tabs } = useRoad(kind);

  async function openBudgets(): Promise<DrivenPage> {
    const page = tabs.add(await road().browser.openExtensionPage('dashboard.html#budgets'));
    await page.waitFor(() => document.querySelector('.budget-form') !== null, { what: 'the form' });
    return page;
  }

  async function press(page: DrivenPage, selector: string, name: string): Promise<void> {
    await page.bringToFront();
    await page.waitFor(
      (where: string, wanted: string) => {
        for (const old of document.querySelectorAll('[data-wanted]')) old.removeAttribute('data-wanted');
        const found = [...document.querySelectorAll(where)].find(({ textContent }) => textContent === wanted);
        found?.setAttribute('data-wanted', '');
        return found !== undefined;
      },
      { args: [selector, name], what: name },
    );
    await page.click('[data-wanted]');
  }

  async function setBudget(page: DrivenPage, name: string, limit: string, isHard: boolean): Promise<void> {
    await page.bringToFront();
    await page.type('.budget-form [name=name]', name);
    await page.type('.budget-form [name=limit]', limit);
    if (isHard) await page.click('.budget-form [value=hard]');
    await press(page, '.budget-form button', 'Set budget');
    await says(page, `Budget ${name} is set`);
  }

  const says = (page: DrivenPage, words: string, where = 'main .notice'): Promise<void> =>
    waitFor(async () => (await page.text(where)).includes(words), `${where} to say “${words}”`);

  async function call(page: DrivenPage, name: string, isUser = true): Promise<void> {
    await page.bringToFront();
    const body = chatBody({ model: 'toll-mini', max_tokens: 50 });
    const path = '/v1/chat/completions';
    await (isUser ? callAsUser : callFromScript)(page, { name, transport: 'fetch', path, body, key: demoKeys.default });
  }

  it('stops a call, is raised for today, and lets the next one go', async () => {
    const budgets = await openBudgets();
    expect(await axePage(budgets)).toEqual([]);
    await setBudget(budgets, 'tiny', '0.000001', true);
    const page = tabs.add(await road().openReadPlayground());
    await call(page, 'stopped');
    await cardSays(page, 'Your budget "tiny" has');
    await clickOnCard(page, 'Keep editing');
    expect((await waitForGot(page, 'stopped')).failure).toBe('AbortError');
    expect(charges(road().sandbox)).toHaveLength(0);

    await press(budgets, '.budget-raise summary', 'Raise for today');
    await budgets.type('.budget-raise input', '1');
    await press(budgets, '.budget-raise button', 'Raise');
    await says(budgets, 'raised until midnight');
    await call(page, 'goes');
    expect((await waitForGot(page, 'goes')).status).toBe(200);
    expect(await page.ui(CARD).exists()).toBe(false);
    const [record] = await records(road(), 1);
    const [charge] = charges(road().sandbox);
    expect(nanoOf(record?.cost?.likelyNano)).toBe(charge);
    // It follows what is booked without being asked.
    await budgets.bringToFront();
    await says(budgets, 'Raised by $1.00 for today.', '.budgets');
    await waitFor(async () => !(await budgets.text('.budget-use')).startsWith('$0.00 '), 'the sum to be shown');
    expect(await axePage(budgets)).toEqual([]);
  });

  it('that warns says so on the chip and in the popup, and holds nobody', async () => {
    await setBudget(await openBudgets(), 'soft', '0.0000001', false);
    const page = tabs.add(await road().openReadPlayground());
    await call(page, 'one');
    expect((await waitForGot(page, 'one')).status).toBe(200);
    await waitFor(async () => (await page.ui(CHIP).text()).includes('Budget soft is used up'), 'the chip to say so');
    const popup = tabs.add(await road().browser.openExtensionPage('popup.html'));
    await popup.waitFor(() => document.querySelector('.budgets li') !== null, { what: 'the line in the popup' });
    expect(await popup.text('.budgets li')).toMatch(/^soft: .* used \([\d,]+ %\)$/);
    expect(await axePage(popup)).toEqual([]);
  });

  it('stops nothing that nobody has started', async () => {
    await setBudget(await openBudgets(), 'none', '0', true);
    const page = tabs.add(await road().openReadPlayground());
    await call(page, 'alone', false);
    expect((await waitForGot(page, 'alone')).status).toBe(200);
    expect(await page.ui(CARD).exists()).toBe(false);
  });
});
