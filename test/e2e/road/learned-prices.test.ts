import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, openTabs, records, waitForGot } from './calls.ts';
import { chooseModel } from './playground.ts';
import { CHIP, charges, nanoOf, openRoad, type Road, setSettings, waitFor } from './road.ts';

const KEY = demoKeys.default;
/** Words of the question, and tokens of the answer: different enough to tell the two rates apart. */
const SHAPES = [
  [4000, 10],
  [10, 400],
  [1500, 150],
  [3000, 40],
  [200, 300],
] as const;

describe.each(browserKinds)('a model whose price nobody publishes (%s)', (kind) => {
  let road: Road;
  const tabs = openTabs();
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  beforeEach(async () => {
    await road.reset();
    await setSettings(road.browser, { language: 'en' });
  });
  afterAll(() => road?.close());
  afterEach(() => tabs.close());

  const availableNow = async (): Promise<string | null> =>
    (await road.ledger()).readings.find(({ unit }) => unit === 'USD')?.reading.availableNano ?? null;

  it('has one that is learned from what the console showed before and after calls, and says so', async () => {
    const console = tabs.add(await road.openConsole());
    const page = tabs.add(await road.openPlayground());
    for (const [index, [words, outputTokensMax]] of SHAPES.entries()) {
      await call(page, `call-${index}`, words, outputTokensMax);
      await records(road, index + 1);
      const before = await availableNow();
      await console.bringToFront();
      await console.reload();
      await waitFor(async () => (await availableNow()) !== before, 'the console balance to be read');
      await page.bringToFront();
    }
    // Two rates and what shows that they are right: four falls. The fifth call has a price already.
    const booked = [...(await records(road, 5))].sort((a, b) => a.openedAt - b.openedAt);
    expect(booked.map(({ cost }) => cost === null)).toEqual([true, true, true, true, false]);

    await chooseModel(page, 'toll-unlisted');
    await page.type('#composer', 'What is a toll road?');
    const chip = page.ui(CHIP);
    await waitFor(async () => /price learned from 5 balance drops/.test(await chip.text().catch(() => '')), 'the chip');
    expect(await chip.text()).toMatch(
      /^≈ \$[\d.]+ \((likely )?(up to|at most) \$[\d.]+(, at most \$[\d.]+)?\) · price learned/,
    );

    await call(page, 'priced', 700, 70);
    const last = [...(await records(road, 6))].sort((a, b) => a.openedAt - b.openedAt).at(-1);
    const charge = charges(road.sandbox).at(-1) ?? 0n;
    expect(last).toMatchObject({ model: 'toll-unlisted', certainty: 'estimated', cost: { unit: 'USD' } });
    expect(nanoOf(last?.cost?.lowNano)).toBeLessThanOrEqual(charge);
    expect(nanoOf(last?.cost?.highNano)).toBeGreaterThanOrEqual(charge);
    expect(nanoOf(last?.cost?.likelyNano)).toBe(charge);

    const dashboard = tabs.add(await road.browser.openExtensionPage('dashboard.html#calls'));
    await dashboard.waitFor(() => document.querySelectorAll('.call-line').length === 6, { what: 'the calls' });
    await dashboard.click('[data-index="0"] .call-line');
    await dashboard.waitFor(() => document.querySelector('.call-detail') !== null, { what: 'the sum' });
    expect(await dashboard.text('.sum')).toContain('No list has this price: learned from 5 drops of your balance.');
    expect(await dashboard.text('.sum')).toMatch(/Question: between \$[\d.]+ and \$[\d.]+ for 1,000,000\./);

    await dashboard.click('nav a[href="#prices"]');
    await dashboard.waitFor(() => document.querySelector('.prices .rates') !== null, { what: 'the prices' });
    const prices = await dashboard.text('main');
    expect(prices).toMatch(/toll-unlisted\s+Learned from your balance, last on \d{4}-\d\d-\d\d\./);
    const [, low = '', high = ''] = /Question\s+\$([\d.]+)(?: to \$([\d.]+))? \/ 1,000,000 tokens/.exec(prices) ?? [];
    expect(Number(low)).toBeLessThanOrEqual(4);
    expect(Number(high || low)).toBeGreaterThanOrEqual(4);
    expect(await axePage(dashboard)).toEqual([]);
  });

  async function call(page: DrivenPage, name: string, words: number, outputTokensMax: number): Promise<void> {
    const content = `${'toll '.repeat(words)}?`;
    await callAsUser(page, {
      name,
      transport: 'fetch',
      path: '/v1/chat/completions',
      body: { model: 'toll-unlisted', messages: [{ role: 'user', content }], max_tokens: outputTokensMax },
      key: KEY,
    });
    expect(await waitForGot(page, name)).toMatchObject({ status: 200 });
  }
});
