import { readRecordingsFile, recordingsNameOf, recordingsPath } from '../../companion/coats/read-recordings.ts';
import { findFamily, findProvider } from '../../lib/providers/registry.ts';

/** What `npm run new:provider` writes wherever nobody but a person can know what belongs there. */
const PLACEHOLDER = /\bfill[ -]in\b/i;

/** What is left to fill in for a provider, a line each with its file; empty: nothing. */
export function unfilledIn(id: string): readonly string[] {
  const name = findFamily(id)?.id ?? id;
  const recorded = recordingsNameOf(id);
  const file = readRecordingsFile(recorded);
  if (file === null) return [`${recordingsPath(recorded)} is missing`];
  return [
    ...placeholdersIn(findProvider(id)).map((place) => `lib/providers/${name}.ts: ${place}`),
    ...placeholdersIn(file).map((place) => `${recordingsPath(recorded)}: ${place}`),
  ];
}

/** `path: text` of every placeholder in a value, each text once: a place is named by all its surfaces. */
export function placeholdersIn(value: unknown): readonly string[] {
  const found = new Map<string, string>();
  collect(value, '', found);
  return [...found].map(([text, path]) => `${path}: ${text}`);
}

function collect(value: unknown, path: string, found: Map<string, string>): void {
  // A rate that nobody has looked up: nothing costs less than nothing.
  const text =
    value instanceof RegExp ? value.source : isNegative(value) ? `fill in: ${path.split('.').at(-1)}` : value;
  if (typeof text === 'string') {
    if (PLACEHOLDER.test(text) && !found.has(text)) found.set(text, path);
    return;
  }
  if (typeof text !== 'object' || text === null) return;
  for (const [key, entry] of Object.entries(text)) {
    const step = Array.isArray(text) ? `[${key}]` : path === '' ? key : `.${key}`;
    collect(entry, path + step, found);
  }
}

function isNegative(value: unknown): boolean {
  return typeof value === 'bigint' && value < 0n;
}
