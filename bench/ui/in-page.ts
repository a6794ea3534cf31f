import { ANY_CALL, type CallFilter } from '../../lib/domain/dashboard.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { Learned } from '../../lib/engine/ports.ts';
import { addToRollup, openLedger } from '../../lib/ledger/ledger.ts';
import type { RollupRow } from '../../lib/ledger/rows.ts';
import { readCalls } from '../../lib/webext/dashboard-calls.ts';
import { Database } from '../../lib/webext/database.ts';
import { importLedger } from '../../lib/webext/import-ledger.ts';
import { newRev, packCalls } from '../../lib/webext/pack-calls.ts';
import { PACK_CALLS, packOldCalls } from '../../lib/webext/pack-old-calls.ts';
import { saveExport } from '../../lib/webext/save-export.ts';
import { transactLedger } from '../../lib/webext/transact-ledger.ts';
import { isRare, makeCall } from './made-calls.ts';

/*
 * Runs in a page of the extension, bundled from the extension's own code: so the ledger is filled, written to and read by what the
 * extension itself uses, in the browser's own database.
 */

const DAY_MS = 86_400_000;
/** What ids of calls begin with that were booked one by one. */
const BOOKED = '9-9-';
/** Packs that are written in one transaction. */
const TOGETHER = 40;

/** Opens, or makes, the ledger of this name. */
const opened = new Map<string, Database>();
function open(name: string): Database {
  const known = opened.get(name) ?? new Database(name);
  opened.set(name, known);
  return known;
}

/** Accounts and readings, so that the popup has balances to show. */
async function begin(name: string, now: number): Promise<void> {
  const database = open(name);
  for (const provider of ['openai', 'deepseek', 'openrouter']) {
    const account = `${provider}:acc_1`;
    const rest = { name: null, consoleOrigin: 'https://console.example', seenAt: now, ownLimits: {}, falseAsks: 0 };
    await database.accounts.put({ id: account, provider, ...rest });
    const reading = {
      unit: 'USD',
      availableNano: 42_000_000_000n,
      frozenNano: null,
      at: now,
      source: 'console',
    } as const;
    await database.readings.put({ account, unit: 'USD', reading: reading as never, spentSinceNano: 0n });
  }
}

/**
 * Adds the calls `from` to `to` of `total`, evenly over the year before `now`: the old ones in packs, as they would come to lie after
 * some days, the others as rows; and the sums of their days.
 */
async function fill(name: string, { from, to, total, now }: Span): Promise<void> {
  const database = open(name);
  const { packs, packedCalls, packState, records, rollups } = database;
  const sums = new Map<string, RollupRow>();
  const addSum = sumInto(sums);
  const made = Array.from({ length: to - from }, (_, at) => makeCall(from + at, total, now));
  for (const call of made) await addSum(call);
  const old = made.filter(({ openedAt }, at) => openedAt < now - 2 * DAY_MS && from + at < total - 2000);
  const whole = old.length - (old.length % PACK_CALLS);
  for (let start = 0; start < whole; start += PACK_CALLS * TOGETHER) {
    await database.transaction('rw', [packs, packedCalls, packState, records], async () => {
      let newest = 0;
      for (let at = start; at < Math.min(whole, start + PACK_CALLS * TOGETHER); at += PACK_CALLS) {
        const { pack, packed } = packCalls(made.slice(at, at + PACK_CALLS));
        await packedCalls.add({ id: await packs.add(pack), ...packed });
        newest = pack.to;
      }
      await packState.put({ id: 'state', rev: newRev(), newest });
    });
  }
  await records.bulkAdd(made.slice(whole));
  await database.transaction('rw', rollups, async () => {
    for (const row of sums.values()) {
      const known = await rollups.get([row.day, row.provider, row.model, row.unit]);
      const { calls, likelyNano, refusals } = row;
      await rollups.put(
        known === undefined
          ? row
          : {
              ...known,
              calls: known.calls + calls,
              refusals: known.refusals + refusals,
              likelyNano: known.likelyNano + likelyNano,
            },
      );
    }
  });
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly total: number;
  readonly now: number;
}

