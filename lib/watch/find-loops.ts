import { encodeJson } from '../domain/bigint-json.ts';
import type { CallRecord } from '../domain/record.ts';
import { REPEATS_TOLD_MIN } from '../domain/waste.ts';
import { LOOP_CALLS } from './find-unusual.ts';
import type { SeenLoop } from './unusual.ts';

/** So many calls within this time are a loop, ms; as for the breaker of loops. */
const LOOP_MS = 10 * 60_000;
/** Sizes that many requests share by chance say nothing: shorter inputs are not compared. */
const INPUT_TOKENS_MIN = 20;

/**
 * Loops among calls that were answered: equal requests {@link LOOP_CALLS} times in ten minutes. Whoever saw a request pass compared it
 * with those before it, by a name that nothing can be told from, and the record says the so manyth of equal ones it was: then these are
 * equal, and others of their size are not. Where nobody compared, the same sizes to the token, model, key and origin are what is
 * known. `isCompared`: whether a call was, also where it was like no other.
 */
export function findLoops(
  records: readonly CallRecord[],
  isCompared: (record: CallRecord) => boolean,
): readonly SeenLoop[] {
  const groups = new Map<string, CallRecord[]>();
  for (const record of records) {
    const { outcome, draft, cost, saved } = record;
    if (outcome !== 'answer' || cost === null || saved !== undefined) continue;
    if ((draft?.inputTokens?.likely ?? 0) < INPUT_TOKENS_MIN) continue;
    const { provider, account, fingerprint, model, origin } = record;
    const name = encodeJson([provider, account, fingerprint, model, origin, cost.unit, draft]);
    const own = groups.get(name) ?? [];
    own.push(record);
    groups.set(name, own);
  }
  return [...groups.values()].flatMap((own) => {
    const sorted = own.toSorted((one, other) => one.openedAt - other.openedAt);
    const run = lastRun(sorted.some(isRepeat) ? equalOnes(sorted) : sorted.filter((record) => !isCompared(record)));
    return run.length < LOOP_CALLS ? [] : [loopOf(run)];
  });
}

function isRepeat({ wasted }: CallRecord): boolean {
  return (wasted?.repeat ?? 0) >= REPEATS_TOLD_MIN;
}

/** Those that are equal: each that says so, and before the first that does the ones of its size which it counts. */
function equalOnes(sorted: readonly CallRecord[]): readonly CallRecord[] {
  const found: CallRecord[] = [];
  let untold: CallRecord[] = [];
  for (const record of sorted) {
    if (!isRepeat(record)) untold.push(record);
    else {
      if (record.wasted?.repeat === REPEATS_TOLD_MIN) found.push(...untold.slice(1 - REPEATS_TOLD_MIN));
      found.push(record);
      untold = [];
    }
  }
  return found;
}

/** The calls of the last run that is dense enough, and those that go on from it. */
function lastRun(calls: readonly CallRecord[]): readonly CallRecord[] {
  let [first, last] = [-1, -1];
  for (let index = LOOP_CALLS - 1; index < calls.length; index += 1) {
    const begun = index - LOOP_CALLS + 1;
    if ((calls[index]?.openedAt ?? 0) - (calls[begun]?.openedAt ?? 0) > LOOP_MS) continue;
    if (begun > last) first = begun;
    last = index;
  }
  return first < 0 ? [] : calls.slice(first, last + 1);
}

function loopOf(run: readonly CallRecord[]): SeenLoop {
  const [first] = run;
  if (first === undefined) throw new Error('[watch] a loop has calls');
  const { provider, account, fingerprint, model, origin, openedAt } = first;
  return {
    ...{ provider, account, model, key: fingerprint, origin, unit: first.cost?.unit ?? '' },
    ...{ since: openedAt, until: run.at(-1)?.openedAt ?? openedAt, calls: run.length },
    nano: run.reduce((sum, { cost }) => sum + (cost?.likelyNano ?? 0n), 0n),
  };
}
