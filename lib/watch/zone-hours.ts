import { Temporal } from 'temporal-polyfill';

const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;
/** 1970-01-01 was a Thursday: the hours of its week before it. */
const EPOCH_HOUR = 72;
/** Zones change their clocks far less often; more than these are not looked for. */
const CHANGES_MAX = 400;

/** Hours of the week by the clock of a zone: 0 is Monday's first, 167 Sunday's last. */
export interface ZoneHours {
  /** The hour of the week that an instant (epoch ms, within the span that was opened) falls in. */
  readonly hourOf: (instant: number) => number;
  /** What the clock shows then, as epoch ms of UTC. */
  readonly localOf: (instant: number) => number;
}

/**
 * Opens the clock of a zone for the instants from `start` to `end` (epoch ms): its changes are looked for once, so that
 * thousands of hours cost little.
 * @throws RangeError for a zone that there is none of.
 */
export function openZoneHours(zone: string, start: number, end: number): ZoneHours {
  const spans: { readonly until: number; readonly offsetMs: number }[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone);
  for (let count = 0; count < CHANGES_MAX; count += 1) {
    const next = at.getTimeZoneTransition('next');
    const until = next?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    spans.push({ until, offsetMs: Math.round(at.offsetNanoseconds / 1e6) });
    if (next === null || until > end) break;
    at = next;
  }
  let last = spans[0] ?? { until: Number.POSITIVE_INFINITY, offsetMs: 0 };
  const localOf = (instant: number): number => {
    last = spans.find(({ until }) => instant < until) ?? last;
    return instant + last.offsetMs;
  };
  return {
    localOf,
    hourOf(instant) {
      const hours = Math.floor(localOf(instant) / HOUR_MS) + EPOCH_HOUR;
      return ((hours % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;
    },
  };
}
