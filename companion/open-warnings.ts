import { join } from 'node:path';
import { standsFor } from '../lib/ledger/ledger-context.ts';
import { findFixConditions } from './advice/advise.ts';
import { findShortRunways, openSharedRunways, type SharedRunways } from './alerts/find-runways.ts';
import { finderOf } from './alerts/finder.ts';
import { openFinders } from './alerts/finders.ts';
import { type AlertDesk, openAlertDesk } from './alerts/open-alert-desk.ts';
import { openThresholdLines } from './alerts/threshold-lines.ts';
import type { ApiDesk } from './api/route.ts';
import { fetchOut, send } from './balance/send.ts';
import type { Beside } from './beside/open-beside.ts';
import type { FollowUpDesk } from './calls/follow-up.ts';
import { findUndelivered } from './channels/find-undelivered.ts';
import { type ChannelDesk, openChannelDesk } from './channels/open-channel-desk.ts';
import { enqueue } from './channels/outbox.ts';
import type { Holds } from './ledger/holds.ts';
import { inWatchTables } from './ledger/in-watch-tables.ts';
import type { LedgerStore } from './ledger/open-ledger.ts';
import { openRecharges, type Recharges } from './plan/open-recharges.ts';
import { requestRecharge } from './plan/recharge-requests.ts';
import { sendReports } from './report/send-reports.ts';
import type { MasterKey } from './secrets/master-key.ts';
import { linesOf, payersOf } from './watch/lines.ts';
import { openWatch, type Watch } from './watch/open-watch.ts';
import type { WatchDesk } from './watch/watch-desk.ts';

/** What looks ahead, and tells somebody in time. */
export interface Warnings {
  readonly channels: ChannelDesk;
  readonly recharges: Recharges;
  readonly watch: Watch;
  readonly alertDesk: AlertDesk;
  readonly stop: () => Promise<void>;
}

/** What it is opened with. */
export interface WarningsOptions extends Pick<WatchDesk, 'ports' | 'accounts' | 'standIns' | 'secretHex'> {
  readonly folder: string;
  readonly store: LedgerStore;
  readonly holds: Holds;
  /** The database's own clock as SQL; null: it has none that counts. */
  readonly clock: string | null;
  /** What tells this companion from others over its database. */
  readonly mark: string;
  /** IANA name. */
  readonly zone: string;
  readonly beside: Beside;
  readonly masterKey: MasterKey;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isPolling: boolean;
  /** What became of work that ends later is booked with it. */
  readonly followUps: FollowUpDesk;
  /** The rest of what finders and reports ask; asked once the gateway listens. */
  readonly openDesk: () => ApiDesk;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** What would end refusals for good is worked out so often, ms: it reads a month of calls. */
const FIXES_MS = 24 * 3_600_000;
/** The balances at which somebody is told are worked out so often, ms. */
const LINES_MS = 60_000;
/** What is unusual is worked out so often, ms. */
const UNUSUAL_MS = 5 * 60_000;

/** Opens all of it: balances are asked for, rules followed, alerts looked for, and what is to be told goes out. */
export function openWarnings(options: WarningsOptions): Warnings {
  const { folder, store, holds, clock, zone, beside, environment, onTrouble } = options;
  const now = Date.now;
  const runways = openSharedRunways(beside);
  const wallets = (at: number) => beside.ask('wallets', at);
  const channels = openChannelDesk({
    ...{ path: join(folder, 'channels.sealed'), masterKey: options.masterKey, environment },
    ...{ store, clock, companion: options.mark, now, onTrouble },
  });
  const recharges = openRecharges({
    ...{ folder, store, clock, now, onTrouble, environment },
    runwayDaysLow: (account, unit) => daysLow(runways, { store, zone, now: now() }, { account, unit }),
    request: (tables, channel, run) => requestRecharge(tables, channel, { run, now: now() }),
  });
  const thresholdLines = openThresholdLines(store, wallets, now);
  const thresholds = nowAndThen(LINES_MS, () =>
    thresholdLines().catch((error: unknown) => {
      onTrouble('alert thresholds could not be read', error);
      return [];
    }),
  );
  const watch = openWatch({
    ...{ store, ports: options.ports, accounts: options.accounts, standIns: options.standIns },
    ...{
      secretHex: options.secretHex,
      send,
      lines: async () => [...linesOf(recharges.rules, onTrouble), ...(await thresholds())],
    },
    findDifferences: () => beside.ask('differences', { zone, now: now() }),
    ...{ now, random: Math.random, isPolling: options.isPolling, onTrouble },
    jobs: { ...options.followUps, standIns: options.standIns, fetch: fetchOut, now },
  });
  const others = [
    findShortRunways(runways, beside),
    finderOf(['unread', 'recharge-late', 'differs'], watch.conditions),
    finderOf(
      ['unusual'],
      nowAndThen(UNUSUAL_MS, () => beside.ask('unusual', { zone, now: now() })),
    ),
    finderOf(
      ['fix'],
      nowAndThen(FIXES_MS, () => findFixConditions(options.openDesk())),
    ),
    finderOf(['undelivered'], () => inWatchTables(store, (tables) => findUndelivered(tables, now()))),
  ];
  const alertDesk = openAlertDesk({
    ...{ store, holds, zone, finders: openFinders({ recharges, wallets, others }), now, onTrouble },
    outbox: {
      enqueue: async (tables, items, at) => {
        await enqueue(tables, items, at);
        channels.wake();
      },
    },
    page: () => pageOf(options.openDesk()),
    channels: async () => (await channels.known()).filter(({ isOn }) => isOn).map(({ name }) => name),
    payers: () => payersOf(recharges.rules, onTrouble),
  });
  const reports = sendReports({
    openDesk: options.openDesk,
    enqueue: (tables, items) => enqueue(tables, items, now()),
    onTrouble,
  });
  return {
    ...{ channels, recharges, watch, alertDesk },
    async stop() {
      reports.stop();
      await alertDesk.stop();
      await watch.stop();
      recharges.stop();
      await channels.stop();
    },
  };
}

/** Null: the gateway does not listen yet. */
function pageOf({ origin }: Pick<ApiDesk, 'origin'>): string | null {
  return origin === '' ? null : `${origin}/watch`;
}

async function daysLow(
  runways: SharedRunways,
  desk: Parameters<SharedRunways['find']>[0] & Pick<WarningsOptions, 'store'>,
  { account, unit }: { readonly account: string; readonly unit: string },
): Promise<number | null> {
  const accounts = await desk.store.transact(async (tables) => tables.accounts.toArray());
  const wallet = standsFor(accounts, account)?.id ?? account;
  const found = (await runways.find(desk)).find(
    ({ of, unit: own }) => of.kind === 'account' && of.id === wallet && own === unit,
  );
  const end = found?.runway?.p10 ?? null;
  return end === null ? null : Math.max(0, end - desk.now) / 86_400_000;
}

/** The same answer for a while: what takes long is not worked out at each look. */
function nowAndThen<T>(ms: number, work: () => Promise<T>): () => Promise<T> {
  let known: { readonly at: number; readonly answer: Promise<T> } | null = null;
  return () => {
    if (known === null || Math.abs(Date.now() - known.at) > ms) {
      const answer = work();
      known = { at: Date.now(), answer };
      answer.catch(() => {
        known = null;
      });
    }
    return known.answer;
  };
}
