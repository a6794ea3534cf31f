import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, cardSays, gotOf, openTabs, waitForGot } from './calls.ts';
import type { ExtensionScope } from './playground.ts';
import { CARD, CHIP, charges, clickOnCard, openRoad, type Road, setSettings, waitFor } from './road.ts';

describe.each(browserKinds)('the same request again (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());
  const tabs = openTabs();
  afterEach(async () => {
    await tabs.close();
    await setSettings(road.browser, { repeatLimit: null });
  });

  let calls = 0;
  /** No other test has sent it, nor an earlier try of the same: what was sent is remembered for ten minutes. */
  const unsentQuestion = (): string => `Is road ${calls} open?`;
  /** What the page sends whenever its button is clicked; the answer is short. */
  async function send(page: DrivenPage, question: string): Promise<string> {
    calls += 1;
    const name = `call-${calls}`;
    const messages = [{ role: 'user', content: question }];
    const body = { model: 'toll-mini', max_tokens: 16, messages };
    const key = road.sandbox.world.keys[0]?.key ?? '';
    await callAsUser(page, { name, transport: 'fetch', path: '/v1/chat/completions', body, key });
    return name;
  }
  const sendAndWait = async (page: DrivenPage, question: string): Promise<void> =>
    void (await waitForGot(page, await send(page, question)));
  const chipSays = (page: DrivenPage, words: string): Promise<void> =>
    waitFor(async () => (await page.ui(CHIP).text()).includes(words), `a chip that says ${words}`);

  it('is a line on the chip from the third time on; nobody is held', async () => {
    const page = tabs.add(await road.openReadPlayground());
    const question = unsentQuestion();
    await sendAndWait(page, question);
    await sendAndWait(page, question);
    await chipSays(page, 'cost');
    expect(await page.ui(CHIP).text()).not.toContain('same request');
    await sendAndWait(page, question);
    await chipSays(page, 'same request 3 times in 1 min');
    expect(charges(road.sandbox)).toHaveLength(3);
    await sendAndWait(page, unsentQuestion());
    await waitFor(async () => !(await page.ui(CHIP).text()).includes('same request'), 'a chip about the next call');
  });

  it('is held above what the user said: not sent, or sent, or let alone on this page today', async () => {
    await setSettings(road.browser, { repeatLimit: { above: 2, quiet: {} } });
    const page = tabs.add(await road.openReadPlayground());
    const question = unsentQuestion();
    await sendAndWait(page, question);
    await sendAndWait(page, question);
    const stopped = await send(page, question);
    await cardSays(page, 'The same request, 3 times in 1 min.');
    await clickOnCard(page, "Don't send");
    expect((await waitForGot(page, stopped)).failure).toBe('AbortError');
    expect(charges(road.sandbox)).toHaveLength(2);

    const quieted = await send(page, question);
    await cardSays(page, 'The same request, 3 times in 1 min.');
    expect(await gotOf(page, quieted)).toBeNull();
    await clickOnCard(page, "Don't ask here again today");
    expect((await waitForGot(page, quieted)).status).toBe(200);
    await sendAndWait(page, question);
    expect(await page.ui(CARD).exists()).toBe(false);
    expect(charges(road.sandbox)).toHaveLength(4);
  });

  it('leaves nothing of it but marks in the memory of the browser', async () => {
    const page = tabs.add(await road.openReadPlayground());
    await sendAndWait(page, 'Is the canary at the ferry?');
    const stored = await road.browser.backgroundEvaluate(readStorages);
    expect(stored.session).toContain('sentPrompts');
    expect(JSON.stringify(stored)).not.toContain('canary');
    const ledger = await road.ledger();
    expect(ledger.records).toHaveLength(1);
    const [mark] = /[0-9a-f]{16}/.exec(stored.session.replaceAll('\\', '')) ?? [];
    expect(mark).toHaveLength(16);
    expect(JSON.stringify(ledger) + stored.local).not.toContain(`"${mark}"`);
  });
});

/** Runs in the background. */
async function readStorages(): Promise<{ readonly local: string; readonly session: string }> {
  const scope = globalThis as unknown as ExtensionScope;
  const { storage } = scope.browser ?? scope.chrome;
  return { local: JSON.stringify(await storage.local.get()), session: JSON.stringify(await storage.session.get()) };
}
