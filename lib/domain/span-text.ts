import type { Text } from './text.ts';

const MINUTE_MS = 60_000;

/** A length of time in one unit, roughly: "12 min". `ms`: what is below 0 is none. */
export function spanText(ms: number): Text {
  if (ms < MINUTE_MS) return { key: 'no.span.moment' };
  const minutes = Math.round(ms / MINUTE_MS);
  // "1 h" would be said of nearly two.
  if (minutes < 120) return { key: 'no.span.minutes', params: { n: minutes } };
  const hours = Math.round(minutes / 60);
  if (hours < 48) return { key: 'no.span.hours', params: { n: hours } };
  return { key: 'no.span.days', params: { n: Math.round(hours / 24) } };
}
