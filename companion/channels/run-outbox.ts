import { randomUUID } from 'node:crypto';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openWatchTables, type WatchTables } from '../ledger/watch-tables.ts';
import type { Delivered } from './channel.ts';
import type { ChannelFile } from './channel-file.ts';
import { findKind } from './channel-kinds.ts';
import type { DeliveryRow } from './delivery.ts';
import { note, take, takeUp, trim } from './outbox.ts';
import type { SendBy } from './send-by.ts';

/** What sends what waits. */
export interface Outbox {
  /** Something was put on its way: look at once. Without it the next look finds it. */
  readonly wake: () => void;
  /** Ends what is under way, and notes how. */
  readonly stop: () => Promise<void>;
}

/** What it works with. */
export interface OutboxPorts {
  readonly store: Pick<LedgerStore, 'transactBelow'>;
  /** The instant as SQL, where a database that is not ours alone decides (`Sql.clock`); null: `now` does. */
  readonly clock: string | null;
  /** Names this companion among those over one database. */
  readonly companion: string;
  readonly file: ChannelFile;
  readonly send: SendBy;
  /** Epoch ms. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Told what could not be done: its kind, never its content. */
  readonly onTrouble: (what: string, error: unknown) => void;
  /** Called when a channel was switched off by its receiver. */
  readonly onTurned: () => Promise<void>;
  /** How often it looks by itself, ms. Absent: 5 s. */
  readonly pollMs?: number;
}

const POLL_MS = 5000;
const TRIM_MS = 6 * 3_600_000;
/** What is under way may end by itself so long, ms. */
const STOP_MS_MAX = 3000;
/** A result that could not be noted is tried again: it would be sent twice. */
const NOTE_TRIES = 3;

/** Runs work over the outbox's tables in one transaction, with the instant that counts, epoch ms. */
export function transactWatch<T>(
  { store, clock, now }: Pick<OutboxPorts, 'store' | 'clock' | 'now'>,
  work: (tables: WatchTables, at: number) => Promise<T>,
): Promise<T> {
  return store.transactBelow(async ({ tx, ledger }) => {
    const at = clock === null ? now() : Number((await tx.rows(`select ${clock} as now`))[0]?.now);
    return work(openWatchTables(tx, ledger), at);
  });
}

/** Begins to send, first of all what a companion of this name was sending when it died. */
export function runOutbox(ports: OutboxPorts): Outbox {
  const stopping = new AbortController();
  const under = new Set<Promise<void>>();
  const busy = new Set<string>();
  let isStopped = false;
  let isAsked = false;
  let looking: Promise<void> | null = null;
  const tell = (error: unknown): void => ports.onTrouble('notices could not be looked for', error);

  const begin = (row: DeliveryRow): void => {
    busy.add(row.value.channel);
    const sending = sendOne(ports, row, stopping.signal).finally(() => {
      under.delete(sending);
      const free = (): void => {
        busy.delete(row.value.channel);
        wake();
      };
      const paceMs = paceOf(ports.file, row.value.channel);
      if (paceMs === 0) free();
      else setTimeout(free, paceMs).unref();
    });
    under.add(sending);
  };
  const look = async (): Promise<void> => {
    do {
      isAsked = false;
      let rows: readonly DeliveryRow[] | null = [];
      while (rows !== null && !isStopped) {
        const taker = { companion: ports.companion, find: ports.file.find, busy, newClaim: randomUUID };
        rows = await transactWatch(ports, (tables, now) => take(tables, { ...taker, now }));
        rows?.forEach(begin);
      }
    } while (isAsked && !isStopped);
  };
  const wake = (): void => {
    isAsked = true;
    if (isStopped || looking !== null) return;
    looking = look()
      .catch(tell)
      .finally(() => {
        looking = null;
      });
  };
  const polling = setInterval(wake, ports.pollMs ?? POLL_MS).unref();
  const trimming = setInterval(() => void transactWatch(ports, (tables) => trim(tables)).catch(tell), TRIM_MS).unref();
  looking = transactWatch(ports, (tables, now) => takeUp(tables, ports.companion, now))
    .catch(tell)
    .finally(() => {
      looking = null;
      wake();
    });
  return {
    wake,
    stop: async () => {
      isStopped = true;
      clearInterval(polling);
      clearInterval(trimming);
      await looking;
      const timer = setTimeout(() => stopping.abort(), STOP_MS_MAX);
      await Promise.all(under);
      clearTimeout(timer);
    },
  };
}

function paceOf(file: ChannelFile, name: string): number {
  return findKind(file.find(name)?.kind ?? '')?.paceMs ?? 0;
}

/** One attempt and its note. Never rejects. */
async function sendOne(ports: OutboxPorts, row: DeliveryRow, signal: AbortSignal): Promise<void> {
  const { notice, channel, mayHaveArrived } = row.value;
  const kept = ports.file.find(channel);
  const delivered: Delivered =
    kept === null
      ? { kind: 'failed', why: 'the channel was just removed' }
      : await ports.send(kept, { ...notice, isSecondCopy: mayHaveArrived }, signal);
  try {
    if (delivered.kind === 'gone' && ports.file.turn(channel, false, delivered.why)) await ports.onTurned();
  } catch (error) {
    ports.onTrouble('a channel could not be switched off', error);
  }
  await noteIt(ports, row, delivered);
}

async function noteIt(ports: OutboxPorts, row: DeliveryRow, delivered: Delivered): Promise<void> {
  const chance = ports.random();
  for (let tries = 1; ; tries++) {
    try {
      await transactWatch(ports, (tables, now) => note(tables, { row, delivered, now, chance }));
      return;
    } catch (error) {
      if (tries < NOTE_TRIES) continue;
      // Its lease ends, and it is sent once more, marked.
      ports.onTrouble('what became of a notice could not be noted', error);
      return;
    }
  }
}
