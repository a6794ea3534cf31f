import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import type { Sql } from '../../../companion/ledger/sql.ts';
import type { SettleLedger, SettlePorts } from '../../../lib/engine/ports.ts';
import { openReadOnlyLedger } from '../../../lib/ledger/ledger.ts';
import { putReading } from '../../../lib/ledger/put-reading.ts';
import { ACCOUNT, CONSOLE, type LedgerHost } from '../../engine/ledger-host.ts';

/** The companion's ledger over a database whose tables are there and empty. */
export function openSqlHost(sql: Sql, ledger: string, startAt: number, close: () => Promise<void>): LedgerHost {
  const store = openLedgerStore(sql, ledger);
  const ports = store.portsFor({
    now: () => host.now,
    dayOf: (at) => new Date(at).toISOString().slice(0, 10),
  });
  const privatePorts: SettlePorts = {
    ...ports,
    transact: <T>(work: (rows: SettleLedger) => Promise<T>) =>
      store.transact((tables) => work(openReadOnlyLedger(tables))),
  };
  const host: LedgerHost = {
    ...{ now: startAt, ports, privatePorts, close },
    addAccount: (id = ACCOUNT) =>
      store.transact(async ({ accounts }) => {
        const rest = { name: null, consoleOrigin: CONSOLE, seenAt: host.now, ownLimits: {}, falseAsks: 0 };
        await accounts.put({ id, provider: id.split(':')[0] ?? '', ...rest });
      }),
    addKey: (fingerprint, account, facts) =>
      store.transact(async ({ keys }) => {
        await keys.put({ ...facts, fingerprint, account, provider: 'sandbox', readAt: host.now });
      }),
    noteRecharge: (id) =>
      store.transact(async ({ accounts }) => {
        const row = await accounts.get(id);
        if (row) await accounts.put({ ...row, rechargeAt: host.now });
      }),
    putReading: (account, reading) => store.transact((tables) => putReading(tables, account, reading)),
    openCalls: () => store.transact(async ({ openCalls }) => openCalls.toArray()),
    records: () => store.transact(async ({ records }) => records.toArray()),
    sumsOf: (unit) =>
      store.transact(async ({ rollups }) => {
        const rows = await rollups.filter((row) => row.unit === unit).toArray();
        return {
          calls: rows.reduce((sum, row) => sum + row.calls, 0),
          refusals: rows.reduce((sum, row) => sum + row.refusals, 0),
          likelyNano: rows.reduce((sum, row) => sum + row.likelyNano, 0n),
          unknownCalls: rows.reduce((sum, row) => sum + row.unknownCalls, 0),
        };
      }),
  };
  return host;
}
