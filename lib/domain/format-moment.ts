import type { Language } from './text.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** As long as each day of the week is meant once, its name will do. */
const WEEKDAY_MS_MAX = 6 * DAY_MS;
/** So near it is told to five minutes, else to the hour: nobody knows better. */
const NEAR_MS = 3 * HOUR_MS;

interface Moment {
  /** Epoch ms. */
  readonly at: number;
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
}

/** A day and hour to come, in a zone: "Tuesday about 14:00", or "24 December" where that is six days away or more. */
export function formatMoment({ at, now, zone }: Moment, language: Language): string {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const format = (options: Intl.DateTimeFormatOptions, instant: number): string =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).format(instant);
  if (at - now >= WEEKDAY_MS_MAX) return format({ day: 'numeric', month: 'long' }, at);
  const stepMs = at - now < NEAR_MS ? 300_000 : HOUR_MS;
  const rounded = Math.round(at / stepMs) * stepMs;
  const day = format({ weekday: 'long' }, rounded);
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, rounded);
  return language === 'zh' ? `${day} ${clock} 左右` : `${day} about ${clock}`;
}
