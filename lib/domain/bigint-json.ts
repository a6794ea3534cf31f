/**
 * Messages between extension contexts are JSON in Chromium, which has no bigint. This is the one place that turns them
 * into strings and back.
 */

const MARK = '$nano';

/** A message as a string; bigints are kept. Everything else must be plain JSON. */
export function encodeJson(message: unknown): string {
  // A replacer, or a reviver when it is read, would be asked for every value: with them this takes several times as long.
  return JSON.stringify(marked(message));
}

/** The inverse of {@link encodeJson}; null for anything that is no such string. */
export function decodeJson(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    const message: unknown = JSON.parse(text);
    return text.includes(MARK) ? revived(message) : message;
  } catch {
    return null;
  }
}

/** The value with marks for bigints: a copy of what holds any, and itself where there are none. */
function marked(value: unknown): unknown {
  if (typeof value === 'bigint') return { [MARK]: value.toString() };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.some(isMarkable) ? value.map(marked) : value;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  let copy: Record<string, unknown> | null = null;
  for (const name of Object.keys(fields)) {
    const part = fields[name];
    if (!isMarkable(part)) continue;
    const inPart = marked(part);
    if (inPart === part) continue;
    copy ??= { ...fields };
    copy[name] = inPart;
  }
  return copy ?? value;
}

function isMarkable(value: unknown): boolean {
  return typeof value === 'bigint' || (typeof value === 'object' && value !== null);
}

/** The value with bigints in the place of their marks; it is ours, and changed as it is. */
function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value) && MARK in value) {
    const digits = value[MARK];
    return typeof digits === 'string' && /^-?\d{1,60}$/.test(digits) ? BigInt(digits) : null;
  }
  const fields = value as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    const part = fields[name];
    const inPart = revived(part);
    // Never one of the same value: `__proto__` is a field here, and assigned to it would be a prototype.
    if (inPart !== part) fields[name] = inPart;
  }
  return value;
}
