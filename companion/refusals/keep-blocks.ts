import type { NoCause, NoHeard } from '../../lib/domain/refusal-view.ts';
import { sizesOf } from '../../lib/watch/refusal-story.ts';
import { type EndedCall, type News, requestOf } from '../events/news.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openRefusalTables } from '../ledger/refusal-tables.ts';

/** What we said no to is written so often, ms: a crash loses a second of it, and no call waits. */
const WRITE_MS = 1000;
/** The same of the same origin within this is one row, ms: a loop that does not listen would fill the disk. */
const TOGETHER_MS = 60_000;
/** Rows that are begun in that time; what is more is counted with the last of them. */
const ROWS_PER_MINUTE_MAX = 100;
/** Rows that are kept, and that wait for a ledger that cannot be written; the oldest give way, of the kept so many at a time. */
const ROWS_MAX = 20_000;
const DROPPED = 500;

/** Problems that are a no about money; others say that a request was no request. */
const CAUSES: Readonly<Record<string, NoCause>> = {
  'budget-exceeded': 'budget',
  'insufficient-balance': 'not-enough',
  'abnormal-usage-detected': 'repeat',
  'policy-refused': 'policy',
  'unreviewed-body': 'unread-body',
  'ledger-unavailable': 'no-ledger',
};

/** What keeping needs. */
interface BlockPorts {
  readonly store: LedgerStore;
  readonly listen: (hear: (news: News) => void) => () => void;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Writes down what we stop, behind the calls. `stop` writes what is left. */
export function keepBlocks({ store, listen, onTrouble }: BlockPorts): { readonly stop: () => Promise<void> } {
  const recent = new Map<string, NoHeard>();
  /** Rows that are not written as they are now, by their ids: they wait also where `recent` has forgotten them. */
  let dirty = new Map<string, NoHeard>();
  const leave = listen((news) => {
    if (news.kind !== 'call-ended') return;
    const no = noOfCall(news.call);
    if (no === null) return;
    const row = take(recent, no);
    dirty.set(row.id, row);
  });
  const write = async (): Promise<void> => {
    if (dirty.size === 0) return;
    const unwritten = dirty;
    dirty = new Map();
    try {
      await store.transactBelow(async ({ tx, ledger }) => {
        const { blockedCalls } = openRefusalTables(tx, ledger);
        await blockedCalls.bulkPut([...unwritten.values()]);
        if ((await blockedCalls.where('at').between(0, Number.MAX_SAFE_INTEGER).count()) <= ROWS_MAX) return;
        const oldest = blockedCalls.where('at').between(0, Number.MAX_SAFE_INTEGER).limit(DROPPED);
        await blockedCalls.bulkDelete(await oldest.primaryKeys());
      });
    } catch (error) {
      // They wait for the next time; what came meanwhile is newer.
      dirty = new Map([...unwritten, ...dirty].slice(-ROWS_MAX));
      onTrouble('what was stopped was not written down', error);
    }
  };
  let writing = Promise.resolve();
  const writeNext = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  const timer = setInterval(() => void writeNext(), WRITE_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      // News is heard in a later turn.
      await new Promise((resolve) => setImmediate(resolve));
      leave();
      await writeNext();
    },
  };
}

/** Adds it to its row, or begins one; the row as it is then. */
function take(recent: Map<string, NoHeard>, no: NoHeard): NoHeard {
  for (const [key, { at }] of recent) if (at + TOGETHER_MS < no.at) recent.delete(key);
  const own = JSON.stringify([no.cause, no.provider, no.account, no.origin, no.model]);
  const key = recent.has(own) || recent.size < ROWS_PER_MINUTE_MAX ? own : ([...recent.keys()].at(-1) ?? own);
  const known = recent.get(key);
  const row = known === undefined ? no : { ...known, attempts: known.attempts + 1, endedAt: no.endedAt };
  recent.set(key, row);
  return row;
}

/** What we stopped, as a no; null: we did not, or it was no call. */
export function noOfCall(call: EndedCall): NoHeard | null {
  const cause = call.refusal === null ? undefined : CAUSES[call.refusal.type];
  if (cause === undefined) return null;
  const { draft = null, estimate = null, account = null } = call.asked ?? {};
  return {
    ...{ id: call.callId, requestId: requestOf(call), by: 'us', cause, attempts: 1 },
    ...{ provider: call.provider, account, origin: call.origin, model: call.model, sizes: sizesOf(draft) },
    ...{ at: call.startedAt, endedAt: call.endedAt },
    wouldCost: estimate && { unit: estimate.unit, nano: estimate.likelyNano },
  };
}
