import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatDigits } from '../../../lib/domain/format-money.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import {
  callAsUser,
  cardOffers,
  cardSays,
  chatBody,
  gotOf,
  letOut,
  openTabs,
  primaryOf,
  records,
  type ScriptedCall,
  textOf,
  waitForGot,
} from './calls.ts';
import {
  CARD,
  CHIP,
  charges,
  clickOnCard,
  clickOnceOnCard,
  nanoOf,
  openRoad,
  type Road,
  setState,
  waitFor,
} from './road.ts';

const CHAT = '/v1/chat/completions';
const transports = ['fetch', 'xhr'] as const;

describe.each(browserKinds)('after a refusal (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());
  const tabs = openTabs();
  afterEach(tabs.close);

  const key = (): string => road.sandbox.world.keys[0]?.key ?? '';
  const sent = () => road.sandbox.world.requests.filter((entry) => entry.path === CHAT);

  /** A wallet of nothing, for which nobody is held: the call goes out and is refused. */
  async function emptyWallet(): Promise<void> {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0' }] });
    await road.readConsole();
    await letOut(road.browser);
  }

  async function topUp(amount: string): Promise<void> {
    const response = await fetch(`${road.sandbox.origin}/console/api/top-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ unit: 'USD', amount }),
    });
    expect(response.status).toBe(200);
  }

  async function chat(page: DrivenPage, transport: 'fetch' | 'xhr'): Promise<void> {
    await page.click(`input[name=transport][value=${transport}]`);
    await page.type('#composer', 'Toll roads?');
    await page.press('Enter');
  }

  /** Waits for the answer in the page's own chat, and that it is the only one. */
  async function answerInChat(page: DrivenPage): Promise<void> {
    await page.waitFor('(document.querySelector(".turn.assistant")?.dataset.content ?? "").length > 20', {
      what: "an answer in the page's own chat",
    });
    expect(await page.evaluate(() => document.querySelectorAll('.turn.assistant').length)).toBe(1);
    expect(await page.evaluate(() => document.querySelectorAll('.error-box').length)).toBe(0);
  }

  /** The page goes on naming the model it asked for. */
  async function expectSwapOnChip(page: DrivenPage, isRetry: boolean): Promise<void> {
    const chip = page.ui(CHIP);
    await waitFor(async () => (await chip.exists()) && (await chip.text()).includes('answered'), 'what the chip says');
    // Other cases have sent the same message before.
    const said = (await chip.text()).replace(/ · same request \d+ times in \d+ min$/, '');
    const answers = (await road.ledger()).records.filter(({ outcome }) => outcome === 'answer');
    const record = answers.toSorted((a, b) => b.openedAt - a.openedAt)[0];
    const [cost, estimate] = [record?.cost?.likelyNano, record?.estimateLikelyNano].map((nano) =>
      formatDigits({ unit: 'USD', nano: nanoOf(nano) ?? 0n }, 'en'),
    );
    const figures = said
      .replace(/\$0\.0\d+ left/, 'LEFT')
      .replace('· Sent', '·Sent')
      .replace('· cost', '·cost');
    expect(figures).toBe(
      isRetry
        ? `toll-mini answered, not toll-medium ·Sent. Cost ≈ $${cost}, LEFT.`
        : `toll-mini answered, not toll-medium ·cost ≈ $${cost}, estimate ${estimate}, LEFT`,
    );
    expect(await page.evaluate(() => (document.querySelector('#model') as HTMLSelectElement).value)).toBe(
      'toll-medium',
    );
  }

  it.each(transports)('a recharge in another tab is noticed, and the answer arrives in the page (%s)', async (way) => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0' }] });
    const console = tabs.add(await road.openConsole());
    const page = tabs.add(await road.openPlayground());
    await chat(page, way);
    await cardSays(page, 'Your balance at Sandbox is used up');
    await clickOnCard(page, 'Send anyway');
    await cardSays(page, "Your message didn't go through: the balance at Sandbox is used up");
    expect(charges(road.sandbox)).toEqual([]);
    await console.bringToFront();
    await console.click('#top-up-5');
    await page.bringToFront();
    const text = await cardSays(page, '$5.00 arrived. Send now?');
    expect(text).toContain('You have $5.00');
    await clickOnCard(page, 'Send now');
    await page.ui(CARD).waitUntilGone();
    await answerInChat(page);
    const all = await records(road, 2);
    expect(charges(road.sandbox)).toHaveLength(1);
    expect(sent().map((entry) => entry.status)).toEqual([402, 200]);
    expect(sent()[1]?.body).toBe(sent()[0]?.body);
    expect(all.map((record) => record.outcome).sort()).toEqual(['answer', 'refusal']);
    expect(new Set(all.map((record) => record.requestId)).size).toBe(1);
    expect(all.every((record) => record.isReviewed)).toBe(true);
  });

  it.each(transports)('"check and retry" says what it read, and retries once it suffices (%s)', async (way) => {
    await emptyWallet();
    const page = tabs.add(await road.openPlayground());
    await chat(page, way);
    await cardSays(page, "Your message didn't go through");
    await clickOnCard(page, "I've recharged: check and retry");
    const text = await cardSays(page, 'Balance still $0.00: not visible yet');
    expect(text).toContain('Nothing was charged');
    expect(sent().map((entry) => entry.status)).toEqual([402]);
    await topUp('5');
    await clickOnCard(page, 'Check again');
    await page.ui(CARD).waitUntilGone();
    await answerInChat(page);
    await records(road, 2);
    expect(charges(road.sandbox)).toHaveLength(1);
    expect(sent().map((entry) => entry.status)).toEqual([402, 200]);
  });

  it.each(transports)('a retry that is refused again asks again; the page sees the last refusal (%s)', async (way) => {
    await emptyWallet();
    const page = tabs.add(await road.openPlayground());
    await callAsUser(page, order(way));
    await cardSays(page, "Your message didn't go through");
    // Not chosen "until the card changes": the next one says the same.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await clickOnceOnCard(page, 'Try again (a refusal costs nothing)');
    await waitFor(() => sent().length === 2, 'the second attempt');
    await records(road, 2);
    await cardSays(page, "Your message didn't go through");
    expect(await gotOf(page, 'call')).toBeNull();
    await clickOnCard(page, 'Close');
    expect((await waitForGot(page, 'call')).status).toBe(402);
    const all = await records(road, 2);
    expect(all.map((record) => record.outcome)).toEqual(['refusal', 'refusal']);
    expect(charges(road.sandbox)).toEqual([]);
  });

  it.each(transports)('a retry with another model goes to the page that waits (%s)', async (way) => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.02' }] });
    await road.readConsole();
    await letOut(road.browser);
    const page = tabs.add(await road.openPlayground());
    await callAsUser(page, order(way));
    await cardSays(page, 'not enough to set aside');
    await clickOnCard(page, 'toll-mini');
    const got = await waitForGot(page, 'call');
    expect(got.status).toBe(200);
    expect((JSON.parse(textOf(got)) as { model: string }).model).toBe('toll-mini');
    expect(charges(road.sandbox)).toHaveLength(1);
  });

  it.each(transports)('the chip says which model answered, after a refusal and after asking (%s)', async (way) => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.02' }] });
    const page = tabs.add(await road.openReadPlayground());
    await chat(page, way);
    await cardSays(page, 'sets aside $0.041 first; you have $0.020');
    await clickOnCard(page, 'toll-mini: sets aside');
    await answerInChat(page);
    await expectSwapOnChip(page, false);

    await page.click('#clear');
    await letOut(road.browser);
    await chat(page, way);
    await cardSays(page, 'not enough to set aside');
    await clickOnCard(page, 'toll-mini');
    await answerInChat(page);
    await expectSwapOnChip(page, true);
    const all = await records(road, 3);
    expect(all.map((record) => `${record.outcome} ${record.model}`).sort()).toEqual([
      ...['answer toll-mini', 'answer toll-mini', 'refusal toll-medium'],
    ]);
  });

  it.each(transports)('dismissing hands over the original, byte for byte, in every form (%s)', async (way) => {
    await emptyWallet();
    const page = tabs.add(await road.openPlayground());
    for (const [index, shape] of (['coded', 'flat', 'typed', 'relay'] as const).entries()) {
      const headers = { 'x-sandbox-refusal-shape': shape };
      const native = await fetch(road.sandbox.origin + CHAT, {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${key()}`, 'content-type': 'application/json' },
        body: JSON.stringify(chatBody()),
      });
      const bytes = Buffer.from(await native.arrayBuffer());
      // A refusal shows that a card would have been right: the next call would be asked about.
      await letOut(road.browser);
      await callAsUser(page, { ...order(way), name: shape, headers });
      await page.ui(CARD).waitUntilShown();
      expect(await gotOf(page, shape), shape).toBeNull();
      await clickOnCard(page, 'Close');
      await page.ui(CARD).waitUntilGone();
      const got = await waitForGot(page, shape);
      expect(got.status, shape).toBe(native.status);
      expect(got.type, shape).toBe(native.headers.get('content-type'));
      expect(withoutRequestId(textOf(got))).toBe(withoutRequestId(bytes.toString('utf8')));
      expect(Buffer.from(got.bytes ?? '', 'base64'), shape).toHaveLength(bytes.length);
      if (way === 'xhr') {
        expect(
          got.events.filter((event) => event !== 'readystatechange 3'),
          shape,
        ).toEqual(['readystatechange 2', 'readystatechange 4', 'load', 'loadend']);
      }
      const outcomes = (await records(road, index + 1)).map((record) => record.outcome);
      expect(outcomes, shape).toEqual(Array(index + 1).fill('refusal'));
    }
  });

  it('a call the user did not start is never withheld', async () => {
    await emptyWallet();
    const page = tabs.add(await road.openPlayground());
    // Longer ago than what still counts as the user's doing.
    await page.evaluate((call: ScriptedCall) => {
      const headers = { authorization: `Bearer ${call.key}`, 'content-type': 'application/json' };
      const scope = globalThis as unknown as { statusSeen?: number };
      fetch(call.path, { method: 'POST', headers, body: JSON.stringify(call.body) }).then((response) => {
        scope.statusSeen = response.status;
      });
    }, order('fetch'));
    await page.waitFor('globalThis.statusSeen === 402', { what: 'the refusal to reach the page' });
    await records(road, 1);
    expect(await page.ui(CARD).exists()).toBe(false);
  });

  it('a higher balance that does not suffice is not announced', async () => {
    await emptyWallet();
    const page = tabs.add(await road.openPlayground());
    await callAsUser(page, { ...order('fetch'), body: chatBody({ model: 'toll-large' }) });
    await cardSays(page, "Your message didn't go through");
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.01' }] });
    const console = await road.openConsole();
    await waitFor(async () => {
      const { readings } = await road.ledger();
      return readings.some(({ unit, reading }) => unit === 'USD' && reading.availableNano === '10000000n');
    }, 'the new balance to be read');
    await console.close();
    await page.bringToFront();
    expect(await page.ui(CARD).text()).not.toContain('arrived');
    expect(await primaryOf(page)).toBe('Recharge');
    expect(await cardOffers(page)).toContain("I've recharged: check and retry");
  });

  function order(transport: ScriptedCall['transport']): ScriptedCall {
    return { name: 'call', transport, path: CHAT, body: chatBody(), key: key() };
  }
});

/** The relay form quotes an id of the request itself, always of the same length. */
function withoutRequestId(text: string): string {
  return text.replace(/req_[0-9a-f]+/, 'req_');
}
