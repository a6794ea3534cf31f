import { offsetAt } from './zone-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_HOURS = 168;
/** 1970-01-01 was a Thursday: the hours of its week before it. */
const EPOCH_HOUR = 72;

/** Hours of the week by the clock of a zone: 0 is Monday's first, 167 Sunday's last. */
export interface ZoneHours {
  /** The hour of the week that an instant (epoch ms) falls in. */
  readonly hourOf: (instant: number) => number;
  /** What the clock shows then, as epoch ms of UTC. */
  readonly localOf: (instant: number) => number;
}

/**
 * Opens the clock of a zone: how far it is ahead is looked up where days of UTC begin, and within those on which it changes,
 * so that thousands of hours cost little.
 * @throws RangeError for a zone that there is none of.
 */
export function openZoneHours(zone: string): ZoneHours {
  const offsets = new Map<number, number>();
  const offsetFrom = (day: number): number => {
    const known = offsets.get(day) ?? offsetAt(zone, day * DAY_MS);
    offsets.set(day, known);
    return known;
  };
  const offsetOf = (instant: number): number => {
    const day = Math.floor(instant / DAY_MS);
    const offset = offsetFrom(day);
    return offset === offsetFrom(day + 1) ? offset : offsetAt(zone, instant);
  };
  offsetFrom(0);
  const localOf = (instant: number): number => instant + offsetOf(instant);
  return {
    localOf,
    hourOf(instant) {
      const hours = Math.floor(localOf(instant) / HOUR_MS) + EPOCH_HOUR;
      return ((hours % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;
    },
  };
}
