import * as v from 'valibot';
import { type Description, descriptionSchema } from '../../lib/described/description.ts';
import { knownBeside } from '../../lib/described/known-beside.ts';
import { readDescription } from '../../lib/described/read-description.ts';
import { toProviders } from '../../lib/described/to-provider.ts';
import type { DescriptionProblem } from '../../lib/domain/own-api.ts';
import type { SiteFacts } from '../../lib/domain/site-facts.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { findProvider, knownSites, learnOwnProviders, providers } from '../../lib/providers/registry.ts';
import { createPrivate, readPrivate, replacePrivate } from '../secrets/private-file.ts';

/** A relay that the user named. */
export interface Relay {
  /** `new-api@relay.example`. */
  readonly id: string;
  /** What its addresses may begin with besides; null: nothing. */
  readonly name: string | null;
  /** What it says of itself; null: nothing was heard of it. */
  readonly facts: SiteFacts | null;
}

/** APIs that a person described, and relays that one uses: kept in the data folder, known to the gateway from then on. */
export interface Sites {
  readonly descriptions: () => readonly Description[];
  readonly relays: () => readonly Relay[];
  /** In the place of the one with its id; what is wrong with the text, and then nothing has changed. */
  readonly describe: (text: string) => readonly DescriptionProblem[];
  readonly putRelay: (relay: Relay) => void;
  /** By the id of a description or a relay, or by a relay's name. @returns whether there was one. */
  readonly remove: (id: string) => boolean;
}

/** So many of each can be in force. */
export const SITES_MAX = 64;

const factsSchema = v.object({
  ...{ origin: v.string(), name: v.nullable(v.string()), perUnit: v.string(), generation: v.string() },
  shown: v.nullable(v.object({ unit: v.string(), perUnit: v.string() })),
});
const fileSchema = v.object({
  descriptions: v.array(descriptionSchema),
  relays: v.array(v.object({ id: v.string(), name: v.nullable(v.string()), facts: v.nullable(factsSchema) })),
});

/** All of them, as they are kept. */
export interface KeptSites {
  readonly descriptions: readonly Description[];
  readonly relays: readonly Relay[];
}

/** Opens the file, made when it is not there. Throws where it cannot be read: a site that is missing would be unpriced. */
export function openSites(path: string): Sites {
  createPrivate(path, JSON.stringify({ descriptions: [], relays: [] }));
  let kept = read(path);
  const keep = (next: KeptSites): void => {
    replacePrivate(path, `${JSON.stringify(next, null, 2)}\n`);
    kept = next;
    learnSites(kept);
  };
  learnSites(kept);
  return {
    descriptions: () => kept.descriptions,
    relays: () => kept.relays,
    describe(text) {
      const { descriptions, relays } = kept;
      const id = idIn(text);
      const others = descriptions.filter((one) => one.id !== id);
      const read = readDescription(text, knownBeside(others, [...providers, ...relayProviders(relays)]));
      if (read.description === null) return read.problems;
      keep({ descriptions: [...others, read.description].slice(-SITES_MAX), relays });
      return [];
    },
    putRelay(relay) {
      const others = kept.relays.filter(({ id }) => id !== relay.id);
      keep({ ...kept, relays: [...others, relay].slice(-SITES_MAX) });
    },
    remove(id) {
      const next = {
        descriptions: kept.descriptions.filter((one) => one.id !== id),
        relays: kept.relays.filter((one) => one.id !== id && one.name !== id),
      };
      const before = kept.descriptions.length + kept.relays.length;
      if (next.descriptions.length + next.relays.length === before) return false;
      keep(next);
      return true;
    },
  };
}

function read(path: string): KeptSites {
  try {
    return v.parse(fileSchema, JSON.parse(readPrivate(path)?.toString('utf8') ?? '')) as KeptSites;
  } catch (error) {
    throw new Error(`[sites] ${path} is damaged: put a copy of it back, or remove it and add the sites again`, {
      cause: error,
    });
  }
}

/** Makes them known to this thread: providers are found by what it was told. */
export function learnSites({ descriptions, relays }: KeptSites): void {
  learnOwnProviders([...toProviders(descriptions), ...relays.flatMap(toNamed)]);
}

/** Nobody can be called what a provider is called already: a name that came later changes no address. */
function toNamed(relay: Relay): readonly Provider[] {
  const provider = findProvider(relay.id, relay.facts);
  return provider === null ? [] : [{ ...provider, ...(relay.name !== null && { alsoCalled: [relay.name] }) }];
}

function relayProviders(relays: readonly Relay[]): readonly Provider[] {
  return [...knownSites, ...relays].flatMap(({ id, facts }) => findProvider(id, facts) ?? []);
}

/** The id that a text would have; whether it may is told later. */
function idIn(text: string): string | null {
  try {
    const { id } = JSON.parse(text) as { readonly id?: unknown };
    return typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
}
