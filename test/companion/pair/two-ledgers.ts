import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { daysIn } from '../../../companion/api/days.ts';
import { settlementOf } from '../../../companion/calls/held-amounts.ts';
import { type Holds, openHolds } from '../../../companion/ledger/holds.ts';
import { type LedgerFile, openLedgerFile } from '../../../companion/ledger/open-file.ts';
import { type LedgerStore, openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { beginSync } from '../../../companion/pair/exchange.ts';
import { openPairCodes, type PairCodes } from '../../../companion/pair/pair-codes.ts';
import { serveBrowsers } from '../../../companion/pair/serve-browsers.ts';
import { type KeptRates, openRates } from '../../../companion/rates/rates.ts';
import { type Browsers, openBrowsers } from '../../../companion/secrets/browsers.ts';
import type { Outcome } from '../../../lib/domain/call.ts';
import type { CallRecord } from '../../../lib/domain/record.ts';
import { settleCall } from '../../../lib/engine/settle-call.ts';
import type { LedgerTables } from '../../../lib/ledger/tables.ts';
import { settlement } from '../../engine/calls.ts';

/** The companion's side of an exchange: a real file and a real server, which can be ended and begun again. */
export interface CompanionSide {
  readonly origin: string;
  readonly codes: PairCodes;
  readonly browsers: Browsers;
  /** Whether a channel is on there. */
  readonly tells: { isOn: boolean };
  readonly rates: KeptRates;
  readonly holds: () => Holds;
  readonly store: () => LedgerStore;
  readonly settle: (callId: string, outcome: Outcome) => Promise<CallRecord | null>;
  /** Closes the file and opens it again, as after a crash that the operating system has cleaned up. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The extension's origin in these tests. */
export const EXTENSION = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';
export const SECRET = 'ab'.repeat(32);

/** What becomes of the next question: it is answered, not heard, heard and not answered, or heard twice. */
export type Fate = 'answered' | 'down' | 'lost' | 'twice';

/** Lets questions come as an extension's do, and go as the fate that is chosen has it. Returns how to end that. */
export function plugFetch(fate: () => Fate): () => void {
  const native = globalThis.fetch;
  globalThis.fetch = async (input, init = {}) => {
    const send = () => native(input, { ...init, headers: { ...init.headers, origin: EXTENSION } });
    const which = fate();
    if (which === 'down') throw new TypeError('down');
    if (which === 'twice') await (await send()).text();
    const answer = await send();
    if (which !== 'lost') return answer;
    await answer.text();
    throw new TypeError('lost');
  };
  return () => {
    globalThis.fetch = native;
  };
}

export async function openCompanionSide(): Promise<CompanionSide> {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-pair-'));
  const codes = openPairCodes(Date.now);
  const browsers = openBrowsers(join(folder, 'browsers.json'));
  const tells = { isOn: false };
  const rates = openRates(join(folder, 'rates.json'));
  let opened: { readonly file: LedgerFile; readonly store: LedgerStore; readonly holds: Holds };
  const open = async (): Promise<void> => {
    const file = await openLedgerFile(join(folder, 'ledger.sqlite'));
    opened = { file, store: openLedgerStore(file.sql), holds: openHolds(file.sql) };
  };
  await open();
  const handle = serveBrowsers(() => ({
    ...{ store: opened.store, holds: opened.holds, now: Date.now, browsers, codes, secretHex: SECRET, version: '0' },
    ratesFrom: rates.ratesFrom,
    begin: () => beginSync({ store: opened.store }, randomUUID()),
    isTelling: async () => tells.isOn,
  }));
  const server: Server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    codes,
    browsers,
    tells,
    rates,
    holds: () => opened.holds,
    store: () => opened.store,
    async settle(callId, outcome) {
      const ports = opened.store.portsFor({ now: Date.now, dayOf: daysIn('UTC') });
      const { record } = await settleCall({ ...settlement(callId, outcome), origin: 'tool:script' }, ports);
      if (record === null) return null;
      const { provider, account, model, fingerprint: key, origin, openedAt: at } = record;
      const call = { provider, account, model, key, label: null, origin };
      await opened.holds.settle({ callId, ...settlementOf(record), unheld: { call, at } });
      return record;
    },
    async restart() {
      await opened.file.close();
      await open();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await opened.file.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What both ledgers must have alike. */
export async function readShared(tables: LedgerTables) {
  const [records, rollups, accounts, keys, readings] = [
    await tables.records.toArray(),
    await tables.rollups.toArray(),
    await tables.accounts.toArray(),
    await tables.keys.toArray(),
    await tables.readings.toArray(),
  ];
  const sums = readings.map(({ account, unit, reading, spentSinceNano }) => {
    const { isBlurred: _, ...known } = reading;
    return { account, unit, known, spentSinceNano };
  });
  return { records, rollups, accounts, keys, sums };
}
