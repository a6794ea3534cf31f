import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import {
  ageReadings,
  callAsUser,
  cardOffers,
  cardSays,
  chatBody,
  gotOf,
  letOut,
  onlyRecord,
  openTabs,
  primaryOf,
  records,
  textOf,
  waitForGot,
} from './calls.ts';
import {
  CARD,
  charges,
  clickOnCard,
  clickOnLine,
  LINE,
  nanoOf,
  openRoad,
  type Road,
  setState,
  waitFor,
} from './road.ts';

interface Shape {
  readonly name: string;
  readonly shape: 'coded' | 'flat' | 'typed' | 'relay';
  readonly language: 'zh' | 'en';
}

const shapes: readonly Shape[] = [
  { name: 'coded', shape: 'coded', language: 'en' },
  { name: 'flat', shape: 'flat', language: 'en' },
  { name: 'typed', shape: 'typed', language: 'en' },
  { name: 'relay in Chinese', shape: 'relay', language: 'zh' },
  { name: 'relay in English', shape: 'relay', language: 'en' },
];

interface Case {
  readonly cause: string;
  /** The terse form it is tried in (all of them: test/domain/six-contexts), and the relay's, which states amounts. */
  readonly terse: 'coded' | 'flat' | 'typed';
  readonly relay: 'zh' | 'en';
  /** How the world is made to refuse. */
  readonly state?: Readonly<Record<string, unknown>>;
  readonly key?: 'perRequest' | 'dev1';
  readonly body?: Readonly<Record<string, unknown>>;
  readonly scenario?: string;
  /** What the card says, and its primary button. */
  readonly says: readonly (string | RegExp)[];
  readonly primary: string | RegExp;
  readonly offers: readonly (string | RegExp)[];
  /** What would not work, and so must not be there. */
  readonly lacks: readonly RegExp[];
}

const RECHARGE = /Recharge|recharged/;
const RETRY_SIZE = /^Retry with|size that fits/;

/** A call of toll-medium without `max_tokens` sets $0.042 aside, one of 1,000 tokens $0.010. */
const cases: readonly Case[] = [
  {
    cause: 'depleted',
    terse: 'coded',
    relay: 'zh',
    state: { balances: [{ unit: 'USD', total: '0' }] },
    says: ['the balance at Sandbox is used up', 'you have $0.00', 'Nothing was charged'],
    primary: 'Recharge',
    offers: ["I've recharged: check and retry", 'Where did it go?', /Try again/, 'Copy my message'],
    lacks: [RETRY_SIZE, /toll-mini/],
  },
  {
    cause: 'not-enough',
    terse: 'flat',
    relay: 'en',
    state: { balances: [{ unit: 'USD', total: '0.02' }] },
    says: ['not enough to set aside', /balance \$0\.020/, /Up to [\d,]+ tokens of answer fit/, 'Nothing was charged'],
    primary: /^Retry with [\d,]+$/,
    offers: ['toll-mini', 'Recharge', "I've recharged: check and retry"],
    lacks: [],
  },
  {
    cause: 'frozen',
    terse: 'typed',
    relay: 'zh',
    state: { balances: [{ unit: 'USD', total: '12.02', frozen: '12' }] },
    says: ['Part of your balance is frozen', 'frozen $12', 'Nothing was charged'],
    primary: 'Retry the size that fits',
    offers: ['See what is frozen', 'Copy note for support'],
    lacks: [RECHARGE],
  },
  {
    cause: 'billing-mismatch',
    terse: 'coded',
    relay: 'en',
    key: 'perRequest',
    says: ["this key's billing doesn't fit the model", 'your $7.18 is untouched', 'Nothing was charged'],
    primary: 'Create a per-token key',
    offers: [],
    lacks: [RECHARGE, RETRY_SIZE, /Try again/, /^toll-/],
  },
  {
    cause: 'key-limit',
    terse: 'flat',
    relay: 'zh',
    state: { keys: [{ name: 'dev-1', limit: '10', used: '9.98' }] },
    key: 'dev1',
    says: ['reached its own limit, not your account', "Recharging won't change this limit", 'Nothing was charged'],
    primary: 'Raise the limit',
    offers: ['Raised: retry', 'Retry the size that fits'],
    lacks: [RECHARGE],
  },
];

