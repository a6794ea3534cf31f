import { createHash, randomBytes, randomUUID, randomUUIDv7 } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExactCounters } from '../lib/engine/exact-counters.ts';
import { serveStatusPage } from './alerts/serve-status-page.ts';
import { type Daemon, removeDaemon, writeDaemon } from './api/daemon-file.ts';
import { daysIn } from './api/days.ts';
import type { ApiDesk } from './api/route.ts';
import { askApi, serveApi } from './api/serve-api.ts';
import { send } from './balance/send.ts';
import { openBeside } from './beside/open-beside.ts';
import { openBatchFiles } from './calls/batch-files.ts';
import { openCallDesk } from './calls/call-desk.ts';
import { linkBudgets } from './calls/link-budgets.ts';
import { reviewCalls } from './calls/review-calls.ts';
import { RUN, settleOtherRuns } from './calls/settle-left.ts';
import { serveDashboard } from './dashboard/serve-dashboard.ts';
import { openCountBeside } from './estimate/count-beside.ts';
import { openCounters } from './estimate/open-counters.ts';
import { openObservation } from './events/open-observation.ts';
import { type GatewayOptions, type RunningGateway, startGateway } from './gateway/start-gateway.ts';
import { keepHouse } from './keep-house.ts';
import { startCheckpoints } from './ledger/checkpoints.ts';
import { type Holds, openHolds } from './ledger/holds.ts';
import { type LedgerSource, type OpenedDatabase, openDatabase, type ServerChoice } from './ledger/open-database.ts';
import { type LedgerStore, openLedgerStore } from './ledger/open-ledger.ts';
import type { Synchronous } from './ledger/sqlite.ts';
import type { LogOptions } from './logs/log-options.ts';
import { serveMcp } from './mcp/serve-mcp.ts';
import type { MetricsAccess } from './metrics/serve-metrics.ts';
import { openWarnings } from './open-warnings.ts';
import type { AskApi } from './pages/page.ts';
import { openPageAccess } from './pages/page-access.ts';
import { servePages } from './pages/serve-pages.ts';
import { beginSync, renewSync } from './pair/exchange.ts';
import { openPairCodes } from './pair/pair-codes.ts';
import { type BrowserDesk, serveBrowsers } from './pair/serve-browsers.ts';
import { openGoverned } from './policies/open-governed.ts';
import { openRates } from './rates/rates.ts';
import { keepBlocks } from './refusals/keep-blocks.ts';
import type { Accounts } from './secrets/accounts.ts';
import { openBrowsers } from './secrets/browsers.ts';
import type { KeychainSource } from './secrets/keychain.ts';
import { type MasterKey, openMasterKey } from './secrets/master-key.ts';
import { openAccounts } from './secrets/open-accounts.ts';
import { createPrivate, readPrivate } from './secrets/private-file.ts';
import { openTokens } from './secrets/tokens.ts';
import { startRefreshing } from './sites/refresh-relays.ts';
import { openSites } from './sites/sites.ts';
import type { Watch } from './watch/open-watch.ts';

