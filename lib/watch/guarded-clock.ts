/** What was noted of the clocks of a machine. */
export interface ClockNote {
  /** What caps are counted by, ms: it never goes back, and no faster than time does. */
  readonly guarded: number;
  /** Epoch ms, by the clock that people set. */
  readonly wall: number;
  /** Since the machine was started, ms; asleep or not. */
  readonly uptime: number;
  /** Of this start of the machine; null: it cannot be told from others. */
  readonly boot: string | null;
}

/** The clocks as they are. */
export type ClockReading = Omit<ClockNote, 'guarded'>;

/**
 * The time that has passed, whatever the clock was set to meanwhile: while the machine is up it is told by how long it has been,
 * after a restart by the clock alone, and never less than before. Null: nothing was noted yet.
 */
export function advanceClock(before: ClockNote | null, now: ClockReading): ClockNote {
  if (before === null) return { ...now, guarded: now.wall };
  const isSameStart = now.uptime >= before.uptime && (now.boot === null || now.boot === before.boot);
  const passed = isSameStart ? now.uptime - before.uptime : now.wall - before.wall;
  return { ...now, guarded: before.guarded + Math.max(0, passed) };
}
