import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import {
  CARD,
  CHIP,
  clickOnCard,
  LOOPBACK_PATTERNS,
  openRoad,
  type Road,
  waitFor,
  waitForRegistration,
} from './road.ts';

/** As the issue of a first run has it: so many clicks to the first useful number, and one question of the browser. */
const CLICKS_MAX = 4;

describe.each(browserKinds)('the first run (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind, { isWatched: false });
  });
  afterAll(() => road?.close());

  const badge = (): Promise<string> => road.browser.backgroundEvaluate(readBadge);
  const says = (page: DrivenPage, part: string): Promise<unknown> =>
    page.waitFor((text: string) => document.body.textContent.includes(text), { args: [part], what: part });

  it('leads to a balance in few clicks and one question, and remembers where one left', async () => {
    expect(await road.browser.grantedOrigins()).toEqual([]);
    await road.browser.approveOrigins(LOOPBACK_PATTERNS);
    const page = await road.browser.openExtensionPage('welcome.html');
    await says(page, 'Whose APIs do you pay for?');
    let clicks = 0;
    const click = async (selector: string): Promise<void> => {
      clicks += 1;
      await page.click(selector);
    };
    // Found by its name, as people do who do not see theirs among the first.
    await page.type('input[type=search]', 'sandbox');
    clicks += 1;
    // Only when the list is that short does it stay where it is.
    await page.waitFor(() => document.querySelectorAll('.choice').length === 1, { what: 'the sandbox alone' });
    await click('input[name=provider][value=sandbox]');
    await click('main form button[type=submit]');
    await waitForRegistration(road.browser);
    await says(page, 'Now see your first figure');
    // The fourth: where the wallet is opened.
    clicks += 1;
    const wallet = await road.openConsole();
    await waitFor(async () => /\d/.test(await badge()), 'a balance on the toolbar button');
    expect(clicks).toBeLessThanOrEqual(CLICKS_MAX);
    await page.bringToFront();
    await page.waitFor(() => /Sandbox.*\d/.test(document.querySelector('.figure .read')?.textContent ?? ''), {
      what: 'the balance on the page itself',
    });
    await wallet.close();

    await page.click('nav a[href="#limit"]');
    await says(page, 'From which sum on');
    await page.close();
    const again = await road.browser.openExtensionPage('welcome.html');
    await says(again, 'From which sum on');
    await again.click('main form button[type=submit]');
    await says(again, 'You hear of it from $20 a month on.');
    await again.close();
  });

  it('has a demo with the real line and the real card, and a way on from each', async () => {
    const page = await road.browser.openExtensionPage('welcome.html#demo');
    const chip = page.ui(CHIP);
    await chip.waitUntilShown();
    expect(await chip.text()).toMatch(/sets aside \$0\.062\).*balance \$0\.050/);
    await page.click('.played button[type=submit]');
    await page.ui(CARD).waitUntilShown();
    expect(await page.ui(CARD).text()).toContain('OpenRouter sets aside $0.062 first');
    await clickOnCard(page, 'Send with max_tokens');
    await says(page, 'A toll road pays for itself');
    await waitFor(async () => (await chip.text()).includes('cost $'), 'what it did cost');
    // Nothing of it is in the ledger, and nobody was asked anything.
    expect((await road.ledger()).records).toEqual([]);
    const asked = (await road.browser.networkRequests()).filter(({ url }) => /openrouter|anthropic/.test(url));
    expect(asked).toEqual([]);
    expect((await axePage(page)).map(({ id }) => id)).toEqual([]);
    await page.close();
  });

  it('can be walked through by keyboard alone', async () => {
    const page = await road.browser.openExtensionPage('welcome.html#providers');
    await says(page, 'Whose APIs do you pay for?');
    const focused = (): Promise<string> => page.evaluate(nameOfFocused);
    const tabTo = async (name: string): Promise<void> => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.press('Tab');
        if ((await focused()).includes(name)) return;
      }
      throw new Error(`Tab never came to ${name}`);
    };
    await tabTo('Continue');
    await page.press('Enter');
    await says(page, 'A demo, without your money');
    // The heading of the step that came up is where one goes on.
    expect(await focused()).toBe('A demo, without your money');
    await tabTo('Message to');
    await tabTo('Send');
    await page.press('Enter');
    const card = page.ui(CARD);
    await card.waitUntilShown();
    await new Promise((resolve) => setTimeout(resolve, 700));
    await page.press('Escape');
    await card.waitUntilGone();
    await says(page, 'Nothing was sent, and your text is still there.');
    await tabTo('Continue');
    await page.press('Enter');
    await says(page, 'From which sum on');
    await page.close();
  });
});

/** Runs in the background. */
function readBadge(): Promise<string> {
  interface Api {
    readonly action: { readonly getBadgeText: (of: object) => Promise<string> };
  }
  const scope = globalThis as unknown as { readonly browser?: Api; readonly chrome: Api };
  return (scope.browser ?? scope.chrome).action.getBadgeText({});
}

/** Runs in the page. */
function nameOfFocused(): string {
  const element = document.activeElement;
  const label =
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels?.[0] : null;
  return (label ?? element)?.textContent?.trim() ?? '';
}
