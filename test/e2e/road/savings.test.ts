import { describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { formatMoney } from '../../../lib/domain/format-money.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, chatBody, records, waitForGot } from './calls.ts';
import { charges, waitFor } from './road.ts';
import { useRoad } from './use-road.ts';

/** In every question; nowhere on the screen. */
const CANARY = 'canarySav1ngs';

describe.each(browserKinds)('savings and what-if (%s)', (kind) => {
  const { road, tabs } = useRoad(kind);

  async function call(page: DrivenPage, name: string, model: string): Promise<void> {
    const body = chatBody({ model, max_tokens: 300, messages: [{ role: 'user', content: `${CANARY} ${name}` }] });
    const path = '/v1/chat/completions';
    await callAsUser(page, { name, transport: 'fetch', path, body, key: demoKeys.default });
    await waitForGot(page, name);
  }

  async function open(hash: string): Promise<DrivenPage> {
    const page = tabs.add(await road().browser.openExtensionPage(`dashboard.html${hash}`));
    await page.waitFor(() => document.querySelector('main h1') !== null, { what: 'the dashboard' });
    return page;
  }

  const says = (page: DrivenPage, words: string): Promise<void> =>
    waitFor(async () => (await page.text('main')).includes(words), `the screen to say “${words}”`);

  it('says what was billed, what one model would have come to instead, and keeps the question in the address', async () => {
    await road().readConsole();
    const page = tabs.add(await road().openPlayground());
    await call(page, 'one', 'toll-large');
    await call(page, 'two', 'toll-medium');
    await records(road(), 2);
    const [large = 0n, medium = 0n] = charges(road().sandbox);
    const screen = await open('#savings');
    expect(await screen.text('main h1')).toBe('Savings and what-if');
    await says(screen, `${formatMoney({ unit: 'USD', nano: large + medium }, 'en')} were spent.`);
    await says(screen, 'All 2 calls');
    expect(await screen.text('.bar nav')).toContain('Savings');
    expect(await axePage(screen)).toEqual([]);
    await screen.click('main form input');
    await screen.type('main form input', 'toll-mini');
    await screen.press('Enter');
    await says(screen, `2 calls would have cost`);
    await says(screen, `instead of ${formatMoney({ unit: 'USD', nano: large + medium }, 'en')}`);
    await waitFor(async () => (await screen.url()).endsWith('#savings?model=toll-mini'), 'the address to have it');
    expect(await axePage(screen)).toEqual([]);
    // The same address, opened elsewhere, for one model alone.
    const one = await open('#savings?of=toll-large&model=toll-mini');
    await says(one, '1 call would have cost');
    await says(one, `instead of ${formatMoney({ unit: 'USD', nano: large }, 'en')}`);
    expect(await one.text('main')).not.toContain(CANARY);
  });

  it('is not in the menu before anything did cost something', async () => {
    const page = await open('#calls');
    expect(await page.text('.bar nav')).not.toContain('Savings');
  });
});