/** The ledger's own sums, over a table in memory. */
function sumInto(sums: Map<string, RollupRow>): (call: CallRecord) => Promise<void> {
  const rollups = {
    get: async (key: readonly string[]) => sums.get(key.join('|')),
    put: async (row: RollupRow) => sums.set([row.day, row.provider, row.model, row.unit].join('|'), row),
  };
  return (call) => addToRollup({ rollups } as never, call);
}

/** Adds calls as rows, and packs them as the background does; how long each pack took, ms. */
async function fillAndPack(name: string, { from, to, total, now }: Span): Promise<readonly number[]> {
  const database = open(name);
  await database.records.bulkAdd(Array.from({ length: to - from }, (_, at) => makeCall(from + at, total, now)));
  const times: number[] = [];
  for (;;) {
    const startedAt = performance.now();
    if ((await packOldCalls(database, now, { packsMax: 1 })) === 0) return times;
    times.push(performance.now() - startedAt);
  }
}

const NOTHING: Learned = {
  ...{ lengths: [], spentSinceNano: 1n, blursReading: false, wasFalseAsk: null, card: null, accepted: null },
  ...{ refusedAt: null, billing: null, rate: null, billed: null, counting: null },
};

/** Books calls as they are booked when they end, in turns over these ledgers; how long each took, ms, by ledger. */
async function append(names: readonly string[], turns: number, now: number): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let turn = 0; turn < turns; turn++) {
    for (const name of turn % 2 === 0 ? names : names.toReversed()) {
      const record = {
        ...makeCall(turn, turns, now),
        callId: `${BOOKED}${name.length}-${now}-${turn}`,
        openedAt: now + turn,
      };
      const database = open(name);
      const startedAt = performance.now();
      const inRoom = { database, ledger: openLedger(database), makeRoom: async () => false };
      await transactLedger(inRoom, (ledger) => ledger.append(record, NOTHING));
      times[name]?.push(performance.now() - startedAt);
    }
  }
  return times;
}

/** What is wrong with the ledger; empty: nothing. `total`: the calls that are in it, but for those that were booked besides. */
async function check(name: string, { total, now }: { readonly total: number; readonly now: number }) {
  const database = open(name);
  const wrong: string[] = [];
  const more = await database.records.where('callId').startsWith(BOOKED).count();
  const count = await database.records.count();
  if (count !== total + more) wrong.push(`it counts ${count} calls, not ${total + more}`);
  for (const at of [0, 1, Math.floor(total / 3), Math.floor(total / 2), total - 5000, total - 1].filter(
    (one) => one >= 0,
  )) {
    const call = makeCall(at, total, now);
    const found = await database.records.get(call.callId);
    if (textOf(found) !== textOf(call)) wrong.push(`call ${at} is not found as it was written`);
    const again = await database.records.add(call).then(
      () => 'added',
      ({ name: error }: Error) => error,
    );
    if (again !== 'ConstraintError') wrong.push(`call ${at} is ${again} once more`);
  }
  return wrong;
}

function textOf(value: unknown): string {
  const sorted = (part: unknown): unknown => {
    if (typeof part === 'bigint') return `${part}n`;
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    const entries = Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([field, inner]) => [field, sorted(inner)]));
  };
  return JSON.stringify(sorted(value)) ?? '';
}

