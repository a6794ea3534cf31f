import { parseJson } from '../domain/json-path.ts';
import { factsOfSite, type KnownSite, type SiteFacts } from '../domain/site-facts.ts';
import type { Surface } from '../domain/surface.ts';
import { findFamily, findFamilySurface, findProvider, knownSites, siteIdAt } from '../providers/page-registry.ts';

/** An answer to be read, as a surface of the provider it belongs to. */
export interface SiteReading {
  readonly surface: string;
  readonly text: string;
  /** Null: it is no site of a family. */
  readonly facts: SiteFacts | null;
}

/** A site that has just said what it is, and where it said so. */
export interface FoundSite extends KnownSite {
  readonly surface: string;
}

/** What a document knows of sites: the recognised ones, and whether it is one itself. */
export interface Sites {
  /** The sites that are known from elsewhere. */
  readonly learn: (sites: readonly KnownSite[]) => void;
  readonly all: () => readonly KnownSite[];
  readonly factsOf: (providerId: string) => SiteFacts | null;
  /** Whether calls of this surface are looked at here: of a provider of ours, or of a site that was recognised. */
  readonly isKnown: (surface: Surface) => boolean;
  /** Where calls to recognised sites go, whatever page makes them. */
  readonly calls: () => readonly Surface[];
  /**
   * Takes an answer of a watched surface. `found`: this page is a site, and has just said so.
   * `readings`: what can be read now. Answers that may belong to a site are kept until it says that it is one.
   */
  readonly take: (
    surfaceId: string,
    text: string,
    at: number,
  ) => { readonly found: FoundSite | null; readonly readings: readonly SiteReading[] };
}

/** Answers kept, and for how long, ms. */
const KEPT_MAX = 8;
const KEPT_MS_MAX = 30_000;

interface Kept {
  readonly family: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
  /** It was read with what was known of the site before. */
  readonly isRead: boolean;
}

/** The sites as one document sees them. */
export function openSites(): Sites {
  let stored: readonly KnownSite[] = [];
  let own: KnownSite | null = null;
  let kept: readonly Kept[] = [];

  // The first of each counts: what was seen last says most.
  const all = (): readonly KnownSite[] => [...(own === null ? [] : [own]), ...stored, ...knownSites];
  return {
    learn: (sites) => {
      stored = sites;
    },
    all,
    factsOf: (providerId) => factsOfSite(all(), providerId),
    isKnown: ({ provider }) => findFamily(provider) === null || factsOfSite(all(), provider) !== null,
    calls: () => {
      const seen = new Set([...(own === null ? [] : [own]), ...stored].map(({ id }) => id));
      // What every build knows by name the tap has already.
      for (const { id } of knownSites) seen.delete(id);
      return [...seen].flatMap((id) => findProvider(id)?.surfaces.filter(({ kind }) => kind === 'call') ?? []);
    },
    take: (surfaceId, text, at) => {
      const of = findFamilySurface(surfaceId);
      if (of === null) return { found: null, readings: [{ surface: surfaceId, text, facts: null }] };
      const id = siteIdAt(of.family, location);
      if (id === null) return NOTHING;
      const known = factsOfSite(all(), id);
      const family = of.family.id;
      const isAsked = of.surface.kind === 'site';
      if (!isAsked) {
        const recent = kept.filter((one) => at - one.at <= KEPT_MS_MAX);
        kept = [...recent, { family, name: of.name, text, at, isRead: known !== null }].slice(-KEPT_MAX);
        if (known !== null) return { found: null, readings: [{ surface: `${id}/${of.name}`, text, facts: known }] };
      }
      const facts = of.family.recognise(parseJson(text), location.origin);
      if (facts === null && !isAsked) return NOTHING;
      const due = kept.filter((one) => one.family === family && at - one.at <= KEPT_MS_MAX);
      kept = kept.filter((one) => one.family !== family);
      if (facts === null) return NOTHING;
      const isChanged = JSON.stringify(known) !== JSON.stringify(facts);
      const readings = due
        .filter(({ isRead }) => isChanged || !isRead)
        .map((one) => ({ surface: `${id}/${one.name}`, text: one.text, facts }));
      own = { id, facts, seenAt: at };
      return { found: { ...own, surface: `${id}/${of.name}` }, readings };
    },
  };
}

const NOTHING = { found: null, readings: [] } as const;
