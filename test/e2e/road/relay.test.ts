import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRelay, type Relay } from '../../servers/relay/relay.ts';
import { type RelaySite, type RelayUser, relayKeys } from '../../servers/relay/world.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import { callAsUser, cardOffers, cardSays, onlyRecord, openTabs, records, waitForGot } from './calls.ts';
import { signIn } from './relay-pages.ts';
import { CARD, clickOnCard, nanoOf, openRoad, type RecordDump, type Road, setSettings, waitFor } from './road.ts';

/** A page of somebody else's that calls the API, as chat clients do. */
const APP =
  '<!doctype html><html lang="en"><head><title>A chat client</title></head><body><textarea></textarea></body></html>';

describe.each(browserKinds)('a relay on any host (%s)', (kind) => {
  let road: Road;
  let app: PageServer;
  const relays: Relay[] = [];
  beforeAll(async () => {
    app = await startPageServer({ '/': APP });
    road = await openRoad(kind);
  });
  afterAll(async () => {
    await road?.close();
    await app?.close();
  });
  beforeEach(async () => {
    await setSettings(road.browser, { sites: [] });
    await road.reset();
  });
  const tabs = openTabs();
  afterEach(async () => {
    await tabs.close();
    await Promise.all(relays.splice(0).map((relay) => relay.close()));
  });

  async function start(site: Partial<RelaySite> = {}): Promise<Relay> {
    const relay = await openRelay({ site });
    relays.push(relay);
    return relay;
  }

  const userOf = (relay: Relay, name: 'ada' | 'lin'): RelayUser => {
    const user = relay.world.users.find(({ username }) => username === name);
    if (user === undefined) throw new Error(`there is no ${name}`);
    return user;
  };

  /** Signs in and opens a page of the console. */
  async function openConsole(relay: Relay, path = '/console/topup', user = 'ada'): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.newPage());
    const arrive = async (): Promise<void> => {
      await page.goto(relay.origin + path);
      await page.waitFor(() => document.querySelector('h1') !== null, { what: `the page ${path} of the console` });
    };
    // First with whoever is signed in, or nobody.
    await arrive();
    await signIn(page, user);
    await arrive();
    return page;
  }

  /** What a page of the console loads besides, with the session that it has. */
  function load(page: DrivenPage, path: string): Promise<number> {
    return page.evaluate(async (address: string) => {
      const known = JSON.parse(localStorage.getItem('user') ?? 'null') as { readonly id: number } | null;
      const response = await fetch(address, { headers: { 'New-Api-User': String(known?.id ?? -1) } });
      await response.text();
      return response.status;
    }, path);
  }

  const idOf = (relay: Relay): string => `new-api@127.0.0.1_${relay.port}`;
  const dump = async () => (await road.ledger()) as unknown as Record<string, readonly Record<string, unknown>[]>;
  const listOf = async (relay: Relay) => (await dump()).priceLists?.find(({ provider }) => provider === idOf(relay));

  /** The console with balance, keys and prices read. */
  async function readAll(relay: Relay, paths = { wallet: '/console/topup', keys: '/console/token' }) {
    const page = await openConsole(relay, paths.wallet);
    await waitFor(async () => (await leftAt(relay, 'ada')) !== null, 'the balance to be read');
    await page.goto(relay.origin + paths.keys);
    await waitFor(async () => ((await dump()).keys ?? []).length === 4, 'the keys to be read');
    await load(page, '/api/pricing');
    await waitFor(async () => ((await listOf(relay))?.prices ?? null) !== null, 'the prices to be read');
    return page;
  }

  /** What is left of a user's balance as the ledger knows it, nano-dollars; null: not read. */
  async function leftAt(relay: Relay, user: 'ada' | 'lin'): Promise<bigint | null> {
    const account = `${idOf(relay)}:${userOf(relay, user).id}`;
    const row = (await road.ledger()).readings.find(
      (reading) => (reading as unknown as { account: string }).account === account,
    );
    const available = nanoOf(row?.reading.availableNano);
    return row === undefined || available === null ? null : available - (nanoOf(row.spentSinceNano) ?? 0n);
  }

  /** What the relay took for its last call, nano-dollars. */
  const taken = (relay: Relay): bigint => {
    const last = relay.transactions().findLast(({ kind: what }) => what === 'consume');
    return (BigInt(last?.quota ?? -1) * 1_000_000_000n) / BigInt(relay.world.site.quotaPerUnit);
  };

  async function openApp(): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.newPage());
    await page.goto(app.url('app'));
    return page;
  }

  const order = (relay: Relay, key: string | null, body: object = {}, name = 'call') => ({
    name,
    transport: 'fetch' as const,
    path: `${relay.origin}/v1/chat/completions`,
    body: { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello there' }], ...body },
    key,
  });

  async function expectBilled(relay: Relay, change: object = {}): Promise<RecordDump> {
    const record = await onlyRecord(road);
    expect(record).toMatchObject({ outcome: 'answer', certainty: 'billed', cost: { unit: 'USD' }, ...change });
    expect([nanoOf(record.cost?.lowNano), nanoOf(record.cost?.likelyNano)]).toEqual([taken(relay), taken(relay)]);
    return record;
  }

  const statuses = (relay: Relay): readonly (number | null)[] =>
    relay.world.requests
      .filter(({ path, method }) => method === 'POST' && path.endsWith('/chat/completions'))
      .map(({ status }) => status);

  it('is recognised by what it says of itself; a call from its playground costs what it deducts', async () => {
    const relay = await start();
    const console = await readAll(relay);
    expect(await leftAt(relay, 'ada')).toBe(7_180_000_000n);
    await console.goto(`${relay.origin}/console/playground`);
    await console.waitFor(() => document.querySelector('#composer') !== null, { what: 'the composer' });
    // Emptied, the field means that there is no bound: `max_tokens: 0`.
    await console.evaluate(() => {
      document.querySelector<HTMLInputElement>('#max-tokens-on')?.click();
      const field = document.querySelector<HTMLInputElement>('#max-tokens');
      if (field) field.value = '';
      const composer = document.querySelector<HTMLTextAreaElement>('#composer');
      if (composer) composer.value = 'Hello there';
    });
    await console.press('Shift');
    await console.evaluate(() => document.querySelector<HTMLButtonElement>('#send')?.click());
    await console.waitFor(() => document.querySelector('.assistant[data-state=complete]') !== null, {
      what: 'the answer',
    });
    const record = await expectBilled(relay, { model: 'gpt-4o', isReviewed: true });
    expect(record.origin).toBe(relay.origin);
    expect((record as unknown as Record<string, unknown>).account).toBe(`${idOf(relay)}:101`);
    expect(await leftAt(relay, 'ada')).toBe(7_180_000_000n - taken(relay));
    const popup = await road.browser.openPopup();
    const text = await popup.waitFor<string>(
      '(() => document.body.innerText.includes("$7.1") ? document.body.innerText : null)()',
      { what: 'the balance in the popup' },
    );
    expect(text).toContain(`Relay under test (127.0.0.1:${relay.port})`);
    await popup.close();
  });

  it.each([
    ['a group of the key', 'new-api', relayKeys.adaVip, {}, { cachedTokens: 4 }],
    ['a price per call', 'new-api', relayKeys.adaVip, { model: 'gpt-4-all' }, {}],
    ['a key whose list hides it', 'new-api-v1', relayKeys.adaVip, { stream: true }, { cachedTokens: 9 }],
    ['a list of 2025', 'new-api-2025', relayKeys.ada, { stream: true, stream_options: { include_usage: true } }, {}],
  ] as const)(
    'a call with a key from another site costs what is deducted: %s',
    async (_name, flavour, key, body, supplier) => {
      const relay = await start({ flavour });
      Object.assign(relay.world.supplier, supplier);
      await readAll(relay, PATHS[flavour]);
      const page = await openApp();
      await callAsUser(page, order(relay, key, body));
      expect((await waitForGot(page, 'call')).status).toBe(200);
      const record = (await expectBilled(relay)) as unknown as Record<string, unknown>;
      expect(record.account).toBe(`${idOf(relay)}:101`);
      expect(await leftAt(relay, 'ada')).toBe(7_180_000_000n - taken(relay));
    },
  );

  it('asks before the wall: the size that fits goes through', async () => {
    const relay = await start();
    userOf(relay, 'ada').quota = 10_000;
    await readAll(relay);
    const page = await openApp();
    // (500 + 16,000) × 1.25 points are $0.04125, a need is rounded up; $0.02 is there.
    await callAsUser(page, order(relay, relayKeys.ada, { max_tokens: 16_000 }));
    const text = await cardSays(page, '$0.042');
    expect(text).toContain(`Relay under test (127.0.0.1:${relay.port})`);
    expect(statuses(relay)).toEqual([]);
    const offered = (await cardOffers(page)).find((name) => /7,500/.test(name));
    expect(offered).toBeDefined();
    await clickOnCard(page, offered ?? '');
    expect((await waitForGot(page, 'call')).status).toBe(200);
    expect(relay.world.requests.at(-1)?.reservedQuota ?? 0).toBeLessThanOrEqual(10_000);
    await expectBilled(relay);
  });

  it('sets nothing aside for who is trusted: a second call beside the first is not asked about', async () => {
    const relay = await start();
    const user = userOf(relay, 'ada');
    user.quota = 6_000_000;
    await readAll(relay);
    let answer = (): void => undefined;
    relay.world.supplier.until = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const page = await openApp();
    // Each would set aside $10.00125 of $12.
    const body = { max_tokens: 4_000_000 };
    await callAsUser(page, order(relay, relayKeys.ada, body));
    await waitFor(() => relay.world.requests.some(({ reservedQuota }) => reservedQuota !== null), 'the first call');
    await callAsUser(page, order(relay, relayKeys.ada, body, 'second'));
    await waitFor(() => relay.world.requests.filter(({ isTrusted }) => isTrusted).length === 2, 'the second call');
    expect(await page.ui(CARD).exists()).toBe(false);
    answer();
    expect((await waitForGot(page, 'second')).status).toBe(200);
    await records(road, 2);
    expect(user.quota).toBe(6_000_000 - relay.transactions().reduce((sum, { quota }) => sum + quota, 0));
  });

  it.each([
    ['in yuan', { display: 'CNY' }, 1000, '$0.002'],
    ['in English', { wording: 'en' }, 1000, '$0.002'],
    ['below zero', {}, -20_847, '-$0.04'],
  ] as const)('a refusal says what is left, %s', async (_name, site, quota, left) => {
    const relay = await start(site);
    await readAll(relay);
    // The console was read before the money was gone.
    userOf(relay, 'ada').quota = quota;
    const page = await openApp();
    await callAsUser(page, order(relay, relayKeys.ada, { max_tokens: 4096 }));
    const text = await cardSays(page, left);
    expect(text).toContain('Nothing was charged');
    expect((await records(road, 1))[0]).toMatchObject({ outcome: 'refusal', cost: { highNano: '0n' } });
    await clickOnCard(page, 'Close');
    expect((await waitForGot(page, 'call')).status).toBe(403);
  });

  it('a key’s own quota is told from the wallet', async () => {
    const relay = await start();
    await readAll(relay);
    const page = await openApp();
    // dev-1 has $0.02 left of $10, the wallet $7.18.
    await callAsUser(page, order(relay, relayKeys.adaDev, { max_tokens: 16_000 }));
    const text = await cardSays(page, 'dev-1');
    expect(text).toContain('$10');
    expect(statuses(relay)).toEqual([]);
    await clickOnCard(page, 'Send anyway');
    await cardSays(page, 'Nothing was charged');
    expect((await records(road, 1))[0]).toMatchObject({ refusalCause: 'key-limit' });
    await clickOnCard(page, 'Close');
  });

  it.each([
    ['for nobody', { pricing: 'disabled' }, 403],
    ['not there', { pricing: 'missing' }, 404],
  ] as const)('a list of prices that is hidden leaves calls unpriced, never free: %s', async (_name, site, status) => {
    const relay = await start();
    const console = await readAll(relay);
    relay.world.site.pricing = site.pricing;
    expect(await load(console, '/api/pricing')).toBe(status);
    await waitFor(async () => (await listOf(relay))?.prices === null, 'the list to be forgotten');
    const page = await openApp();
    await callAsUser(page, order(relay, relayKeys.ada, { max_tokens: 1_000_000 }));
    await waitForGot(page, 'call');
    expect(await onlyRecord(road)).toMatchObject({ cost: null, certainty: 'unknown', estimateLikelyNano: null });
  });

  it('that changes the worth of a point is read anew, balance and prices', async () => {
    const relay = await start();
    const console = await readAll(relay);
    relay.world.site.quotaPerUnit = 1000;
    userOf(relay, 'ada').quota = 7180;
    await console.goto(`${relay.origin}/console/topup`);
    await waitFor(async () => {
      const facts = (await listOf(relay))?.facts as { readonly perUnit: string } | undefined;
      return facts?.perUnit === '1000' && (await leftAt(relay, 'ada')) === 7_180_000_000n;
    }, 'the new worth to be read');
    const page = await openApp();
    // A point is a tenth of a cent now: a call without a bound would be asked about.
    await callAsUser(page, order(relay, relayKeys.ada, { max_tokens: 10 }));
    expect((await waitForGot(page, 'call')).status).toBe(200);
    await expectBilled(relay);
    expect(await leftAt(relay, 'ada')).toBe(7_180_000_000n - taken(relay));
  });

  it('what only looks like one is none', async () => {
    const looks: readonly Partial<RelaySite>[] = [
      ...([{ lookAlike: 'near' }, { lookAlike: 'other' }, { lookAlike: 'list' }, { console: 'html' }] as const),
    ];
    const page = tabs.add(await road.browser.newPage());
    const names = new Map<unknown, string>();
    for (const look of looks) {
      const relay = await start(look);
      names.set(idOf(relay), JSON.stringify(look));
      await page.goto(`${relay.origin}/somewhere`);
      for (const path of ['/api/status', '/api/user/self', '/api/token/?p=1', '/api/pricing']) await load(page, path);
      await callAsUser(page, order(relay, relayKeys.ada));
      await waitForGot(page, 'call');
    }
    // A relay, recognised after them, proves that all of it was looked at.
    const real = await start();
    names.set(idOf(real), 'a relay');
    await readAll(real);
    const { accounts, records: booked, priceLists } = await dump();
    const named = (rows: typeof accounts) => rows?.map(({ provider }) => names.get(provider));
    expect([named(accounts), named(booked), named(priceLists)]).toEqual([['a relay'], [], ['a relay']]);
  });

  it('two relays, and two accounts on one: each call is paid from the account of who made it', async () => {
    const [one, other] = [await start(), await start({ systemName: 'Another' })];
    await openConsole(other, '/console/topup', 'lin');
    await waitFor(async () => (await leftAt(other, 'lin')) === 50_000_000_000n, 'the other relay');
    await openConsole(one, '/console/topup', 'lin');
    await waitFor(async () => (await leftAt(one, 'lin')) === 50_000_000_000n, 'the balance of lin');
    const console = await readAll(one);
    // The wallet's page says again who is signed in here.
    await load(console, '/api/user/self');
    await callAsUser(console, {
      ...order(one, null, { group: 'dear' }),
      path: `${one.origin}/pg/chat/completions`,
      headers: { 'New-Api-User': '101' },
    });
    expect((await waitForGot(console, 'call')).status).toBe(200);
    const record = (await expectBilled(one)) as unknown as Record<string, unknown>;
    expect(record.account).toBe(`${idOf(one)}:101`);
    expect([await leftAt(one, 'lin'), await leftAt(other, 'lin')]).toEqual([50_000_000_000n, 50_000_000_000n]);
    expect(await leftAt(one, 'ada')).toBe(7_180_000_000n - taken(one));
  });

  it('after signing out nobody is known to pay from its playground', async () => {
    const relay = await start();
    await openConsole(relay, '/console/topup', 'lin');
    const console = await readAll(relay);
    await load(console, '/api/user/self');
    relay.world.sessions.clear();
    expect(await load(console, '/api/user/self')).toBe(401);
    await callAsUser(console, { ...order(relay, null), path: `${relay.origin}/pg/chat/completions` });
    expect((await waitForGot(console, 'call')).status).toBe(401);
    const record = (await onlyRecord(road)) as unknown as Record<string, unknown>;
    expect(record).toMatchObject({ account: null, outcome: 'error' });
  });

  it('switched off, it is not even recognised, and its calls go as they are', async () => {
    const relay = await start();
    await setSettings(road.browser, { sitesOff: [relay.origin] });
    try {
      const console = await openConsole(relay);
      await load(console, '/api/status');
      await load(console, '/api/user/self');
      await callAsUser(console, {
        ...order(relay, null),
        path: `${relay.origin}/pg/chat/completions`,
        headers: { 'New-Api-User': '101' },
      });
      expect((await waitForGot(console, 'call')).status).toBe(200);
      const { accounts, records, openCalls } = await dump();
      expect([await listOf(relay), accounts, records, openCalls]).toEqual([undefined, [], [], []]);
    } finally {
      await setSettings(road.browser, { sitesOff: [] });
    }
  });

  it('keeps neither a key nor what older software sends along with an account', async () => {
    const relay = await start({ flavour: 'new-api-2025' });
    await readAll(relay, PATHS['new-api-2025']);
    const all = JSON.stringify(await dump());
    expect(all).toContain('dev-1');
    expect(all).not.toMatch(/AdaUnlimited|AdaDevLimited|system-access-token|relay\.invalid/);
  });
});

const PATHS = {
  'new-api': { wallet: '/console/topup', keys: '/console/token' },
  'new-api-v1': { wallet: '/wallet', keys: '/keys' },
  'new-api-2025': { wallet: '/topup', keys: '/token' },
} as const;