describe.each(browserKinds)('a refusal (%s)', (kind) => {
  let road: Road;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  const tabs = openTabs();
  afterEach(tabs.close);

  /** A console that was read just now: true figures, and nobody is held for them. */
  async function enter(given: Pick<Case, 'state'>, isRead = true): Promise<void> {
    await road.reset();
    if (given.state) await setState(road.sandbox, given.state);
    if (!isRead) return;
    const console = await road.openConsole();
    await waitFor(async () => (await road.ledger()).keys.length === 3, 'the key list to be read');
    await console.close();
    await letOut(road.browser);
  }

  async function callIn(
    page: DrivenPage,
    given: Pick<Case, 'key' | 'body'>,
    headers: Record<string, string>,
  ): Promise<void> {
    await callAsUser(page, {
      name: 'call',
      transport: 'fetch',
      path: '/v1/chat/completions',
      body: chatBody(given.body),
      key: keyOf(given.key),
      headers,
    });
  }

  function keyOf(name: Case['key'] = undefined): string {
    const wanted = name === undefined ? 'default' : { perRequest: 'per-request', dev1: 'dev-1' }[name];
    return road.sandbox.world.keys.find((key) => key.name === wanted)?.key ?? '';
  }

  describe.each(cases)('for $cause', (given) => {
    let page: DrivenPage;
    beforeAll(async () => {
      await enter(given);
      page = await road.openPlayground();
    });
    afterAll(() => page?.close());

    const isTried = ({ shape, language }: Shape): boolean =>
      shape === 'relay' ? language === given.relay : shape === given.terse;
    it.each(shapes.filter(isTried))('in the $name form shows its card', async ({ shape, language }) => {
      road.sandbox.world.rules = { ...road.sandbox.world.rules, relayLanguage: language };
      await page.reload();
      // A refusal shows that a card would have been right.
      await letOut(road.browser);
      await callIn(page, given, { 'x-sandbox-refusal-shape': shape });
      const text = await cardSays(page, String(given.says[0]));
      for (const part of given.says) expect(text).toMatch(part);
      const offers = await cardOffers(page);
      expect(await primaryOf(page)).toMatch(given.primary);
      for (const offered of given.offers) expect(offers.some((name) => name.match(offered))).toBe(true);
      for (const vain of given.lacks) expect(offers.filter((name) => vain.test(name))).toEqual([]);
      expect(await gotOf(page, 'call')).toBeNull();
    });
  });

  it('is spared where an old balance can be read again: the card comes first', async () => {
    await enter({ state: { balances: [{ unit: 'USD', total: '0' }] } });
    await ageReadings(road.browser, false);
    const page = tabs.add(await road.openPlayground());
    const before = road.sandbox.world.requests.filter(({ path }) => path === '/v1/chat/completions').length;
    await callIn(page, {}, {});
    expect(await cardSays(page, 'Your balance at Sandbox is used up')).toContain('Not sent yet');
    const after = road.sandbox.world.requests.filter(({ path }) => path === '/v1/chat/completions').length;
    expect(after).toBe(before);
  });

  it.each(shapes.slice(0, 3))('in the $name form, with nothing read, says that it cannot tell', async ({ shape }) => {
    await enter({ state: { balances: [{ unit: 'USD', total: '0.02' }] } }, false);
    const page = tabs.add(await road.openPlayground());
    await callIn(page, {}, { 'x-sandbox-refusal-shape': shape });
    const text = await cardSays(page, "the money isn't enough");
    expect(text).toContain("We can't tell from here");
    expect(await primaryOf(page)).toBe('Open wallet to check');
    expect(await cardOffers(page)).not.toContain('Recharge');
    expect((await onlyRecord(road)).refusalCause).toBe('unsure');
  });

  it.each(shapes.slice(3))('in the $name form, with nothing read, is known from its own amounts', async (given) => {
    await enter({ state: { balances: [{ unit: 'USD', total: '0.02' }] } }, false);
    road.sandbox.world.rules = { ...road.sandbox.world.rules, relayLanguage: given.language };
    const page = tabs.add(await road.openPlayground());
    await callIn(page, {}, { 'x-sandbox-refusal-shape': 'relay' });
    const text = await cardSays(page, 'not enough to set aside');
    expect(text).toContain('balance $0.020');
    expect(await primaryOf(page)).toMatch(/^Retry with [\d,]+$/);
  });

  it('of a batch offers the records that fit', async () => {
    await enter({});
    const page = tabs.add(await road.openPlayground());
    const records = Array.from({ length: 25 }, (_, index) => ({ name: `Company ${index}` }));
    await callAsUser(page, { name: 'call', transport: 'fetch', path: '/v1/enrich', body: { records }, key: keyOf() });
    const text = await cardSays(page, 'it costs 450 credits, your balance is 392');
    expect(text).toContain('25 records at 18; 58 short. Nothing was charged');
    expect(await primaryOf(page)).toBe('Send 21 now');
    await clickOnCard(page, 'Send 21 now');
    const got = await waitForGot(page, 'call');
    expect((JSON.parse(textOf(got)) as { data: unknown[] }).data).toHaveLength(21);
    expect(charges(road.sandbox)).toEqual([378_000_000_000n]);
  });

  it.each(['fetch', 'xhr'] as const)('for a pre-deduction is healed by the max_tokens that fits (%s)', async (way) => {
    await enter({ state: { balances: [{ unit: 'USD', total: '0.02' }] } });
    const page = tabs.add(await road.openPlayground());
    await page.click(`input[name=transport][value=${way}]`);
    await page.type('#composer', 'How far is it?');
    await page.press('Enter');
    await cardSays(page, 'not enough to set aside');
    const label = (await primaryOf(page)) ?? '';
    await clickOnCard(page, label);
    await page.ui(CARD).waitUntilGone();
    await waitFor(() => charges(road.sandbox).length === 1, 'the sandbox to bill the smaller call');
    const sent = road.sandbox.world.requests.filter((entry) => entry.path === '/v1/chat/completions');
    const bounds = sent.map((entry) => (JSON.parse(entry.body ?? '{}') as { max_tokens?: number }).max_tokens);
    expect(bounds).toEqual([undefined, Number(label.replace(/\D/g, ''))]);
    expect(sent.map((entry) => entry.status)).toEqual([402, 200]);
    await page.waitFor(
      () => (document.querySelector<HTMLElement>('.turn.assistant')?.dataset.content?.length ?? 0) > 20,
      { what: "an answer in the page's own chat" },
    );
    expect(await page.text('#transcript')).not.toContain('INSUFFICIENT');
    expect((await records(road, 2)).map((record) => record.outcome).sort()).toEqual(['answer', 'refusal']);
  });

  it("of the relay's own supplier is not taken for the user's wallet", async () => {
    await enter({});
    const page = tabs.add(await road.openPlayground());
    await callIn(page, {}, { 'x-sandbox-scenario': 'supplier-empty' });
    const text = await cardSays(page, "the relay's own supplier account is empty");
    expect(text).toContain("Your $7.18 is fine; recharging won't help");
    const offers = await cardOffers(page);
    expect(offers).toContain('Retry in 5 min');
    expect(offers).toContain('Copy note for the relay');
    expect(offers.filter((name) => RECHARGE.test(name))).toEqual([]);
    expect((await onlyRecord(road)).refusalCause).toBe('supplier-empty');
  });

  it('for the pace is no lack of money: a line says so, and giving up while it waits sends nothing', async () => {
    await enter({});
    const page = tabs.add(await road.openPlayground());
    await callIn(page, {}, { 'x-sandbox-scenario': 'rate-limited' });
    const line = page.ui(LINE);
    await line.waitUntilShown();
    expect(await line.text()).toMatch(/Too fast, not out of money[\s\S]*Free again in 1[12] s/);
    expect((await line.buttons()).map(({ name }) => name.replace(/\d+/, 'N'))).toEqual(['Send in N s', 'Keep editing']);
    expect(await page.ui(CARD).exists()).toBe(false);
    await clickOnLine(page, 'Send in');
    await waitFor(async () => (await line.text()).includes('Sending in '), 'the count');
    await clickOnLine(page, 'Keep editing');
    const got = await waitForGot(page, 'call');
    expect(got.status).toBe(429);
    expect(textOf(got)).toContain('rate_limit_exceeded');
    expect((await onlyRecord(road)).refusalCause).toBe('rate-limit');
  });

  it('inside a stream offers no retry, and explains the error where the page prints it', async () => {
    await enter({});
    road.sandbox.world.scenario = 'error-in-stream';
    const page = tabs.add(await road.openPlayground());
    await page.type('#composer', 'How far is it?');
    await page.press('Enter');
    const text = await cardSays(page, 'Tollkeeper');
    expect(text).not.toContain('Nothing was charged');
    const offers = await cardOffers(page);
    expect(offers).toContain('Copy my message');
    expect(offers.filter((name) => /^(Retry|Try again)|check and retry|Check again/.test(name))).toEqual([]);
    const printed = await page.text('.error-box p');
    expect(printed).toContain('You do not have enough credits to perform this action. Please recharge your account.');
    // The provider's own words are there already: what they leave open is said, and that what came was billed.
    expect(printed).toMatch(/ — We can't tell from here: .+ What had already come was charged\.$/);
    expect(text).toContain('What had already come was charged.');
    const record = await onlyRecord(road);
    const [billed = 0n] = charges(road.sandbox);
    expect(nanoOf(record.cost?.lowNano)).toBeLessThanOrEqual(billed);
    expect(nanoOf(record.cost?.highNano)).toBeGreaterThanOrEqual(billed);
  });
});
