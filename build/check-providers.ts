import { canMeet, domainOf, isOrigin } from '../lib/described/address.ts';
import { OWN_PREFIX } from '../lib/described/described-places.ts';
import type { Price } from '../lib/domain/price.ts';
import { findSurface, type Surface } from '../lib/domain/surface.ts';
import { isDay } from '../lib/domain/utc-day.ts';
import type { NamedSite, Provider, ProviderFamily } from '../lib/providers/provider.ts';
import { nameSite } from '../lib/providers/registry.ts';

/**
 * What is wrong with the providers as a whole or with one of their files, a sentence each that names the file and what to
 * do; empty: nothing. A build with such a provider would watch the wrong call, lead people off the provider's pages, or show
 * a price that nobody can check: it fails instead.
 */
export function providerProblems(providers: readonly Provider[]): readonly string[] {
  return [...repeated(providers), ...overlapping(providers), ...providers.flatMap(problemsOf)];
}

/** The same of all that a build has: providers, families by a site that each could have, and the sites that have a name. */
export function buildProblems(
  providers: readonly Provider[],
  families: readonly ProviderFamily[] = [],
  sites: readonly NamedSite[] = [],
): readonly string[] {
  const samples = families.map((family) =>
    family.at({ id: `${family.id}@${SAMPLE_HOST}`, hostname: SAMPLE_HOST, port: '' }, null),
  );
  const named = sites.flatMap((site) => {
    const family = families.find(({ id }) => site.id === `${id}@${site.hosts[0]}`);
    const [hostname] = site.hosts;
    return family === undefined ? [] : [nameSite(family.at({ id: site.id, hostname, port: '' }, site.facts), site)];
  });
  return [
    ...providerProblems([...providers, ...named]),
    ...samples.flatMap((sample) => providerProblems([sample])),
    ...idProblems(providers, families),
    ...sites.flatMap((site) => siteProblems(site, families, providers)),
  ];
}

/** Throws all of them at once. */
export function refuseProblems(...all: Parameters<typeof buildProblems>): void {
  const problems = buildProblems(...all);
  if (problems.length > 0)
    throw new Error(`The providers cannot be built:\n${problems.map((one) => `- ${one}`).join('\n')}`);
}

const SAMPLE_HOST = 'relay.example';

function fileOf({ id }: Pick<Provider, 'id'>): string {
  const [family, host] = id.split('@');
  return `lib/providers/${host === undefined || host === SAMPLE_HOST ? family : 'named-sites'}.ts`;
}

function idProblems(providers: readonly Provider[], families: readonly ProviderFamily[]): readonly string[] {
  const all = [...providers, ...families];
  const wrong = all.filter(({ id }) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id) || id.startsWith(OWN_PREFIX));
  const twice = families.filter(({ id }) => all.filter((other) => other.id === id).length > 1);
  return [
    ...wrong.map(
      ({ id }) =>
        `lib/providers/${id}.ts: the id "${id}" is not one: use small letters, digits and dashes, no "@" (sites of families ` +
        `have that) and not "${OWN_PREFIX}" at the beginning (described APIs have that).`,
    ),
    ...twice.map(({ id }) => `The family "${id}" has the id of another provider or family: give one of them another.`),
  ];
}

function siteProblems(
  { id, name, hosts }: NamedSite,
  families: readonly ProviderFamily[],
  providers: readonly Provider[],
): readonly string[] {
  const file = 'lib/providers/named-sites.ts';
  const isNamed = families.some((family) => id === `${family.id}@${hosts[0]}`);
  const places = providers.flatMap((provider) =>
    [provider.console, ...provider.surfaces].map((place) => ({ ...place, of: provider.name, path: '/**' })),
  );
  const taken = hosts.flatMap((host) => {
    const owner = places.find((place) => canMeet(place, { hosts: [host], ports: null, path: '/**' }));
    return owner ? [`${file}: ${host} of ${name} is ${owner.of}'s: leave it to one of them.`] : [];
  });
  return isNamed
    ? taken
    : [
        `${file}: the id "${id}" is no family's: write the family's id, "@" and the first host (${hosts[0]}).`,
        ...taken,
      ];
}

function repeated(providers: readonly Provider[]): readonly string[] {
  const again = (of: (provider: Provider) => string): readonly Provider[] =>
    providers.filter((provider, index) => providers.findIndex((other) => of(other) === of(provider)) < index);
  return [
    ...again(({ id }) => id).map(({ id }) => `Two providers have the id "${id}": give one of them another.`),
    ...again(({ name }) => name).map(
      (provider) => `${fileOf(provider)}: another provider is called "${provider.name}", too: say which one this is.`,
    ),
  ];
}

