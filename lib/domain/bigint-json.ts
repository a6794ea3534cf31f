/**
 * Messages between extension contexts are JSON in Chromium, which has no bigint. This is the one place that turns them
 * into strings and back.
 */

const MARK = '$nano';

/** A message as a string; bigints are kept. Everything else must be plain JSON. */
export function encodeJson(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    typeof value === 'bigint' ? { [MARK]: value.toString() } : value,
  );
}

/** The inverse of {@link encodeJson}; null for anything that is no such string. */
export function decodeJson(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text, (_key, value: unknown) => reviveBigint(value));
  } catch {
    return null;
  }
}

function reviveBigint(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(MARK in value)) return value;
  const digits = (value as Record<string, unknown>)[MARK];
  return typeof digits === 'string' && /^-?\d{1,60}$/.test(digits) ? BigInt(digits) : null;
}