/** How a companion is opened. */
export interface CompanionOptions extends Pick<GatewayOptions, 'port' | 'standIns' | 'environment' | 'door'> {
  /** Where calls of other machines are served, too. Absent or null: nowhere. */
  readonly abroad?: Abroad | null;
  /** Where it keeps everything; made when it is not there. */
  readonly folder: string;
  /** IANA name: whose days its records have. */
  readonly zone: string;
  /** A database that several companions may share. Absent or null: the folder's own file. */
  readonly server?: ServerChoice | null;
  /** Where keys of accounts may be kept besides. Absent or null: in the folder's encrypted file alone. */
  readonly keychain?: KeychainSource | null;
  /** What the folder's own file survives; see `SqliteOptions`. Absent: `normal`. */
  readonly synchronous?: Synchronous;
  readonly version: string;
  /** Who may read `/metrics`. Absent: who has the API's token. */
  readonly metrics?: MetricsAccess;
  /** Absent or null: no log is kept. */
  readonly log?: LogOptions | null;
  /** False: no provider is asked for balances unless somebody says so. Absent: they are, for named accounts. */
  readonly isPolling?: boolean;
  /** Told of what could not be booked: its kind, never its content. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** What starts does not wait longer for the keychain, ms: a call meanwhile is told that its key is not there yet. */
const UNLOCK_MS_MAX = 3000;

/** Where tools of other machines are served, with TLS: their calls, and nothing of the API or the pages. */
export type Abroad = Required<Pick<GatewayOptions, 'host' | 'port' | 'tls'>>;

/** A companion that listens. */
export interface Companion {
  readonly gateway: RunningGateway;
  /** Null: other machines are not served. */
  readonly abroad: RunningGateway | null;
  readonly holds: Holds;
  readonly store: LedgerStore;
  readonly source: LedgerSource;
  readonly watch: Watch;
  /** What was done when the ledger was opened, to be said loudly. */
  readonly news: OpenedDatabase['news'];
  /** Ends the calls under way, then everything. */
  readonly stop: () => Promise<void>;
}

/**
 * Opens the ledger of a folder and the gateway over it. Rejects with a LedgerError where the ledger cannot be opened, and
 * where the port is taken.
 */
export async function openCompanion(options: CompanionOptions): Promise<Companion> {
  const { folder, version, server = null, synchronous } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { tokens, accounts, browsers, masterKey } = openSecrets(options);
  await unlockKeys(accounts, options.onTrouble);
  const sites = openSites(join(folder, 'sites.json'));
  const rates = openRates(join(folder, 'rates.json'));
  const codes = openPairCodes(Date.now);
  const secretHex = ledgerSecret(join(folder, 'fingerprint.key'));
  const database = await openDatabase({
    ...{ folder, zone: options.zone, secretHex, server, synchronous },
    onLost: (error) => options.onTrouble('ended calls were not booked', error),
  });
  const { sql, zone, news } = database;
  const closing: (() => void | Promise<void>)[] = [database.close];
  if (database.source.kind === 'file') {
    const { stop } = startCheckpoints(database.source.path, (error) => {
      options.onTrouble('the log of the ledger was not shortened', error);
    });
    closing.push(stop);
  }
  const close = async (): Promise<void> => {
    for (const end of closing.toReversed()) await end();
  };
  try {
    let daemon: Daemon = { origin: '', pid: process.pid, apiToken: '' };
    const store = openLedgerStore(sql);
    const clock = { now: Date.now, dayOf: daysIn(zone) };
    const observation = await openObservation({
      ...options,
      holds: openHolds(sql),
      now: Date.now,
      token: () => daemon.apiToken,
    });
    closing.push(observation.stop);
    const { holds, events, onTrouble } = observation;
    closing.push(keepBlocks({ store, listen: observation.listen, onTrouble }).stop);
    // Known from the start: they are what is asked for while the database is away.
    await holds.budgets();
    await linkBudgets({ holds, store });
    const ports = observation.observePorts(store.portsFor(clock));
    const mark = sql.isSoleWriter ? '' : folderMark(folder);
    const beginning = sql.isSoleWriter ? RUN : `${RUN}${mark}-`;
    const runId = beginning + randomUUID();
    // What browsers were told by the damaged file is not in this one.
    if (news.some(({ kind }) => kind === 'restored')) await renewSync({ store }, randomUUID());
    await settleOtherRuns(store, ports, { runId, beginning });
    const counters = openWarmCounters();
    const counting = openCountBeside();
    closing.push(counting.stop);
    // Its rows are committed with the hold, or the booking, that follows them.
    const desk = openCallDesk({
      ports: observation.observePorts(store.portsFor(clock, false)),
      secretHex,
      runId,
      counters,
      beside: counting.count,
    });
    const files = openBatchFiles({ store, secretHex, counters, now: Date.now });
    const reviewing = reviewCalls({ desk, holds, ratesFrom: rates.ratesFrom, files, onTrouble });
    const beside = openBeside({ source: database.source, store, holds, sites });
    closing.push(beside.stop);
    const hours: Holds['hours'] = (span) => beside.ask('hours', span);
    const governed = openGoverned({ folder, holds: { hours }, reviewer: reviewing.reviewer, now: Date.now, onTrouble });
    closing.push(
      reviewing.running.stop,
      governed.stop,
      keepHouse({
        ...{ database, holds, beside, store, ports, ratesFrom: rates.ratesFrom, onTrouble },
        isRunning: reviewing.running.has,
      }),
    );
    const refreshing = startRefreshing({
      ...{ sites, store, send, now: Date.now },
      onTrouble: (error) => onTrouble('prices of relays were not read again', error),
    });
    closing.push(refreshing.stop);
    const startedAt = Date.now();
    const serve = (): ApiDesk => {
      const { origin } = daemon;
      return {
        ...{ policies: governed.policies, breaker: governed.breaker, rates, source: database.source, beside },
        ...{ holds, store, events, counters, tokens, accounts, browsers, codes, pages, sites, ...warnings },
        ...{ version, origin, zone, startedAt, now: Date.now },
      };
    };
    const warnings = openWarnings({
      ...{ folder, store, holds, ports, accounts, secretHex, mark, zone, masterKey, clock: sql.clock },
      ...{ standIns: options.standIns ?? {}, environment: process.env, isPolling: options.isPolling ?? true },
      ...{ beside, openDesk: serve, onTrouble },
      followUps: { desk, holds, ratesFrom: rates.ratesFrom },
    });
    const { alertDesk, watch } = warnings;
    closing.push(warnings.stop, observation.listen(alertDesk.hear));
    const pages = openPageAccess({ secret: () => daemon.apiToken, now: Date.now });
    const forPages = () => ({
      ...{ access: pages, events, zone, now: Date.now, onTrouble },
      ask: <T>(asked: Parameters<AskApi>[0]) => askApi<T>(serve, asked),
    });
    const watchPages = servePages(forPages);
    const dashboard = serveDashboard(forPages);
    const status = serveStatusPage(() => ({ store, holds, accounts, zone, now: Date.now }));
    const begin = (): Promise<void> => beginSync({ store }, randomUUID());
    const forBrowsers = (): BrowserDesk => ({
      ...{ store, holds, now: Date.now, browsers, codes, secretHex, version, begin, ratesFrom: rates.ratesFrom },
      isTelling: async () => (await warnings.channels.known()).some(({ isOn }) => isOn),
    });
    const api = serveApi(serve, () => daemon.apiToken);
    const mcp = serveMcp({ openDesk: serve, token: () => daemon.apiToken, version });
    const shared = {
      ...options,
      access: { findTool: tokens.find, findAccount: accounts.find, lockedBy: accounts.lockedBy },
      review: { ...observation.observe(governed.port), takeFile: files.take },
      // In the order of time: rows of the largest table come where the last ones are.
      newCallId: randomUUIDv7,
    };
    const abroad = options.abroad ? await startGateway({ ...shared, ...options.abroad }) : null;
    closing.push(async () => abroad?.stop());
    const gateway = await startGateway({
      ...shared,
      others: (...asked) => api(...asked) || observation.serveMetrics(...asked) || mcp(...asked),
      browsers: serveBrowsers(forBrowsers),
      pages: (...asked) => status(...asked) || dashboard(...asked) || watchPages(...asked),
    });
    daemon = writeDaemon(folder, gateway.origin);
    const stop = async (): Promise<void> => {
      removeDaemon(folder, daemon);
      // Whoever reads them would be waited for.
      events.stop();
      await Promise.all([gateway.stop(), abroad?.stop()]);
      await close();
    };
    return { gateway, abroad, holds, store, watch, source: database.source, news, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads the keys that are in the keychain; one that waits for a person is not waited for. */
async function unlockKeys(accounts: Accounts, onTrouble: CompanionOptions['onTrouble']): Promise<void> {
  const read = accounts.unlock().then(() => {
    const locked = accounts.list().flatMap((one) => (one.locked === undefined ? [] : [one]));
    if (locked.length === 0) return;
    const names = locked.map(({ provider, name }) => `${provider} ${name}`).join(', ');
    onTrouble('keys are locked in the keychain', new Error(`${names}: ${locked[0]?.locked}`));
  });
  await Promise.race([read, wait(UNLOCK_MS_MAX, undefined, { ref: false })]);
}

function openSecrets({
  folder,
  keychain = null,
  environment = {},
}: CompanionOptions): Pick<ApiDesk, 'tokens' | 'accounts' | 'browsers'> & { readonly masterKey: MasterKey } {
  const masterKey = openMasterKey(environment, join(folder, 'accounts.key'));
  return {
    masterKey,
    tokens: openTokens(join(folder, 'tokens.json')),
    accounts: openAccounts({ path: join(folder, 'accounts.sealed'), masterKey, keychain }),
    browsers: openBrowsers(join(folder, 'browsers.json')),
  };
}

/** With the vocabulary that most models count by read: the first call would wait for it. */
function openWarmCounters(): ExactCounters {
  const counters = openCounters();
  counters.o200k?.('');
  return counters;
}

/** The secret that keys are fingerprinted with: the ledger's own, handed over when a browser is paired. */
function ledgerSecret(path: string): string {
  createPrivate(path, randomBytes(32).toString('hex'));
  const text = readPrivate(path)?.toString('utf8').trim() ?? '';
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new Error(`[ledger] ${path} is damaged: it must be 64 hex digits; put a copy of it back`);
}

/**
 * Names a folder on this machine among the companions over one database: of its runs only one is alive. The others are
 * left to those who have them, and to their time.
 */
function folderMark(folder: string): string {
  const path = join(folder, 'companion.id');
  createPrivate(path, randomUUID());
  const id = readPrivate(path)?.toString('utf8') ?? '';
  // A folder that was copied to another machine is another one.
  return createHash('sha256').update(`${id.trim()} ${hostname()}`).digest('hex').slice(0, 16);
}
