import type { Database } from './database.ts';

/*
 * A computer's clock may jump ahead for a while: an empty battery, a wrong year typed in, a virtual machine that wakes up. What is
 * deleted by it is gone when the clock is right again. So an instant far behind which the clock was seen last is doubted for a
 * day, and believed only when nobody has set it back by then.
 */

/** The clock as it was seen: the row about it among what is said of all packs. Instants are epoch ms. */
export interface ClockRow {
  readonly id: 'clock';
  readonly seenAt: number;
  /** The last instant that is believed. */
  readonly trustedAt: number;
  /** What it jumped to; null: nothing is doubted. */
  readonly doubtedAt: number | null;
}

/** Further than this between two looks, which are a minute apart while the browser runs, ms. */
const JUMP_MS = 3 * 86_400_000;
const DOUBT_MS = 86_400_000;
/** It is written down so often, ms. */
const NOTE_MS = 3_600_000;

/**
 * What the clock is now taken for, by what it was before.
 * @param known undefined: nobody has looked yet. @param newest when the newest call was made, epoch ms; null: there is none.
 */
export function lookAtClock(known: ClockRow | undefined, now: number, newest: number | null): ClockRow {
  const first = newest === null || newest > now ? now : newest;
  const before = known ?? { seenAt: first, trustedAt: first, doubtedAt: null };
  // Set back: what it had jumped to was wrong.
  if (now < before.seenAt) {
    const doubtedAt = before.doubtedAt !== null && now < before.doubtedAt ? null : before.doubtedAt;
    return {
      id: 'clock',
      seenAt: now,
      trustedAt: doubtedAt === null ? now : Math.min(before.trustedAt, now),
      doubtedAt,
    };
  }
  const hasJumped = now - before.seenAt > JUMP_MS;
  const isOver = before.doubtedAt !== null && now - before.doubtedAt >= DOUBT_MS;
  const believed = isOver ? (before.doubtedAt ?? 0) : before.trustedAt;
  const isDoubted = hasJumped || (before.doubtedAt !== null && !isOver);
  return {
    ...{ id: 'clock', seenAt: now },
    trustedAt: isDoubted ? believed : now,
    doubtedAt: isDoubted ? (isOver ? now : (before.doubtedAt ?? now)) : null,
  };
}

/** The clock as it is believed, epoch ms, and what is remembered of it for the next look. */
export async function trustClock(database: Database, now: number): Promise<ClockRow> {
  const known = await readClock(database);
  const newest = known === undefined ? await database.records.orderBy('openedAt').last() : undefined;
  const clock = lookAtClock(known, now, newest?.openedAt ?? null);
  const isNew = known === undefined || known.doubtedAt !== clock.doubtedAt || now < known.seenAt;
  if (isNew || now - known.seenAt >= NOTE_MS) await database.packState.put(clock);
  return clock;
}

/** What is remembered of it; undefined: nobody has looked yet. */
export async function readClock(database: Database): Promise<ClockRow | undefined> {
  const row = await database.packState.get('clock');
  return row?.id === 'clock' ? row : undefined;
}