/** One page of the list of calls, as the screen asks for it until it is full; how long until its first call, and what is wrong. */
async function list(
  name: string,
  change: Partial<CallFilter>,
  { total, now }: { readonly total: number; readonly now: number },
) {
  const database = open(name);
  const filter = { ...ANY_CALL, ...change };
  const startedAt = performance.now();
  let firstMs: number | null = null;
  const calls: CallRecord[] = [];
  let after: Awaited<ReturnType<typeof readCalls>>['next'] = null;
  do {
    const slice: Awaited<ReturnType<typeof readCalls>> = await readCalls(database, filter, {
      after,
      callsMax: 50 - calls.length,
    });
    calls.push(...slice.calls.map(({ record }) => record));
    if (firstMs === null && calls.length > 0) firstMs = performance.now() - startedAt;
    after = slice.next;
  } while (calls.length < 50 && after !== null);
  const fullMs = performance.now() - startedAt;
  const isInOrder = calls.every((call, at) => at === 0 || call.openedAt <= (calls[at - 1]?.openedAt ?? 0));
  const expected = newestThat(filter, total, now);
  const made = calls.filter(({ callId }) => !callId.startsWith(BOOKED)).map(({ callId }) => callId);
  const isSame =
    expected.slice(0, made.length).join() === made.join() && (made.length === expected.length || calls.length === 50);
  return {
    firstMs: firstMs ?? fullMs,
    fullMs,
    calls: calls.length,
    wrong: isInOrder && isSame ? null : 'other calls than those that fit',
  };
}

/** The newest 50 calls that fit, from what they were made of: without any index. */
function newestThat(
  { provider, account, model, outcome, search, fromDay, toDay }: CallFilter,
  total: number,
  now: number,
): string[] {
  const found: string[] = [];
  for (let at = total - 1; at >= 0 && found.length < 50; at--) {
    if (model === 'rare-model' && !isRare(at)) continue;
    const call = makeCall(at, total, now);
    const isFound = search === '' || [call.model, call.origin, call.callId].some((text) => text?.includes(search));
    if (provider !== null && call.provider !== provider) continue;
    if (account !== null && call.account !== account) continue;
    if (model !== null && call.model !== model) continue;
    if (outcome === 'unreviewed' ? call.isReviewed : outcome !== null && call.outcome !== outcome) continue;
    if ((fromDay !== null && call.day < fromDay) || (toDay !== null && call.day > toDay)) continue;
    if (isFound) found.push(call.callId);
  }
  return found;
}

async function usedBytes(): Promise<number> {
  return (await navigator.storage.estimate()).usage ?? Number.NaN;
}

/** Writes everything of a ledger to a file, and takes that in into another, which is made for it and deleted afterwards. */
async function move(from: string, into: string) {
  let file = new Blob();
  const heap = watchHeap();
  const startedAt = performance.now();
  const save = (blob: Blob): void => {
    file = blob;
  };
  await saveExport(open(from), { version: 'bench', password: '', onProgress: () => undefined, save });
  const [exportedAt, exportHeapMb] = [performance.now(), heap.most()];
  const told: number[] = [];
  const outcome = await importLedger(open(into), file, {
    password: '',
    now: Date.now,
    onProgress: () => void told.push(performance.now()),
  });
  const importMs = performance.now() - exportedAt;
  const importHeapMb = heap.stop();
  const [calls, there] = [await open(into).records.count(), await open(from).records.count()];
  await open(into).delete();
  opened.delete(into);
  // Whoever waits sees it move: the longest time in which nothing was told.
  const silentMs = told.reduce((most, at, index) => Math.max(most, at - (told[index - 1] ?? exportedAt)), 0);
  const times = { exportMs: exportedAt - startedAt, importMs, silentMs };
  return { ...times, fileMb: file.size / 1e6, exportHeapMb, importHeapMb, calls, there, outcome: outcome.kind };
}

/** The largest heap that was seen, MB, since it was asked last; null: this browser does not tell. */
function watchHeap(): { readonly most: () => number | null; readonly stop: () => number | null } {
  const { memory } = performance as { readonly memory?: { readonly usedJSHeapSize: number } };
  let most = 0;
  const look = (): void => {
    most = Math.max(most, memory?.usedJSHeapSize ?? 0);
  };
  const timer = setInterval(look, 200);
  const take = (): number | null => {
    look();
    const taken = most;
    most = 0;
    return memory === undefined ? null : taken / 1e6;
  };
  return {
    most: take,
    stop: () => {
      clearInterval(timer);
      return take();
    },
  };
}

/** What the page is asked for by its name. */
export const ledgerBench = { begin, fill, fillAndPack, append, check, list, move, usedBytes };
