import { type DeepSeek, openDeepSeek } from '../../servers/deepseek/deepseek.ts';
import { deepSeekKeys } from '../../servers/deepseek/world.ts';
import { openRelay, type Relay } from '../../servers/relay/relay.ts';
import { type RelayUser, relayKeys } from '../../servers/relay/world.ts';
import { charges, type Road, setState, waitFor } from '../road/road.ts';
import type { DrivenPage } from '../support/driver.ts';

/** A provider that a page of somebody else's calls, and what its owner does with it. */
export interface Service {
  /** How Deep Chat is set up for it: its own words for a service, a key and an address. */
  readonly connection: {
    readonly directConnection: object;
    readonly connect: { readonly url: string; readonly stream: boolean; readonly additionalBodyProps: object };
  };
  /** Sets what is in the wallet that pays, decimal. */
  readonly setWallet: (amount: string) => Promise<void>;
  /** Opens the console in a tab and waits until it was read: balance, and prices where the site lists them. */
  readonly openConsole: () => Promise<DrivenPage>;
  /** The console's page of the wallet is looked at again, with what is in it now. */
  readonly lookAgain: (console: DrivenPage) => Promise<void>;
  /** What it took for calls, nano-units, oldest first. */
  readonly taken: () => readonly bigint[];
  /** Statuses of the calls it saw. */
  readonly statuses: () => readonly (number | null)[];
  readonly close: () => Promise<void>;
}

export const serviceNames = ['the sandbox', 'DeepSeek', 'a relay'] as const;

/** Starts one of them; the sandbox is that of the road. */
export function openService(name: (typeof serviceNames)[number], road: Road): Promise<Service> {
  if (name === 'the sandbox') return Promise.resolve(sandboxService(road));
  return name === 'DeepSeek' ? deepSeekService(road) : relayService(road);
}

const postsOf = (
  requests: readonly { readonly path: string; readonly method: string; readonly status: number | null }[],
): readonly (number | null)[] =>
  requests
    .filter(({ method, path }) => method === 'POST' && path.endsWith('/chat/completions'))
    .map(({ status }) => status);

const openAi = (key: string, model: string, url: string, more: object = {}): Service['connection'] => ({
  directConnection: { openAI: { key, completions: true, chat: { model, max_tokens: 200 } } },
  connect: { url, stream: true, additionalBodyProps: more },
});

function sandboxService(road: Road): Service {
  const { sandbox } = road;
  return {
    // Asked for, the usage comes with the stream's last piece.
    connection: openAi(sandbox.world.keys[0]?.key ?? '', 'toll-medium', `${sandbox.origin}/v1/chat/completions`, {
      stream_options: { include_usage: true },
    }),
    setWallet: (amount) => setState(sandbox, { balances: [{ unit: 'USD', total: amount }] }),
    openConsole: () => road.openConsole(),
    lookAgain: (console) => console.reload(),
    taken: () => charges(sandbox),
    statuses: () => postsOf(sandbox.world.requests),
    close: () => Promise.resolve(),
  };
}

/** Ports where testing builds look for DeepSeek's stand-in (lib/providers/testing-places.ts). */
const DEEPSEEK_PORTS = [4218, 4317] as const;

async function deepSeekService(road: Road): Promise<Service> {
  const service = await openOnPorts();
  const { world } = service;
  const origin = service.originAs('deepseek');
  return {
    connection: {
      directConnection: { deepSeek: { key: deepSeekKeys.li, model: 'deepseek-flash', max_tokens: 200 } },
      // Deep Chat's own path for it, on the stand-in.
      connect: { url: `${origin}/v1/chat/completions`, stream: true, additionalBodyProps: {} },
    },
    setWallet: (amount) => {
      const li = world.accounts.find(({ id }) => id === 'li');
      if (li) li.wallets = [{ currency: 'CNY', granted: '0', toppedUp: amount }];
      return Promise.resolve();
    },
    openConsole: async () => {
      const page = await road.browser.newPage();
      await page.goto(`${origin}/sign_in`);
      const token = world.accounts.find(({ id }) => id === 'li')?.userToken ?? '';
      await page.evaluate((value: string) => {
        localStorage.setItem('userToken', JSON.stringify({ value, __version: '0' }));
      }, token);
      await page.goto(`${origin}/usage`);
      await waitFor(async () => (await road.ledger()).readings.length > 0, 'the balance to be read');
      return page;
    },
    lookAgain: (console) => console.goto(`${origin}/top_up`),
    // Sixteen places; beyond the ninth there are only zeros.
    taken: () =>
      service
        .transactions()
        .filter((entry) => entry.kind === 'consume')
        .map(({ amount }) => BigInt(amount.replace('.', '')) / 10_000_000n),
    statuses: () => postsOf(world.requests),
    close: () => service.close(),
  };
}

async function openOnPorts(): Promise<DeepSeek> {
  const [first, last] = DEEPSEEK_PORTS;
  const from = first + Math.floor(Math.random() * (last - first - 20));
  for (let port = from; ; port += 1) {
    const opened = await openDeepSeek({ port }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' || port >= last) throw error;
      return null;
    });
    if (opened !== null) return opened;
  }
}

async function relayService(road: Road): Promise<Service> {
  const relay = await openRelay();
  const ada = relay.world.users.find(({ username }) => username === 'ada') as RelayUser;
  return {
    connection: openAi(relayKeys.ada, 'gpt-4o', `${relay.origin}/v1/chat/completions`),
    setWallet: (amount) => {
      ada.quota = Math.round(Number(amount) * relay.world.site.quotaPerUnit);
      return Promise.resolve();
    },
    openConsole: () => openRelayConsole(road, relay),
    lookAgain: (console) => console.goto(`${relay.origin}/console/topup`),
    taken: () =>
      relay
        .transactions()
        .filter((entry) => entry.kind === 'consume')
        .map(({ quota }) => (BigInt(quota) * 1_000_000_000n) / BigInt(relay.world.site.quotaPerUnit)),
    statuses: () => postsOf(relay.world.requests),
    close: () => relay.close(),
  };
}

/** Signs in, and visits the pages that say what there is: wallet, keys, prices. */
async function openRelayConsole(road: Road, relay: Relay): Promise<DrivenPage> {
  const page = await road.browser.newPage();
  const visit = async (path: string): Promise<void> => {
    await page.goto(relay.origin + path);
    await page.waitFor(() => document.querySelector('h1') !== null, { what: `the page ${path} of the console` });
  };
  await visit('/console/topup');
  await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ username: 'ada' });
    const { data } = (await (await fetch('/api/user/login', { method: 'POST', headers, body })).json()) as {
      readonly data: { readonly user?: unknown };
    };
    localStorage.setItem('user', JSON.stringify(data.user ?? data));
  });
  await visit('/console/topup');
  const dump = async () => (await road.ledger()) as unknown as Record<string, readonly Record<string, unknown>[]>;
  await waitFor(async () => (await dump()).readings?.length === 1, 'the balance to be read');
  await visit('/console/token');
  await waitFor(async () => (await dump()).keys?.length === 4, 'the keys to be read');
  await page.evaluate(async () => void (await (await fetch('/api/pricing')).text()));
  await waitFor(async () => (await dump()).priceLists?.some(({ prices }) => prices !== null) ?? false, 'the prices');
  return page;
}
