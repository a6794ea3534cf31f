import type { CallRecord } from '../../lib/domain/record.ts';
import { REPEATS_MIN } from '../../lib/domain/waste.ts';
import { UNREAD_DRAFT } from '../../lib/engine/reopen-call.ts';
import { findLoops } from '../../lib/watch/find-loops.ts';
import { findUnusual } from '../../lib/watch/find-unusual.ts';
import { type SeededRandom, seededRandom } from '../runway/random.ts';

/*
 * Loops that succeed: a request is sent again and again and answered each time. Who sees it is told apart: the gateway compares each
 * request with those before it, a page's calls are known by their sizes alone.
 */

/** 12 January 2026: a Monday. */
const START = Date.UTC(2026, 0, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const QUIET_DAYS = 30;
/** It is looked so often, ms, and a loop is found while it runs or a little after. */
const LOOK_MS = 5 * MINUTE_MS;
const AFTER_MS = 10 * MINUTE_MS;
/** Calls of an hour are looked through. */
const RECENT_MS = HOUR_MS;

interface Seen {
  readonly name: string;
  readonly isCompared: boolean;
  readonly origin: string;
}
const SEEN: readonly Seen[] = [
  { name: 'by the gateway', isCompared: true, origin: 'tool:agent' },
  { name: 'on a page', isCompared: false, origin: 'https://play.example' },
];

/** Requests in turn, so many ms apart, for so long; `jitter`: part of that by which they come earlier or later. */
interface Plant {
  readonly name: string;
  readonly turns: number;
  readonly everyMs: number;
  readonly jitter: number;
  readonly lastsMs: number;
}
const PLANTS: readonly Plant[] = [
  { name: 'one request, every 2 s', turns: 1, everyMs: 2000, jitter: 0.5, lastsMs: 5 * MINUTE_MS },
  { name: 'one request, every 12 s', turns: 1, everyMs: 12_000, jitter: 0.8, lastsMs: 20 * MINUTE_MS },
  { name: 'one request, every 25 s', turns: 1, everyMs: 25_000, jitter: 0.2, lastsMs: 40 * MINUTE_MS },
  { name: 'two in turn, every 6 s', turns: 2, everyMs: 6000, jitter: 0.5, lastsMs: 20 * MINUTE_MS },
  { name: 'five in turn, every 3 s', turns: 5, everyMs: 3000, jitter: 0.5, lastsMs: 30 * MINUTE_MS },
];

/** Others' calls meanwhile: so many an hour, of so many tokens that differ so much. */
interface Quiet {
  readonly name: string;
  readonly perHour: number;
  readonly tokens: number;
  readonly sigma: number;
}
const QUIETS: readonly Quiet[] = [
  { name: 'chats', perHour: 12, tokens: 900, sigma: 1 },
  { name: 'an agent', perHour: 90, tokens: 6000, sigma: 0.8 },
  { name: 'a batch of short texts', perHour: 400, tokens: 120, sigma: 0.35 },
];

/** What came of loops among one sort of calls. */
export interface LoopRow {
  readonly name: string;
  /** Loops that were told in 30 days without one, an account. */
  readonly falseAlerts: number;
  /** Of what was planted, and what was missed. */
  readonly found: number;
  readonly missed: Readonly<Record<string, string>>;
}

/** Plays each sort of calls, seen either way, with and without loops. */
export function measureLoops(accounts: number, planted: number): readonly LoopRow[] {
  return QUIETS.flatMap((quiet) =>
    SEEN.map((seen) => {
      const missed: Record<string, number> = {};
      let found = 0;
      for (const plant of PLANTS) {
        for (let seed = 1; seed <= planted; seed += 1) {
          if (isFound(quiet, seen, plant, seed)) found += 1;
          else missed[plant.name] = (missed[plant.name] ?? 0) + 1;
        }
      }
      const told = Array.from({ length: accounts }, (_, at) => falseAlerts(quiet, seen, at + 1));
      return {
        name: `loops in ${quiet.name}, seen ${seen.name}`,
        falseAlerts: told.reduce((sum, one) => sum + one, 0) / accounts,
        found: found / (PLANTS.length * planted),
        missed: Object.fromEntries(Object.entries(missed).map(([name, count]) => [name, `${count} of ${planted}`])),
      };
    }),
  );
}

function isFound(quiet: Quiet, seen: Seen, plant: Plant, seed: number): boolean {
  const random = seededRandom(7000 + seed);
  const from = START + HOUR_MS;
  const until = from + plant.lastsMs + AFTER_MS;
  const calls = [...others(quiet, seen, random, START, until), ...loop(plant, seen, random, from)];
  for (let now = from; now <= until; now += LOOK_MS) {
    if (look(calls, seen, now).some(({ since }) => since >= from - plant.everyMs)) return true;
  }
  return false;
}

function falseAlerts(quiet: Quiet, seen: Seen, seed: number): number {
  const random = seededRandom(9000 + seed);
  let told = 0;
  for (let day = 0; day < QUIET_DAYS; day += 1) {
    const start = START + day * 24 * HOUR_MS;
    const calls = others(quiet, seen, random, start, start + 24 * HOUR_MS);
    let isTold = false;
    for (let now = start; now < start + 24 * HOUR_MS && !isTold; now += LOOK_MS)
      isTold = look(calls, seen, now).length > 0;
    if (isTold) told += 1;
  }
  return told;
}

function look(calls: readonly CallRecord[], { isCompared }: Seen, now: number): readonly { readonly since: number }[] {
  const recent = calls.filter(({ openedAt }) => openedAt > now - RECENT_MS && openedAt <= now);
  return findUnusual({ hours: [], loops: findLoops(recent, () => isCompared), now });
}

function others(
  { perHour, tokens, sigma }: Quiet,
  seen: Seen,
  random: SeededRandom,
  from: number,
  until: number,
): readonly CallRecord[] {
  const count = random.poisson((perHour * (until - from)) / HOUR_MS);
  const calls = Array.from({ length: count }, () => {
    const input = Math.round(tokens * Math.exp(sigma * random.normal()));
    return call(seen, from + random.uniform() * (until - from), input, 1);
  });
  return calls.sort((one, other) => one.openedAt - other.openedAt);
}

function loop(
  { turns, everyMs, jitter, lastsMs }: Plant,
  seen: Seen,
  random: SeededRandom,
  from: number,
): readonly CallRecord[] {
  const sizes = Array.from({ length: turns }, () => 300 + Math.floor(random.uniform() * 4000));
  return Array.from({ length: Math.floor(lastsMs / everyMs) }, (_, at) => {
    const openedAt = from + (at + jitter * (random.uniform() - 0.5)) * everyMs;
    return call(seen, openedAt, sizes[at % turns] ?? 300, Math.floor(at / turns) + 1);
  });
}

/** `repeat`: the so manyth equal request within ten minutes, which only who compares knows. */
function call({ isCompared, origin }: Seen, openedAt: number, input: number, repeat: number): CallRecord {
  const model = 'toll-large';
  const callId = `${openedAt}`;
  const inputTokens = { low: input, likely: input, high: input };
  return {
    ...{ callId, requestId: callId, provider: 'sandbox', surface: 'sandbox/chat', account: 'a', fingerprint: 'k' },
    ...{ origin, model, draft: { ...UNREAD_DRAFT, model, inputTokens }, estimateLikelyNano: null, outcome: 'answer' },
    ...{ usage: { 'input-tokens': input }, certainty: 'billed', refusalCause: null, isReviewed: true },
    cost: { unit: 'USD', lowNano: 1_000_000n, likelyNano: 1_000_000n, highNano: 1_000_000n },
    ...{ openedAt, settledAt: openedAt + 1000, day: new Date(openedAt).toISOString().slice(0, 10) },
    ...(isCompared && repeat >= REPEATS_MIN && { wasted: { repeat } }),
  };
}
