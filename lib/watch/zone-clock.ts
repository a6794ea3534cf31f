const DAY_MS = 86_400_000;

/**
 * What a zone's clock shows at an instant (epoch ms), as the instant at which a clock in UTC shows the same: what takes UTC days
 * apart (`lib/domain/utc-day.ts`) then takes the zone's. IANA names only know what the platform knows: no calendar comes with it.
 * @throws RangeError for a zone that there is none of.
 */
export function wallAt(zone: string, at: number): number {
  return at + offsetAt(zone, at);
}

/**
 * The instant (epoch ms) at which a zone's clock shows that time, which {@link wallAt} leads back from. Where the clock shows it
 * twice, the first; where it skips it, as much later as it skips: https://tc39.es/proposal-temporal/#sec-temporal-disambiguatepossibleepochnanoseconds
 * @throws RangeError for a zone that there is none of.
 */
export function instantOf(zone: string, wall: number): number {
  const [before, after] = [offsetAt(zone, wall - DAY_MS), offsetAt(zone, wall + DAY_MS)];
  const [early, late] = [wall - Math.max(before, after), wall - Math.min(before, after)];
  if (wallAt(zone, early) === wall) return early;
  return wallAt(zone, late) === wall ? late : wall - before;
}

/** The day of the week of a wall time: 1 is Monday, 7 Sunday. */
export function weekdayOf(wall: number): number {
  const days = Math.floor(wall / DAY_MS);
  // 1970-01-01 was a Thursday.
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

/** How far a zone's clock is ahead of UTC, ms. @throws RangeError for a zone that there is none of. */
export function offsetAt(zone: string, at: number): number {
  const [, sign, hours, minutes, seconds] = OFFSET.exec(formatOf(zone).format(at)) ?? [];
  const ms = ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000;
  return sign === '-' ? -ms : ms;
}

/** "12/31/2026, GMT-08:00"; UTC itself is "GMT". */
const OFFSET = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/;
/** A format takes longer to make than to use a hundred times. There are as many as zones that were asked for. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  return format;
}
