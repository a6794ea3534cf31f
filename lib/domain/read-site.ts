import { SITE_GROUPS_MAX } from './site-facts.ts';

const NAME_CHARS_MAX = 64;
/** What is longer is no name. */
const SAID_CHARS_MAX = 200;

/** A number of JSON, at least 0, as its shortest decimal, which is how other programs read it; null for anything else. */
export function decimalOf(value: unknown): string | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? String(value) : null;
}

/** The entries of an object that are numbers (or, by `read`, hold one) as decimals by name; null: it is no object. */
export function readDecimals(
  found: unknown,
  read: (entry: unknown) => unknown = (entry) => entry,
): Readonly<Record<string, string>> | null {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return null;
  const decimals: Record<string, string> = {};
  for (const [name, entry] of Object.entries(found).slice(0, SITE_GROUPS_MAX)) {
    const decimal = decimalOf(read(entry));
    if (decimal !== null && name.length <= NAME_CHARS_MAX) decimals[name] = decimal;
  }
  return decimals;
}

/** The name that a site gives itself, in one short line; null: none. */
export function readSiteName(found: unknown): string | null {
  if (typeof found !== 'string' || found.length > SAID_CHARS_MAX) return null;
  return (
    found
      .replace(/[\p{C}\s]+/gu, ' ')
      .trim()
      .slice(0, 40) || null
  );
}
