import type { Usage } from '../../../lib/domain/call.ts';
import type { Charge } from '../../sandbox/wallet.ts';
import type { Ask } from '../ask.ts';
import type { Bill } from '../bill.ts';

/** One request of a piece of work. */
export interface JobLine {
  /** The client's own number of it; empty: it is the only one. */
  readonly customId: string;
  /** Null: it could not be read, and fails. */
  readonly ask: Ask | null;
  readonly bill: Bill | null;
}

/** Work that goes on after the answer that began it. It ends when it is asked for the second time. */
export interface CoatJob {
  readonly id: string;
  readonly createdSeconds: number;
  readonly lines: readonly JobLine[];
  readonly charge: Charge;
  /** What began it. */
  readonly body: unknown;
  timesAsked: number;
  /** Null: it runs. */
  end: JobEnd | null;
}

/** What became of work. */
export interface JobEnd {
  readonly isCancelled: boolean;
  readonly atSeconds: number;
  /** What came of each line that was done; of the others nothing, and nothing is billed for them. */
  readonly results: readonly JobResult[];
}

/** What came of one line. */
export interface JobResult {
  readonly customId: string;
  readonly model: string | null;
  /** Null: it failed. */
  readonly body: unknown;
  readonly usage: Usage | null;
}

/** The work of one coat, and the files that its batches are made of. */
export interface Jobs {
  readonly byId: Map<string, CoatJob>;
  readonly files: Map<string, string>;
}

/** Work and files that are remembered; the oldest are forgotten. */
const REMEMBERED_MAX = 200;

/** None yet. */
export function openJobs(): Jobs {
  return { byId: new Map(), files: new Map() };
}

/** Remembers under an id. */
export function remember<T>(all: Map<string, T>, id: string, one: T): void {
  all.set(id, one);
  const [oldest] = all.keys();
  if (all.size > REMEMBERED_MAX && oldest !== undefined) all.delete(oldest);
}
