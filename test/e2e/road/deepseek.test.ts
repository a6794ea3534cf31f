import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DeepSeek, openDeepSeek } from '../../servers/deepseek/deepseek.ts';
import { type DeepSeekWallet, deepSeekKeys } from '../../servers/deepseek/world.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import {
  ageReadings,
  callAsUser,
  cardOffers,
  cardSays,
  gotOf,
  letOut,
  onlyRecord,
  openTabs,
  primaryOf,
  records,
  type ScriptedCall,
  textOf,
  waitForGot,
} from './calls.ts';
import { CARD, clickOnCard, clickOnceOnCard, nanoOf, openRoad, type ReadingDump, type Road, waitFor } from './road.ts';

/** Ports where testing builds look for DeepSeek's stand-in (lib/providers/testing-places.ts). */
const PORTS = [4218, 4317] as const;
/** Monday, 2026-11-23: the last millisecond before the morning's peak, and the first in it. */
const CHEAP = Date.UTC(2026, 10, 23, 0, 59, 59, 999);
const DEAR = Date.UTC(2026, 10, 23, 1);
/** A page of somebody else's that calls the API, as chat clients do. */
const APP =
  '<!doctype html><html lang="en"><head><title>A chat client</title></head><body><textarea></textarea></body></html>';
const CHAT = '/chat/completions';

