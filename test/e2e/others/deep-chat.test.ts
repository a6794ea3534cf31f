import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cardSays, letOut, onlyRecord, openTabs, records } from '../road/calls.ts';
import { CARD, clickOnCard, nanoOf, openRoad, type Road, setSettings, waitFor } from '../road/road.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import type { PageServer } from '../support/page-server.ts';
import { clickInside, textsInside, typeInside } from './inside.ts';
import { servePackages } from './packages.ts';
import { openService, type Service, serviceNames } from './services.ts';

const QUESTION = 'Hello there';

describe.each(browserKinds)('Deep Chat, a client of the ecosystem (%s)', (kind) => {
  let road: Road;
  let app: PageServer;
  let service: Service;
  beforeAll(async () => {
    app = await servePackages();
    road = await openRoad(kind);
  });
  afterAll(async () => {
    await road?.close();
    await app?.close();
  });
  const tabs = openTabs();
  beforeEach(async () => {
    await setSettings(road.browser, { sites: [] });
    await road.reset();
  });
  afterEach(async () => {
    await tabs.close();
    await service.close();
  });

  /** A page with the client and nothing else, set up for the service. */
  async function openChat(): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(app.url('app', '/deep-chat'));
    const settings = { ...service.connection, errorMessages: { displayServiceErrorMessages: true } };
    await page.evaluate((given: object) => {
      document.body.append(Object.assign(document.createElement('deep-chat'), given));
    }, settings);
    return page;
  }

  async function ask(page: DrivenPage): Promise<void> {
    await typeInside(page, '#text-input', QUESTION);
    await page.press('Enter');
  }

  /** What stands in the client's own chat, without the dots that say that it waits. */
  const bubbles = async (page: DrivenPage): Promise<readonly string[]> =>
    (await textsInside(page, '.message-bubble:not(.loading-message-text)')).filter((text) => text !== '');

  /** Waits for the answer in the client's own chat: one, and no error. */
  async function answerOf(page: DrivenPage): Promise<string> {
    await waitFor(async () => ((await bubbles(page))[1] ?? '').length > 20, "an answer in the client's own chat");
    const [question, answer, ...others] = await bubbles(page);
    expect([question, others]).toEqual([QUESTION, []]);
    expect(await textsInside(page, '.error-message-text')).toEqual([]);
    return answer ?? '';
  }

  describe.each(serviceNames)('calling %s', (name) => {
    beforeEach(async () => {
      service = await openService(name, road);
    });

    it('streams, and its record is what was taken', async () => {
      tabs.add(await service.openConsole());
      const page = await openChat();
      await ask(page);
      await answerOf(page);
      const record = await onlyRecord(road);
      expect(record).toMatchObject({ outcome: 'answer', certainty: 'billed', isReviewed: true });
      expect(record.origin).toBe(app.url('app', '').replace(/\/$/, ''));
      expect([nanoOf(record.cost?.lowNano), nanoOf(record.cost?.likelyNano)]).toEqual([
        ...service.taken(),
        ...service.taken(),
      ]);
      expect(service.statuses()).toEqual([200]);
    });

    it('is asked and refused; paid for in another tab, the answer arrives in its own chat', async () => {
      await service.setWallet('0');
      const console = tabs.add(await service.openConsole());
      const page = await openChat();
      await ask(page);
      await cardSays(page, 'is used up');
      expect(service.statuses()).toEqual([]);
      await clickOnCard(page, 'Send anyway');
      expect(await cardSays(page, "Your message didn't go through")).toContain('Nothing was charged');
      // The client still waits.
      expect(await bubbles(page)).toEqual([QUESTION]);
      await service.setWallet('5');
      await service.lookAgain(console);
      await page.bringToFront();
      await cardSays(page, '5.00 arrived. Send now?');
      await clickOnCard(page, 'Send now');
      await page.ui(CARD).waitUntilGone();
      await answerOf(page);
      const all = await records(road, 2);
      expect(all.map(({ outcome }) => outcome).sort()).toEqual(['answer', 'refusal']);
      expect(new Set(all.map(({ requestId }) => requestId)).size).toBe(1);
      const answered = all.find(({ outcome }) => outcome === 'answer');
      expect([nanoOf(answered?.cost?.likelyNano)]).toEqual(service.taken());
      expect(service.statuses()).toEqual([name === 'a relay' ? 403 : 402, 200]);
    });

    it('gets the refusal itself when the card is closed, and one human sentence beside it', async () => {
      tabs.add(await service.openConsole());
      await service.setWallet('0');
      await letOut(road.browser);
      const page = await openChat();
      await ask(page);
      await cardSays(page, "Your message didn't go through");
      await clickOnCard(page, 'Close');
      await waitFor(async () => (await textsInside(page, '.error-message-text')).length > 0, 'the error in the chat');
      const printed = async (): Promise<string> => (await textsInside(page, '.error-message-text')).join();
      // Where the refusal states no amounts, an old reading does not say which kind of shortage it is.
      const ours = / — (Your message didn't go through|We can't tell from here): .+ Nothing was charged\.$/;
      await waitFor(async () => ours.test(await printed()), 'our sentence');
      // The provider's own words stand before it, untouched.
      expect(await printed()).toMatch(/^(You do not have enough credits|Insufficient Balance|用户额度不足)/);
      expect(service.taken()).toEqual([]);
      expect(await onlyRecord(road)).toMatchObject({ outcome: 'refusal' });
    });
  });

  it('its Stop button ends the call at the provider, and what was taken lies in the range', async () => {
    service = await openService('the sandbox', road);
    tabs.add(await service.openConsole());
    const page = await openChat();
    road.sandbox.world.rules = { ...road.sandbox.world.rules, chunkDelayMs: 150 };
    await ask(page);
    await waitFor(async () => ((await bubbles(page))[1] ?? '').length > 10, 'the first pieces');
    await clickInside(page, '#stop-icon');
    const record = await onlyRecord(road);
    expect(record.outcome).toBe('cut');
    await waitFor(() => service.taken().length === 1, 'the sandbox to bill');
    const [taken = -1n] = service.taken();
    expect(nanoOf(record.cost?.lowNano)).toBeLessThanOrEqual(taken);
    expect(nanoOf(record.cost?.highNano)).toBeGreaterThanOrEqual(taken);
  });
});
