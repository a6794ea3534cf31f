import type { Known } from '../../lib/described/contradictions.ts';
import type { Description } from '../../lib/described/description.ts';
import { type ReadDescription, readDescription } from '../../lib/described/read-description.ts';

/** Nothing is known besides. */
export const NOBODY: Known = { surfaces: [], names: [], hosts: [] };

/** The smallest description that there can be, with what a test says of it. */
export function minimal(over: object = {}): object {
  return {
    tollkeeper: 1,
    id: 'acme',
    name: 'Acme',
    calls: [{ name: 'scrape', url: 'https://api.acme.example/v1/scrape' }],
    ...over,
  };
}

/** Its only call with what a test says of it. */
export function oneCall(over: object): object {
  return minimal({ calls: [{ name: 'scrape', url: 'https://api.acme.example/v1/scrape', ...over }] });
}

/** Reads what is no text yet. */
export function readOf(value: unknown, known = NOBODY): ReadDescription {
  return readDescription(typeof value === 'string' ? value : JSON.stringify(value), known);
}

/** A description that must be accepted. Throws with its problems. */
export function accepted(value: unknown, known = NOBODY): Description {
  const { description, problems } = readOf(value, known);
  if (description === null) throw new Error(JSON.stringify(problems));
  return description;
}
