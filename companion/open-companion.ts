import { randomBytes, randomUUID, randomUUIDv7 } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExactCounters } from '../lib/engine/exact-counters.ts';
import type { SettlePorts } from '../lib/engine/ports.ts';
import { readDaemon, removeDaemon, writeDaemon } from './api/daemon-file.ts';
import { daysIn } from './api/days.ts';
import type { ApiDesk } from './api/route.ts';
import { serveApi } from './api/serve-api.ts';
import { openCallDesk } from './calls/call-desk.ts';
import { reviewCalls } from './calls/review-calls.ts';
import { RUN, settleExpired, settleOtherRuns } from './calls/settle-left.ts';
import { openCounters } from './estimate/open-counters.ts';
import { openObservation } from './events/open-observation.ts';
import { type GatewayOptions, type RunningGateway, startGateway } from './gateway/start-gateway.ts';
import { type Holds, openHolds } from './ledger/holds.ts';
import { type LedgerFile, type OpenNews, openLedgerFile } from './ledger/open-file.ts';
import { type LedgerStore, openLedgerStore } from './ledger/open-ledger.ts';
import type { LogOptions } from './logs/log-options.ts';
import { serveMcp } from './mcp/serve-mcp.ts';
import type { MetricsAccess } from './metrics/serve-metrics.ts';
import { openAccounts } from './secrets/accounts.ts';
import { openMasterKey } from './secrets/master-key.ts';
import { createPrivate, readPrivate } from './secrets/private-file.ts';
import { openTokens } from './secrets/tokens.ts';

/** How a companion is opened. */
export interface CompanionOptions extends Pick<GatewayOptions, 'port' | 'standIns' | 'environment'> {
  /** Where it keeps everything; made when it is not there. */
  readonly folder: string;
  /** IANA name: whose days its records have. */
  readonly zone: string;
  readonly version: string;
  /** Who may read `/metrics`. Absent: who has the API's token. */
  readonly metrics?: MetricsAccess;
  /** Absent or null: no log is kept. */
  readonly log?: LogOptions | null;
  /** Told of what could not be booked: its kind, never its content. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** A companion that listens. */
export interface Companion {
  readonly gateway: RunningGateway;
  readonly holds: Holds;
  readonly store: LedgerStore;
  /** What was done when the ledger was opened, to be said loudly. */
  readonly news: readonly OpenNews[];
  /** Ends the calls under way, then everything. */
  readonly stop: () => Promise<void>;
}

/** Holds whose calls went silent are ended so often, ms. */
const SWEEP_MS = 30_000;
/** A copy of the ledger is made so often, ms. */
const BACKUP_MS = 24 * 3_600_000;

/**
 * Opens the ledger of a folder and the gateway over it. Rejects with a LedgerError where the ledger cannot be opened, and
 * where the port is taken.
 */
export async function openCompanion(options: CompanionOptions): Promise<Companion> {
  const { folder, zone, version } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { tokens, accounts } = openSecrets(options);
  const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
  const closing: (() => void | Promise<void>)[] = [file.close];
  const close = async (): Promise<void> => {
    for (const end of closing.toReversed()) await end();
  };
  try {
    let daemon = { origin: '', apiToken: '' };
    const store = openLedgerStore(file.sql);
    const observation = await openObservation({
      ...options,
      holds: openHolds(file.sql),
      ports: store.portsFor({ now: Date.now, dayOf: daysIn(zone) }),
      token: () => daemon.apiToken,
    });
    closing.push(observation.stop);
    const { holds, ports, events, onTrouble } = observation;
    const runId = RUN + randomUUID();
    await settleOtherRuns(store, ports, runId);
    const secretHex = ledgerSecret(join(folder, 'fingerprint.key'));
    const counters = openWarmCounters();
    const desk = openCallDesk({ ports, secretHex, runId, counters });
    const reviewing = reviewCalls({ desk, holds, onTrouble });
    closing.push(reviewing.stop, keepHouse({ file, holds, store, ports, onTrouble }));
    const startedAt = Date.now();
    const serve = (): ApiDesk => {
      const { origin } = daemon;
      return { holds, store, events, counters, tokens, accounts, version, origin, zone, startedAt, now: Date.now };
    };
    const api = serveApi(serve, () => daemon.apiToken);
    const mcp = serveMcp({ openDesk: serve, token: () => daemon.apiToken, version });
    const gateway = await startGateway({
      ...options,
      access: { findTool: tokens.find, findAccount: accounts.find },
      review: observation.observe(reviewing.port),
      others: (...asked) => api(...asked) || observation.serveMetrics(...asked) || mcp(...asked),
      // In the order of time: rows of the largest table come where the last ones are.
      newCallId: randomUUIDv7,
    });
    daemon = writeDaemon(folder, gateway.origin);
    const stop = async (): Promise<void> => {
      if (readDaemon(folder)?.apiToken === daemon.apiToken) removeDaemon(folder);
      // Whoever reads them would be waited for.
      events.stop();
      await gateway.stop();
      await close();
    };
    return { gateway, holds, store, news: file.news, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

function openSecrets({ folder, environment = {} }: CompanionOptions): Pick<ApiDesk, 'tokens' | 'accounts'> {
  const masterKey = openMasterKey(environment, join(folder, 'accounts.key'));
  return {
    tokens: openTokens(join(folder, 'tokens.json')),
    accounts: openAccounts(join(folder, 'accounts.sealed'), masterKey),
  };
}

/** With the vocabulary that most models count by read: the first call would wait for it. */
function openWarmCounters(): ExactCounters {
  const counters = openCounters();
  counters.o200k?.('');
  return counters;
}

interface House extends Pick<Companion, 'holds' | 'store'>, Pick<CompanionOptions, 'onTrouble'> {
  readonly file: LedgerFile;
  readonly ports: SettlePorts;
}

/** What has to be done now and then, until it is ended. */
function keepHouse({ file, holds, store, ports, onTrouble }: House): () => void {
  const tell = (what: string) => (error: unknown) => onTrouble(what, error);
  const sweeping = setInterval(() => {
    holds.sweep().catch(tell('holds were not swept'));
    settleExpired(store, ports).catch(tell('lost calls were not booked'));
  }, SWEEP_MS);
  const copying = setInterval(() => void file.backUp().catch(tell('the ledger was not copied')), BACKUP_MS);
  for (const timer of [sweeping, copying]) timer.unref();
  return () => {
    clearInterval(sweeping);
    clearInterval(copying);
  };
}

/** The secret that keys are fingerprinted with: the ledger's own, handed over when a browser is paired. */
function ledgerSecret(path: string): string {
  createPrivate(path, randomBytes(32).toString('hex'));
  const text = readPrivate(path)?.toString('utf8').trim() ?? '';
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new Error(`[ledger] ${path} is damaged: it must be 64 hex digits; put a copy of it back`);
}
