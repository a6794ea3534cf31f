import { statSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import type { Holds } from '../ledger/holds.ts';
import type { LedgerSource } from '../ledger/open-database.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openReader } from '../ledger/open-reader.ts';
import { LedgerError } from '../ledger/sql.ts';
import type { KeptSites, Sites } from '../sites/sites.ts';
import { startThread } from '../start-thread.ts';
import { type Answers, openAnswers } from './answer-questions.ts';
import type { BesideTold, BesideWork } from './beside-thread.ts';

/** Answers long questions about the ledger, so that no call waits for them. */
export interface Beside {
  /** What was written before it was asked is in the answer. @throws LedgerError */
  readonly ask: <Kind extends keyof Answers>(
    kind: Kind,
    ...asked: Parameters<Answers[Kind]>
  ) => ReturnType<Answers[Kind]>;
  readonly stop: () => Promise<void>;
}

/** What it works with. */
export interface BesideOptions {
  readonly source: LedgerSource;
  readonly store: LedgerStore;
  readonly holds: Pick<Holds, 'budgets' | 'usage' | 'hours' | 'unheard'>;
  readonly sites: Pick<Sites, 'descriptions' | 'relays'>;
  /** For tests. */
  readonly fileBytesMin?: number;
}

/** More would not be answered in time. */
const WAITING_MAX = 100;
/** Nobody waits longer, ms; a thread that takes so long is ended. */
const ANSWER_MS_MAX = 2 * 60_000;
/** Of the thread: its code, a quarter of a year by the hour, and what one question reads. */
const OLD_MB_MAX = 256;
const YOUNG_MB = 8;

/** All of a smaller file is read sooner than a thread begins, and in less than calls may be kept waiting. */
const FILE_BYTES_MIN = 2 * 1024 * 1024;

/**
 * A file is read in one thread, begun with the first question once it is large enough. A server answers while others go on, and
 * is asked from here.
 */
export function openBeside(options: BesideOptions): Beside {
  const { source, fileBytesMin = FILE_BYTES_MIN } = options;
  const here = openHere(options);
  if (source.kind === 'server') return here;
  const beside = openThread(options, source.path);
  let isLarge = false;
  return {
    ask: (kind, ...asked) => {
      isLarge ||= sizeOf(source.path) >= fileBytesMin;
      return (isLarge ? beside : here).ask(kind, ...asked);
    },
    stop: beside.stop,
  };
}

/** With what is not moved into it yet, bytes. */
function sizeOf(path: string): number {
  return [path, `${path}-wal`].reduce((sum, one) => sum + (statSync(one, { throwIfNoEntry: false })?.size ?? 0), 0);
}

function openHere({ source, store, holds }: BesideOptions): Beside {
  const rows: Parameters<typeof openAnswers>[0]['rows'] = async (...asked) => {
    const reader = await openReader(source);
    return reader.rows(...asked).finally(reader.close);
  };
  const answers = openAnswers({ store, holds, rows });
  return {
    ask: (kind, ...asked) => (answers[kind] as (...given: typeof asked) => ReturnType<Answers[typeof kind]>)(...asked),
    stop: async () => {},
  };
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  known: KeptSites | null;
}

function openThread({ store, sites }: BesideOptions, path: string): Beside {
  let thread: Thread | null = null;
  let asked = 0;
  let isStopped = false;

  const open = (): Thread => {
    const worker = startThread(new URL('./beside-thread.ts', import.meta.url), {
      workerData: path,
      resourceLimits: { maxOldGenerationSizeMb: OLD_MB_MAX, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    const opened: Thread = { worker, waiting: new Map(), known: null };
    const lose = (cause?: unknown): void => {
      if (thread === opened) thread = null;
      for (const { reject, timer } of opened.waiting.values()) {
        clearTimeout(timer);
        reject(new LedgerError('ledger-unavailable', 'the thread that reads it has ended', cause));
      }
      opened.waiting.clear();
    };
    worker.on('message', (told: BesideTold) => {
      const one = opened.waiting.get(told.id);
      opened.waiting.delete(told.id);
      clearTimeout(one?.timer);
      if (opened.waiting.size === 0) worker.unref();
      if (told.kind === 'answer') one?.resolve(told.answer as never);
      else one?.reject(new LedgerError(told.code, told.message));
    });
    worker.on('error', lose);
    worker.on('exit', () => lose());
    worker.unref();
    return opened;
  };

  /** Told when they have changed: they may be long. */
  const newsOf = (opened: Thread): KeptSites | null => {
    const now: KeptSites = { descriptions: sites.descriptions(), relays: sites.relays() };
    const { known } = opened;
    opened.known = now;
    return known?.descriptions === now.descriptions && known.relays === now.relays ? null : now;
  };

  const send = <T>(kind: BesideWork['kind'], given: readonly unknown[]): Promise<T> => {
    if (isStopped) throw new LedgerError('ledger-unavailable', 'the companion is stopping');
    thread ??= open();
    const { worker, waiting } = thread;
    if (waiting.size >= WAITING_MAX) throw new LedgerError('ledger-unavailable', 'too much is asked of it at once');
    const id = ++asked;
    const told = newsOf(thread);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => void worker.terminate(), ANSWER_MS_MAX);
      timer.unref();
      waiting.set(id, { resolve, reject, timer });
      // Whoever stops meanwhile still waits for it: the process may not end under them.
      worker.ref();
      worker.postMessage({ id, kind, asked: given, sites: told } satisfies BesideWork);
    });
  };

  return {
    async ask(kind, ...given) {
      // What was booked with nobody waiting for it is committed with this.
      await store.transactBelow(async () => undefined);
      return send(kind, given);
    },
    async stop() {
      isStopped = true;
      thread?.worker.ref();
      await thread?.worker.terminate();
    },
  } as Beside;
}
