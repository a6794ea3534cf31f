import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { send } from '../../../companion/balance/send.ts';
import { inWatchTables } from '../../../companion/ledger/in-watch-tables.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import type { NamedAccount } from '../../../companion/secrets/accounts.ts';
import { claimPolls } from '../../../companion/watch/claim-polls.ts';
import { pollAccount } from '../../../companion/watch/poll-account.ts';
import { type PollState, readPollStates } from '../../../companion/watch/poll-state.ts';
import type { WatchDesk, WatchedLine } from '../../../companion/watch/watch-desk.ts';
import type { TestDatabase } from '../ledger/adapters.ts';

/** A provider's server: what it answers next, and who asked. */
export interface StandInServer {
  readonly send: WatchDesk['send'];
  /** DeepSeek's form, dollars. */
  left: string;
  /** In its place; null: the balance. */
  fault: { readonly status: number; readonly headers?: Record<string, string>; readonly text: string } | null;
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

/** A real server on loopback to which every https address leads. */
export async function openStandIn(): Promise<StandInServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers['x-asked-host']}${request.url} ${request.headers.authorization}`);
    const { fault, left } = state;
    if (fault !== null) return void response.writeHead(fault.status, fault.headers).end(fault.text);
    const info = { currency: 'USD', total_balance: left, granted_balance: '0.00', topped_up_balance: left };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ is_available: Number(left) > 0, balance_infos: [info] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const state: StandInServer = {
    ...{ left: '10.00', fault: null, asked },
    send: ({ url, headers, ...limits }) => {
      const { host, pathname, search } = new URL(url);
      const there = `http://127.0.0.1:${port}${pathname}${search}`;
      return send({ ...limits, url: there, headers: { ...headers, 'x-asked-host': host } });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}

/** One companion that watches, with a clock of its own. */
export interface Watcher extends WatchDesk {
  at: number;
  /** What its `lines` are. */
  near: readonly WatchedLine[];
  /** One look: who was asked. */
  readonly look: () => Promise<readonly string[]>;
  readonly states: () => Promise<readonly PollState[]>;
}

export const ACCOUNT: NamedAccount = { id: 'deepseek:work', name: 'work', provider: 'deepseek', key: 'sk-of-work' };
export const START = Date.UTC(2026, 10, 22, 9);
export const SECRET = 'ab'.repeat(32);

/** A companion over one ledger of a database. A second one over the same is another process to it. */
export function openWatcher(
  { sql }: Pick<TestDatabase, 'sql'>,
  ledger: string,
  provider: StandInServer,
  accounts: readonly NamedAccount[] = [ACCOUNT],
): Watcher {
  const store = openLedgerStore(sql, ledger);
  const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const watcher: Watcher = {
    at: START,
    store,
    ports: store.portsFor({ now: () => watcher.at, dayOf }),
    accounts: {
      list: () => accounts.map(({ id, name, provider: of }) => ({ id, name, provider: of, keptIn: 'file' as const })),
      find: (of, name) => accounts.find((one) => one.provider === of && one.name === name) ?? null,
    },
    ...{ standIns: {}, secretHex: SECRET, send: provider.send, now: () => watcher.at, random: () => 0.5 },
    lines: async () => watcher.near,
    near: [],
    look: async () => {
      const claimed = await claimPolls(watcher);
      for (const one of claimed) await pollAccount(one, watcher);
      return claimed.map(({ id }) => id);
    },
    states: () => inWatchTables(watcher.store, ({ watchStates }) => readPollStates(watchStates)),
  };
  return watcher;
}
