import type { SettleLedger, SettlePorts } from '../../lib/engine/ports.ts';
import { openLedger, openReadOnlyLedger } from '../../lib/ledger/ledger.ts';
import { putReading } from '../../lib/ledger/put-reading.ts';
import { Database } from '../../lib/webext/database.ts';
import { transactLedger } from '../../lib/webext/transact-ledger.ts';
import { ACCOUNT, CONSOLE, type LedgerHost, type Sums } from './ledger-host.ts';

/** The extension's own ledger over an IndexedDB in memory. */
export interface DexieHost extends LedgerHost {
  readonly database: Database;
}

let opened = 0;

/** Opens an empty ledger of its own. */
export async function openDexieHost(startAt: number): Promise<DexieHost> {
  opened += 1;
  const database = new Database(`ledger-${opened}`);
  const portsOver = (ledger: SettleLedger): SettlePorts => ({
    now: () => host.now,
    dayOf: (at) => new Date(at).toISOString().slice(0, 10),
    transact: (work) => transactLedger({ database, ledger, makeRoom: async () => false }, work),
  });
  const host: DexieHost = {
    database,
    now: startAt,
    ports: portsOver(openLedger(database)),
    privatePorts: portsOver(openReadOnlyLedger(database)),
    addAccount: async (id = ACCOUNT) => {
      const rest = { name: null, consoleOrigin: CONSOLE, seenAt: host.now, ownLimits: {}, falseAsks: 0 };
      await database.accounts.put({ id, provider: id.split(':')[0] ?? '', ...rest });
    },
    addKey: async (fingerprint, account, facts) => {
      await database.keys.put({ ...facts, fingerprint, account, provider: 'sandbox', readAt: host.now });
    },
    noteRecharge: async (id) => void (await database.accounts.update(id, { rechargeAt: host.now })),
    putReading: (account, reading) => putReading(database, account, reading),
    openCalls: () => database.openCalls.toArray(),
    records: () => database.records.toArray(),
    sumsOf: (unit) => sumsOf(database, unit),
    close: () => database.delete(),
  };
  return host;
}

async function sumsOf(database: Database, unit: string): Promise<Sums> {
  const rows = await database.rollups.filter((row) => row.unit === unit).toArray();
  return {
    calls: rows.reduce((sum, row) => sum + row.calls, 0),
    refusals: rows.reduce((sum, row) => sum + row.refusals, 0),
    likelyNano: rows.reduce((sum, row) => sum + row.likelyNano, 0n),
    unknownCalls: rows.reduce((sum, row) => sum + row.unknownCalls, 0),
  };
}
