import { describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { formatMoney } from '../../../lib/domain/format-money.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, chatBody, records, waitForGot } from './calls.ts';
import { charges, waitFor } from './road.ts';
import { useRoad } from './use-road.ts';

describe.each(browserKinds)('overview and spend (%s)', (kind) => {
  const { road, tabs } = useRoad(kind);

  async function open(screen: 'overview' | 'spend'): Promise<DrivenPage> {
    const page = tabs.add(await road().browser.openExtensionPage(`dashboard.html#${screen}`));
    await page.waitFor(() => document.querySelector('main h1') !== null, { what: 'the dashboard' });
    return page;
  }

  async function call(page: DrivenPage, name: string, model: string): Promise<void> {
    await page.bringToFront();
    const body = chatBody({ model, max_tokens: 300 });
    const key = demoKeys.default;
    await callAsUser(page, { name, transport: 'fetch', path: '/v1/chat/completions', body, key });
    await waitForGot(page, name);
  }

  const says = (page: DrivenPage, words: string): Promise<void> =>
    waitFor(async () => (await page.text('main')).includes(words), `the screen to say “${words}”`);

  it('show what was billed, to the last call, and a call in another tab as soon as it is booked', async () => {
    tabs.add(await road().openConsole());
    const page = tabs.add(await road().openPlayground());
    await call(page, 'one', 'toll-medium');
    await records(road(), 1);
    const overview = await open('overview');
    await says(overview, formatMoney({ unit: 'USD', nano: sumOf(charges(road().sandbox)) }, 'en'));
    expect(await axePage(overview)).toEqual([]);
    const spend = await open('spend');
    await says(spend, 'in 1 call from');
    await call(page, 'two', 'toll-large');
    await records(road(), 2);
    // Nobody reloads anything.
    const both = formatMoney({ unit: 'USD', nano: sumOf(charges(road().sandbox)) }, 'en');
    await says(spend, `${both} in 2 calls from`);
    await says(overview, both);
    await spend.bringToFront();
    await spend.click('.spend tbody button');
    await says(spend, 'toll-medium');
    await says(spend, 'toll-large');
    expect(await spend.url()).toContain('#spend?by=model&in-provider=sandbox');
    await spend.waitFor(() => document.querySelector('.chart rect[class^=series]') !== null, { what: 'the chart' });
    expect(await axePage(spend)).toEqual([]);
  });
});

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, nano) => sum + nano, 0n);
}