describe.each(browserKinds)('DeepSeek (%s)', (kind) => {
  let road: Road;
  let app: PageServer;
  let service: DeepSeek;
  beforeAll(async () => {
    app = await startPageServer({ '/': APP });
    road = await openRoad(kind);
  });
  afterAll(async () => {
    await road?.close();
    await app?.close();
  });
  beforeEach(async () => {
    service = await openOnPorts();
    await road.reset();
    await setClock(CHEAP);
  });
  const tabs = openTabs();
  afterEach(async () => {
    await tabs.close();
    await setClock(null);
    await service.close();
  });

  /** The same instant, standing still, for the service and for the extension; null: real time. */
  async function setClock(atMs: number | null): Promise<void> {
    service.world.clock = atMs === null ? Date.now : () => atMs;
    await road.browser.backgroundEvaluate((at: number | null) => {
      const scope = globalThis as unknown as { realNow?: () => number };
      scope.realNow ??= Date.now;
      Date.now = at === null ? scope.realNow : () => at;
      return Date.now();
    }, atMs);
  }

  /** Signs in at the platform and waits until its balance was read. */
  async function openPlatform(user: 'li' | 'ann', path = '/usage'): Promise<DrivenPage> {
    const before = (await readings()).length;
    const page = tabs.add(await road.browser.newPage());
    await page.goto(`${service.originAs('deepseek')}/sign_in`);
    const token = service.world.accounts.find(({ id }) => id === user)?.userToken ?? '';
    await page.evaluate((value: string) => {
      localStorage.setItem('userToken', JSON.stringify({ value, __version: '0' }));
    }, token);
    await page.goto(service.originAs('deepseek') + path);
    await waitFor(async () => (await readings()).length > 0 || before > 0, 'the balance to be read');
    await page.waitFor(() => document.querySelector('.figure') !== null, { what: 'the balance on the page' });
    return page;
  }

  const readings = async (): Promise<readonly ReadingDump[]> => (await road.ledger()).readings;

  async function openApp(): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(app.url('app'));
    return page;
  }

  function order(key: string, body: object = {}, change: Partial<ScriptedCall> = {}): ScriptedCall {
    const messages = [{ role: 'user', content: 'Hello there' }];
    return {
      name: 'call',
      transport: 'fetch',
      path: service.originAs('deepseek') + CHAT,
      body: { model: 'deepseek-flash', messages, ...body },
      key,
      ...change,
    };
  }

  function setWallets(user: 'li' | 'ann', ...wallets: readonly (readonly ['CNY' | 'USD', string])[]): void {
    const account = service.world.accounts.find(({ id }) => id === user);
    if (account === undefined) throw new Error(`there is no ${user}`);
    account.wallets = wallets.map(([currency, toppedUp]): DeepSeekWallet => ({ currency, granted: '0', toppedUp }));
  }

  /** What the service took, newest last. Sixteen places; beyond the ninth there are only zeros. */
  function deductions(): readonly { readonly unit: string; readonly nano: bigint }[] {
    const calls = service.transactions().filter((entry) => entry.kind === 'consume');
    return calls.map(({ currency, amount }) => {
      const digits = BigInt(amount.replace('.', ''));
      expect(digits % 10_000_000n).toBe(0n);
      return { unit: currency, nano: digits / 10_000_000n };
    });
  }

  /** Statuses of the calls the service saw. */
  const statuses = (): readonly (number | null)[] =>
    service.world.requests.filter(({ path, method }) => path === CHAT && method === 'POST').map(({ status }) => status);

  describe.each([
    ['before the peak', CHEAP],
    ['in the peak', DEAR],
  ] as const)('%s', (_name, atMs) => {
    it.each([
      ['li', 'CNY', 'deepseek-flash', 'fetch', false],
      ['li', 'CNY', 'deepseek-v4-pro', 'xhr', true],
      ['ann', 'USD', 'deepseek-v4-pro', 'fetch', true],
      ['ann', 'USD', 'deepseek-v4-flash', 'xhr', false],
    ] as const)(
      'a call of %s costs in %s what is deducted, cached tokens and thought included (%s, %s, stream %s)',
      async (user, unit, model, transport, stream) => {
        service.world.model.cachedTokens = 4;
        await openPlatform(user);
        await setClock(atMs);
        const page = await openApp();
        await callAsUser(page, order(deepSeekKeys[user], { model, stream }, { transport }));
        expect((await waitForGot(page, 'call')).status).toBe(200);
        const record = await onlyRecord(road);
        const [taken, ...others] = deductions();
        expect(others).toEqual([]);
        expect(taken?.unit).toBe(unit);
        expect(service.transactions()[0]).toMatchObject({ hitTokens: 4, isPeak: atMs === DEAR });
        expect(record).toMatchObject({ certainty: 'billed', model, cost: { unit } });
        expect(nanoOf(record.cost?.likelyNano)).toBe(taken?.nano);
        expect(record.cost?.lowNano).toBe(record.cost?.highNano);
        // The wallet that paid is less by as much, the other one is as it was; the platform says the same.
        const left = async (): Promise<bigint | null> => {
          const reading = (await readings()).find((entry) => entry.unit === unit);
          const available = nanoOf(reading?.reading.availableNano);
          return available === null ? null : available - (nanoOf(reading?.spentSinceNano) ?? 0n);
        };
        const known = await left();
        for (const entry of await readings()) if (entry.unit !== unit) expect(entry.spentSinceNano).toBe('0n');
        await openPlatform(user);
        await waitFor(async () => {
          const reading = (await readings()).find((entry) => entry.unit === unit);
          return reading?.spentSinceNano === '0n';
        }, 'the platform to be read again');
        expect(await left()).toBe(known);
      },
    );
  });

  it('a call that begins before the peak and ends in it costs what it costs before', async () => {
    await openPlatform('li');
    let answer = (): void => undefined;
    service.world.model.until = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const page = await openApp();
    await callAsUser(page, order(deepSeekKeys.li));
    await waitFor(() => service.world.running.get('li') === 1, 'the call to run');
    await setClock(DEAR + 500);
    answer();
    expect((await waitForGot(page, 'call')).status).toBe(200);
    const record = await onlyRecord(road);
    const [taken] = deductions();
    expect(service.transactions()[0]?.isPeak).toBe(false);
    expect({ unit: record.cost?.unit, nano: nanoOf(record.cost?.likelyNano) }).toEqual(taken);
  });

  it.each(['fetch', 'xhr'] as const)(
    'an empty wallet: asked, refused, topped up on the platform in another tab, noticed, answered (%s)',
    async (transport) => {
      setWallets('li', ['CNY', '0']);
      const platform = await openPlatform('li');
      const page = await openApp();
      await callAsUser(page, order(deepSeekKeys.li, {}, { transport }));
      await cardSays(page, 'Your balance at DeepSeek is used up');
      expect(statuses()).toEqual([]);
      await clickOnCard(page, 'Send anyway');
      const refused = await cardSays(page, "Your message didn't go through: the balance at DeepSeek is used up");
      expect(refused).toContain('¥0.00');
      expect(refused).toContain('Nothing was charged');
      expect(statuses()).toEqual([402]);
      expect(await gotOf(page, 'call')).toBeNull();
      expect(await primaryOf(page)).toBe('Recharge');
      expect(await cardOffers(page)).not.toContain('max_tokens');
      // Paid, as people do it, on the platform's own page; its balance is read as the page loads it.
      setWallets('li', ['CNY', '5']);
      // Time has passed: a reading of the same millisecond is no news.
      await setClock(DEAR);
      await platform.goto(`${service.originAs('deepseek')}/top_up`);
      await platform.waitFor(() => document.querySelector('#balance-CNY')?.textContent === 'CNY 5.00', {
        what: 'the new balance on the platform',
      });
      await page.bringToFront();
      await cardSays(page, '¥5.00 arrived. Send now?');
      await clickOnCard(page, 'Send now');
      await page.ui(CARD).waitUntilGone();
      const got = await waitForGot(page, 'call');
      expect(got.status).toBe(200);
      expect(textOf(got)).toContain('chat.completion');
      const all = await records(road, 2);
      expect(statuses()).toEqual([402, 200]);
      expect(deductions()).toHaveLength(1);
      expect(all.map((record) => record.outcome).sort()).toEqual(['answer', 'refusal']);
      const refusal = all.find((record) => record.outcome === 'refusal');
      expect(refusal).toMatchObject({ refusalCause: 'depleted', cost: { likelyNano: '0n', highNano: '0n' } });
      expect(new Set(all.map((record) => record.requestId)).size).toBe(1);
    },
  );

  it('the card opens the pages of the platform where it was seen', async () => {
    setWallets('ann', ['CNY', '0'], ['USD', '-0.02']);
    await openPlatform('ann');
    await letOut(road.browser);
    const page = await openApp();
    await callAsUser(page, order(deepSeekKeys.ann));
    const text = await cardSays(page, "Your message didn't go through: the balance at DeepSeek is used up");
    // The wallet in debt is the one that pays; the other one was never used.
    expect(text).toContain('-$0.02');
    expect(text).not.toContain('¥');
    const seen = service.world.requests.length;
    await clickOnceOnCard(page, 'Recharge');
    await waitFor(
      () =>
        service.world.requests
          .slice(seen)
          .some(({ path, host }) => path === '/top_up' && host?.startsWith('deepseek.localhost')),
      'the page to top up at',
    );
    await clickOnCard(page, 'Close');
    const got = await waitForGot(page, 'call');
    expect(got.status).toBe(402);
    expect(textOf(got)).toMatch(/"Insufficient Balance \(request_id: [0-9a-f-]+\)"/);
  });

  it('nothing is set aside: a call goes out while anything is left, and the debt is asked about next time', async () => {
    setWallets('li', ['CNY', '0.0001']);
    await openPlatform('li');
    const page = await openApp();
    await callAsUser(page, order(deepSeekKeys.li, { max_tokens: 300_000 }));
    expect((await waitForGot(page, 'call')).status).toBe(200);
    const record = await onlyRecord(road);
    expect(nanoOf(record.cost?.likelyNano)).toBe(deductions()[0]?.nano);
    expect(await page.ui(CARD).exists()).toBe(false);
    await callAsUser(page, order(deepSeekKeys.li, {}, { name: 'second' }));
    await cardSays(page, 'Your balance at DeepSeek is used up');
    expect(statuses()).toEqual([200]);
    await clickOnCard(page, 'Keep editing');
    expect((await waitForGot(page, 'second')).failure).toBe('AbortError');
  });

  it('in the peak the sum on the card says until when that price holds', async () => {
    setWallets('li', ['CNY', '0']);
    await setClock(DEAR);
    await openPlatform('li');
    const page = await openApp();
    await callAsUser(page, order(deepSeekKeys.li));
    await cardSays(page, 'Your balance at DeepSeek is used up');
    await clickOnceOnCard(page, 'Show the sum');
    await cardSays(page, 'Peak price now; the usual one again at');
    await clickOnCard(page, 'Keep editing');
  });

  it('money in two wallets: no card, no wallet is said to have paid, and the first one shown is never empty', async () => {
    setWallets('ann', ['CNY', '20'], ['USD', '3']);
    await openPlatform('ann');
    const page = await openApp();
    await callAsUser(page, order(deepSeekKeys.ann));
    expect((await waitForGot(page, 'call')).status).toBe(200);
    expect((await onlyRecord(road)).certainty).toBe('estimated');
    expect((await readings()).map((entry) => entry.spentSinceNano)).toEqual(['0n', '0n']);
    setWallets('ann', ['CNY', '0'], ['USD', '3']);
    await openPlatform('ann');
    await waitFor(
      async () => (await readings()).some(({ unit, reading }) => unit === 'CNY' && reading.availableNano === '0n'),
      'it',
    );
    const popup = await road.browser.openPopup();
    const amounts = await popup.waitFor<string[]>(
      '(() => { const all = [...document.querySelectorAll(".amount")].map((node) => node.textContent); return all.length > 1 ? all : null; })()',
      { what: 'both wallets in the popup' },
    );
    expect(amounts).toEqual(['$3.00', '¥0.00']);
    await popup.close();
  });

  it('money that may not be used is frozen, not used up, and a recharge is not what the card offers first', async () => {
    await openPlatform('li');
    await ageReadings(road.browser, false);
    const account = service.world.accounts.find(({ id }) => id === 'li');
    if (account) account.isAvailable = false;
    const platform = await openPlatform('li');
    // The platform's summary does not say it, the balance that the API states does.
    await platform.evaluate(
      (key: string) =>
        fetch('/user/balance', { headers: { authorization: `Bearer ${key}` } }).then((answer) => answer.json()),
      deepSeekKeys.li,
    );
    await waitFor(async () => (await readings())[0]?.reading.frozenNano === '110000000000n', 'the frozen balance');
    const page = await openApp();
    await callAsUser(page, order(deepSeekKeys.li));
    const text = await cardSays(page, '¥110.00');
    expect(text).toContain('frozen');
    expect(await primaryOf(page)).not.toContain('Recharge');
    await clickOnCard(page, 'Send anyway');
    await cardSays(page, 'Part of your balance is frozen');
    expect((await records(road, 1))[0]?.refusalCause).toBe('frozen');
    await clickOnCard(page, 'Close');
  });

  it('errors cost nothing, and a refusal of an account never seen says what it cannot tell', async () => {
    service.world.model.trouble = 'overloaded';
    const page = await openApp();
    await callAsUser(page, order(deepSeekKeys.li));
    expect((await waitForGot(page, 'call')).status).toBe(503);
    const record = await onlyRecord(road);
    expect(record).toMatchObject({ outcome: 'error', cost: { highNano: '0n' } });
    service.world.model.trouble = null;
    setWallets('li', ['CNY', '0']);
    await callAsUser(page, order(deepSeekKeys.li, {}, { name: 'second' }));
    await page.ui(CARD).waitUntilShown();
    expect(await page.ui(CARD).text()).toContain('Nothing was charged');
    expect((await records(road, 2)).map(({ refusalCause }) => refusalCause)).toContain('unsure');
    await clickOnCard(page, 'Close');
    expect((await waitForGot(page, 'second')).status).toBe(402);
  });
});

/** On a free port of the range. */
async function openOnPorts(): Promise<DeepSeek> {
  const [first, last] = PORTS;
  const from = first + Math.floor(Math.random() * (last - first - 20));
  for (let port = from; ; port += 1) {
    const opened = await openDeepSeek({ port }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' || port >= last) throw error;
      return null;
    });
    if (opened !== null) return opened;
  }
}
