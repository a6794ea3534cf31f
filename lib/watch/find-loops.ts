import { encodeJson } from '../domain/bigint-json.ts';
import type { CallRecord } from '../domain/record.ts';
import { LOOP_CALLS } from './find-unusual.ts';
import type { SeenLoop } from './unusual.ts';

/** So many calls within this time are a loop, ms; as for the breaker of loops. */
const LOOP_MS = 10 * 60_000;
/** Sizes that many requests share by chance say nothing: shorter inputs are not compared. */
const INPUT_TOKENS_MIN = 20;

/**
 * Loops among calls that were answered: the same sizes to the token, model, key and origin, {@link LOOP_CALLS} times in ten
 * minutes. The ledger has no content that could be compared, so equal sizes are what is known of equal requests.
 */
export function findLoops(records: readonly CallRecord[]): readonly SeenLoop[] {
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
    const run = lastRun(own.toSorted((one, other) => one.openedAt - other.openedAt));
    return run.length < LOOP_CALLS ? [] : [loopOf(run)];
  });
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
