import { findSurface, isAtPath, isOnHost, type Surface } from '../lib/domain/surface.ts';
import type { Provider } from '../lib/providers/provider.ts';

/** Suffixes under which everybody registers a third part of their own. */
const SHARED_SUFFIX = /\.(?:com|net|org)\.[a-z]{2}$|\.co\.[a-z]{2}$/;

/**
 * What is wrong with the providers as a whole or with one of their files, a sentence each that names the file and what to
 * do; empty: nothing. A build with such a provider would watch the wrong call, lead people off the provider's pages, or show
 * a price that nobody can check: it fails instead.
 */
export function providerProblems(providers: readonly Provider[]): readonly string[] {
  return [...repeated(providers), ...overlapping(providers), ...providers.flatMap(problemsOf)];
}

/** Throws all of them at once. */
export function refuseProblems(providers: readonly Provider[]): void {
  const problems = providerProblems(providers);
  if (problems.length > 0)
    throw new Error(`The providers cannot be built:\n${problems.map((one) => `- ${one}`).join('\n')}`);
}

const fileOf = ({ id }: Pick<Provider, 'id'>): string => `lib/providers/${id}.ts`;

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
    const other = all.slice(index + 1).find((candidate) => isOverlap(surface, candidate));
    if (other === undefined) return [];
    return [
      `Surfaces ${surface.id} and ${other.id} both claim ${surface.method} ${other.hosts[0]}${other.path}: ` +
        `leave it to one of them, or narrow its hosts or its path.`,
    ];
  });
}

function isOverlap(a: Surface, b: Surface): boolean {
  if (a.method !== b.method || !(isAtPath(a, sampleOf(b.path)) || isAtPath(b, sampleOf(a.path)))) return false;
  return addressesOf(b).some((url) => isOnHost(a, url)) || addressesOf(a).some((url) => isOnHost(b, url));
}

/** A path that a pattern stands for. */
function sampleOf(path: string): string {
  return path.replaceAll(/\*+/g, 'any');
}

/** An address on each host and edge port of a surface. */
function addressesOf({ hosts, ports, path }: Surface): readonly URL[] {
  return hosts.flatMap((host) =>
    (ports ?? ['']).map((port) => {
      const scheme = port === '' ? 'https' : 'http';
      return new URL(`${scheme}://${host.replace('*', 'any')}:${port}${sampleOf(path)}`);
    }),
  );
}

function problemsOf(provider: Provider): readonly string[] {
  const file = fileOf(provider);
  const undated = provider.prices.find(({ date, source }) => !/^\d{4}-\d\d-\d\d$/.test(date) || source.trim() === '');
  const lost = provider.surfaces.find(
    (surface) => findSurface([surface], surface.method, addressesOf(surface)[0] as URL) === null,
  );
  return [
    ...(undated === undefined
      ? []
      : [
          `${file}: the price of ${undated.model ?? 'a call'} has no date or no source: a price nobody can check is worth ` +
            `nothing. Add the day you read it (YYYY-MM-DD) and the page.`,
        ]),
    ...foreignLinks(provider).map(
      (link) =>
        `${file}: ${link} is on none of the provider's own domains: link to a page of its own, or leave it out (null).`,
    ),
    ...(lost === undefined
      ? []
      : [`${file}: ${lost.id} does not match its own address: correct its hosts or its path.`]),
  ];
}

/** Links, among them those of the help, that are neither paths of the console nor https on a domain of the provider's. */
function foreignLinks({ console, surfaces, links, help }: Provider): readonly string[] {
  const own = new Set([console, ...surfaces].flatMap(({ hosts }) => hosts.map(domainOf)));
  const isOwn = (link: string): boolean => {
    if (/^\/(?!\/)\S*$/.test(link)) return true;
    const url = URL.parse(link);
    if (url?.protocol === 'mailto:') return own.has(domainOf(url.pathname.replace(/^.*@/, '')));
    return url?.protocol === 'https:' && own.has(domainOf(url.hostname));
  };
  return [...Object.values(links), help.support]
    .filter((link) => typeof link === 'string')
    .filter((link) => !isOwn(link));
}

/** The part of a host's name that somebody registered. */
function domainOf(host: string): string {
  return host
    .split('.')
    .slice(SHARED_SUFFIX.test(host) ? -3 : -2)
    .join('.');
}