function overlapping(providers: readonly Provider[]): readonly string[] {
  const all = providers.flatMap(({ surfaces }) => surfaces);
  return all.flatMap((surface, index) => {
    const other = all
      .slice(index + 1)
      .find((candidate) => candidate.method === surface.method && canMeet(surface, candidate));
    if (other === undefined) return [];
    return [
      `Surfaces ${surface.id} and ${other.id} both claim ${surface.method} ${other.hosts[0]}${other.path}: ` +
        `leave it to one of them, or narrow its hosts or its path.`,
    ];
  });
}

/** An address of a surface, with something in the place of its stars. */
function sampleOf({ hosts, ports, path }: Surface): URL {
  const authority = `${hosts[0]?.replace('*', 'any')}${ports === null ? '' : `:${ports[0]}`}`;
  return new URL(`${ports === null ? 'https' : 'http'}://${authority}${path.replaceAll(/\*+/g, 'any')}`);
}

function problemsOf(provider: Provider): readonly string[] {
  const file = fileOf(provider);
  const lost = provider.surfaces.find((surface) => findSurface([surface], surface.method, sampleOf(surface)) === null);
  return [
    ...provider.prices.flatMap((price) => priceProblems(price, file)),
    ...foreignLinks(provider).map(
      (link) =>
        `${file}: ${link} is on none of the provider's own domains: link to a page of its own, or leave it out (null).`,
    ),
    ...originProblems(provider).map((words) => `${file}: ${words}`),
    ...namelessSurfaces(provider).map(
      (id) => `${file}: it reads ${id}, and has no such surface: correct the name, or add the surface.`,
    ),
    ...(lost === undefined
      ? []
      : [`${file}: ${lost.id} does not match its own address: correct its hosts or its path.`]),
  ];
}

function priceProblems(price: Price, file: string): readonly string[] {
  const of = price.model ?? 'a call';
  const tiers = Object.entries(price.tiers ?? {});
  const undated = [['', price] as const, ...tiers].filter(
    ([, { date, source }]) => !isDay(date) || source.trim() === '',
  );
  const days = [
    ...(price.dated ?? []).map(({ from }) => from),
    ...(price.windows ?? []).flatMap(({ exceptDays }) => exceptDays),
  ];
  return [
    ...undated.map(
      ([tier]) =>
        `${file}: the price of ${of}${tier === '' ? '' : ` (${tier})`} has no date or no source: a price nobody can check ` +
        `is worth nothing. Add the day you read it (YYYY-MM-DD) and the page.`,
    ),
    ...days
      .filter((day) => !isDay(day))
      .map((day) => `${file}: the price of ${of} names ${day}, and there is no such day: correct it (YYYY-MM-DD).`),
  ];
}

function ownDomains({ console, surfaces }: Provider): ReadonlySet<string> {
  return new Set([console, ...surfaces].flatMap(({ hosts }) => hosts.map(domainOf)));
}

/** Every path of a link begins there. */
function originProblems(provider: Provider): readonly string[] {
  const { consoleOrigin: origin } = provider;
  if (origin === null) return [];
  if (!isOrigin(origin)) return [`its consoleOrigin ${origin} is no origin: leave out what follows the host.`];
  const host = URL.parse(origin)?.hostname ?? '';
  return ownDomains(provider).has(domainOf(host))
    ? []
    : [
        `its consoleOrigin ${origin} is on none of the provider's own domains: correct it, or the hosts of its console.`,
      ];
}

/** Surfaces that are read or offered by name, and are not there. */
function namelessSurfaces({ surfaces, balances, identity, keys, playgrounds }: Provider): readonly string[] {
  const named = [...balances, ...(identity ? [identity] : []), ...(keys ? [keys] : []), ...playgrounds];
  return named.map(({ surface }) => surface).filter((id) => surfaces.every((surface) => surface.id !== id));
}

/** Links, among them those of the help, that are neither paths of the console nor https on a domain of the provider's. */
function foreignLinks(provider: Provider): readonly string[] {
  const own = ownDomains(provider);
  const isOwn = (link: string): boolean => {
    if (/^\/(?![/\\])\S*$/.test(link)) return true;
    const url = URL.parse(link);
    if (url?.protocol === 'mailto:') return own.has(domainOf(url.pathname.replace(/^.*@/, '')));
    return url?.protocol === 'https:' && own.has(domainOf(url.hostname));
  };
  return [...Object.values(provider.links), provider.help.support]
    .filter((link) => typeof link === 'string')
    .filter((link) => !isOwn(link));
}
