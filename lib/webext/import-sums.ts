import type { CallRecord } from '../domain/record.ts';
import { partInRollup, type RollupKey, rollupKey } from '../ledger/ledger.ts';
import type { RollupRow } from '../ledger/rows.ts';
import type { Database } from './database.ts';
import { noteSumsBefore } from './forget-old-calls.ts';
import { localDay } from './local-day.ts';

/*
 * Sums of days have calls of which there are no details any more. Calls are told apart by their ids, sums by nothing: so such a
 * rest is added where the two ledgers cannot have any call in common, and else the larger sum counts. What is in both is never
 * counted twice.
 */

/** What a file says of days, while it is read through. */
export interface SumsOfFile {
  readonly addSum: (row: RollupRow) => void;
  /** A call that is taken in with its details, or is here. */
  readonly addCall: (call: CallRecord) => void;
  /** Call when all calls of the file are in, inside a transaction over the whole ledger. @returns how many rows changed. */
  readonly takeRest: (database: Database, isRelated: boolean) => Promise<number>;
}

/** Days may be those of another time zone, ms. */
const ZONES_MS = 86_400_000;

/** @param before calls made before this may be in sums without their details, here or in the file, epoch ms. */
export function openSumsOfFile(before: number): SumsOfFile {
  const sums = new Map<string, RollupRow>();
  const inCalls = new Map<string, RollupRow>();
  // Of later days all calls are there: what a sum has beside them was written while the file was.
  const lastDay = localDay(before + ZONES_MS);
  return {
    addSum: (row) => {
      if (row.day <= lastDay) sums.set(nameOf(row), row);
    },
    addCall: (call) => {
      if (call.day > lastDay) return;
      const [day, provider, model, unit] = rollupKey(call);
      const name = JSON.stringify([day, provider, model, unit]);
      const known = inCalls.get(name) ?? { ...NOTHING, day, provider, model, unit };
      inCalls.set(name, changed(known, partOf(call), 1));
    },
    takeRest: async (database, isRelated) => {
      let rows = 0;
      for (const [name, sum] of sums) {
        const known = await database.rollups.get(keyOf(sum));
        const part = inCalls.get(name);
        const rest = part === undefined ? sum : changed(sum, part, -1);
        if (rest.calls <= 0) continue;
        const next = isRelated ? larger(known, sum) : changed(known ?? { ...sum, ...NOTHING }, rest, 1);
        if (next === known) continue;
        await database.rollups.put(next);
        rows += 1;
      }
      if (rows > 0) await noteSumsBefore(database, before);
      return rows;
    },
  };
}

const NOTHING = { calls: 0, refusals: 0, likelyNano: 0n, unknownCalls: 0, restNano: 0n, tokens: 0, restTokens: 0 };

function larger(known: RollupRow | undefined, sum: RollupRow): RollupRow {
  return known !== undefined && known.calls >= sum.calls ? known : sum;
}

type Part = Omit<RollupRow, 'day' | 'provider' | 'model' | 'unit'>;

function partOf(call: CallRecord): Part {
  const { isKnown, likelyNano, ...counted } = partInRollup(call);
  const refusals = call.outcome === 'refusal' ? 1 : 0;
  return { calls: 1, refusals, likelyNano, unknownCalls: isKnown ? 0 : 1, ...counted };
}

/** None of it gets below nothing: a call may have been corrected while the file was written. */
function changed(row: RollupRow, part: Part, times: 1 | -1): RollupRow {
  const { restNano = 0n, tokens = 0, restTokens = 0, ...sums } = row;
  const add = (one: number, other = 0): number => Math.max(0, one + times * other);
  const addNano = (one: bigint, other = 0n): bigint => {
    const sum = one + BigInt(times) * other;
    return sum < 0n ? 0n : sum;
  };
  const rest = addNano(restNano, part.restNano);
  const [counted, atMost] = [add(tokens, part.tokens), add(restTokens, part.restTokens)];
  return {
    ...sums,
    calls: add(sums.calls, part.calls),
    refusals: add(sums.refusals, part.refusals),
    likelyNano: addNano(sums.likelyNano, part.likelyNano),
    unknownCalls: add(sums.unknownCalls, part.unknownCalls),
    ...(rest > 0n && { restNano: rest }),
    ...(counted > 0 && { tokens: counted }),
    ...(atMost > 0 && { restTokens: atMost }),
  };
}

function keyOf({ day, provider, model, unit }: RollupRow): RollupKey {
  return [day, provider, model, unit];
}

function nameOf(row: RollupRow): string {
  return JSON.stringify(keyOf(row));
}
