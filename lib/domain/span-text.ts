import type { Text } from './text.ts';

const MINUTE_MS = 60_000;

/** A length of time in one unit, roughly: "12 min". `ms`: what is below 0 is none. */
export function spanText(ms: number): Text {
  if (ms < MINUTE_MS) return { key: 'no.span.moment' };
  const minutes = ms / MINUTE_MS;
  // "1 h" would be said of nearly two.
  if (minutes < 120) return { key: 'no.span.minutes', params: { n: Math.round(minutes) } };
  const hours = minutes / 60;
  if (hours < 48) return { key: 'no.span.hours', params: { n: Math.round(hours) } };
  return { key: 'no.span.days', params: { n: Math.round(hours / 24) } };
}
