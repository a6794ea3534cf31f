import { describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callFromScript, chatBody, records, waitForGot } from './calls.ts';
import { setState } from './road.ts';
import { useRoad } from './use-road.ts';

/** In every question; nowhere on the screen. */
const CANARY = 'canaryN0';

describe.each(browserKinds)('the screen of refusals (%s)', (kind) => {
  const { road, tabs } = useRoad(kind);

  async function call(page: DrivenPage, name: string, status: number): Promise<void> {
    const body = chatBody({ model: 'toll-mini', messages: [{ role: 'user', content: `${CANARY} ${name}` }] });
    await callFromScript(page, { name, transport: 'fetch', path: '/v1/chat/completions', body, key: demoKeys.default });
    expect(await waitForGot(page, name)).toMatchObject({ status });
  }

  it('tells what was refused, what happened next, keeps what is said of it, and leads to the Estimator', async () => {
    await setState(road().sandbox, { balances: [{ unit: 'USD', total: '0' }] });
    await road().readConsole();
    const page = tabs.add(await road().openPlayground());
    await call(page, 'first', 402);
    await call(page, 'second', 402);
    await setState(road().sandbox, { balances: [{ unit: 'USD', total: '7.18' }] });
    await call(page, 'third', 200);
    await records(road(), 3);
    const screen = tabs.add(await road().browser.openExtensionPage('dashboard.html#refusals'));
    await screen.waitFor(() => document.querySelector('.stories details') !== null, { what: 'a story' });
    expect(await screen.text('main h1')).toBe('Where you heard no');
    expect(await screen.text('.bar nav')).toContain('Refused');
    const told = await screen.text('main');
    expect(told).toMatch(/toll-mini: \d+ tokens? in/);
    expect(told).toContain('2 attempts');
    expect(told).toContain('Then: recharged');
    expect(told).not.toContain(CANARY);
    expect(await axePage(screen)).toEqual([]);
    await screen.click('.stories summary');
    await screen.click('.stories details button:last-of-type');
    await screen.waitFor(() => document.querySelector('.stories details [role=status]')?.textContent === 'Saved.', {
      what: 'the screen to say that it is kept',
    });
    await screen.click('.stories > li > .buttons button');
    await screen.waitFor(() => document.querySelector('main textarea.code') !== null, { what: 'the Estimator' });
    const request = await screen.waitFor<string>(`document.querySelector('main textarea.code').value`, {
      what: 'a request in it',
    });
    expect(JSON.parse(request)).toMatchObject({ model: 'toll-mini' });
    expect(request).not.toContain(CANARY);
  });

  it('is not in the menu before anybody heard no', async () => {
    const page = tabs.add(await road().browser.openExtensionPage('dashboard.html#calls'));
    await page.waitFor(() => document.querySelector('main h1') !== null, { what: 'the dashboard' });
    expect(await page.text('.bar nav')).not.toContain('Refused');
  });
});
