/** What was noted of the clocks of a machine. */
export interface ClockNote {
  /** What caps are counted by, ms: it never goes back, and no faster than time does; where the machine is off it stands still. */
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
 * The time that has passed for certain, whatever the clock was set to meanwhile: it is told by how long the machine has been up. How
 * long it was off only a clock could tell that anybody may have set, or that ran out of battery, so none of it counts: caps hold for
 * longer then, never for shorter. Null: nothing was noted yet.
 */
export function advanceClock(before: ClockNote | null, now: ClockReading): ClockNote {
  if (before === null) return { ...now, guarded: now.wall };
  const isSameStart = now.uptime >= before.uptime && (now.boot === null || now.boot === before.boot);
  // Another machine may have been up for long before the note was made: its clock says how long ago that is at most.
  const passed = isSameStart ? now.uptime - before.uptime : Math.min(now.uptime, now.wall - before.wall);
  return { ...now, guarded: before.guarded + Math.max(0, passed) };
}
