import { picoForOne } from '../domain/money.ts';
import type { DescriptionProblem, ProblemKind } from '../domain/own-api.ts';
import type { Place, Surface } from '../domain/surface.ts';
import { type Addressed, addressProblem, canMeet, domainOf, isOrigin, isTooWide } from './address.ts';
import { templateParts } from './as-pattern.ts';
import type { Description } from './description.ts';
import { placeOf } from './place-of.ts';

/** What is known besides a description: what it may not claim for itself. */
export interface Known {
  readonly surfaces: readonly Surface[];
  /** Names of providers that people know. */
  readonly names: readonly string[];
  /** Where these have their consoles and answer: nothing of anybody else is there. */
  readonly hosts: readonly KnownHost[];
}

/** A place of somebody, whatever the path. */
export type KnownHost = Pick<Place, 'hosts' | 'ports'> & { readonly of: string };

/** What is right by itself and not together, or not beside what is known. */
export function contradictionsOf(description: Description, known: Known): readonly DescriptionProblem[] {
  return [
    ...nameProblems(description, known),
    ...consoleProblems(description, known),
    ...placeProblems(description, known),
    ...callProblems(description),
    ...priceProblems(description),
    ...balanceProblems(description),
    ...refusalProblems(description),
    ...linkProblems(description),
  ];
}

function problem(place: string, kind: ProblemKind, detail = ''): DescriptionProblem {
  return { place, kind, detail: detail.length > 120 ? `${detail.slice(0, 119)}…` : detail };
}

/** Two of a name could not be told apart on a card, and one could pass for the other. */
function nameProblems({ name }: Description, known: Known): readonly DescriptionProblem[] {
  const plain = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\s\p{P}\p{Cf}]+/gu, '');
  // "API易 (apiyi)" is known by either.
  const parts = (text: string): readonly string[] => [text, ...text.normalize('NFKC').split(/[()]/)].map(plain);
  const own = plain(name);
  const same = own === '' ? undefined : known.names.find((other) => parts(other).includes(own));
  return same === undefined ? [] : [problem('$.name', 'known-name', same)];
}

function consoleProblems(description: Description, known: Known): readonly DescriptionProblem[] {
  const { console: address, balances = [] } = description;
  if (address === undefined) return balances.length > 0 ? [problem('$.console', 'no-console')] : [];
  if (!isOrigin(address)) return [problem('$.console', 'no-origin', address)];
  const taken = hostKnown(placeOf(address)?.place, known);
  return taken === undefined ? [] : [problem('$.console', 'known-host', taken)];
}

/** Whose host it is already: what is said there is theirs, and so are the buttons beside it. */
function hostKnown(place: Place | undefined, known: Known): string | undefined {
  if (place === undefined) return undefined;
  return known.hosts.find((host) => canMeet({ ...place, path: '/**' }, { ...host, path: '/**' }))?.of;
}

interface Entry extends Addressed {
  readonly name: string;
  readonly method: string;
}

/** Addresses that are none, that reach too far, or that belong to somebody already. */
function placeProblems({ calls, balances = [] }: Description, known: Known): readonly DescriptionProblem[] {
  const entries = [
    ...calls.map(({ name, url, method = 'POST' }, index) => ({ name, url, method, place: `$.calls[${index}]` })),
    ...balances.map(({ name, url }, index) => ({ name, url, method: 'GET', place: `$.balances[${index}]` })),
  ];
  const before: Entry[] = [];
  return entries.flatMap(({ name, url, method, place }) => {
    const at = placeOf(url);
    const again = before.find((other) => other.name === name) ? [problem(`${place}.name`, 'twice-name', name)] : [];
    if (at === null) return [...again, problem(`${place}.url`, 'address', url)];
    const entry = { name, method, ...at.place, path: at.path };
    const meets = (other: Addressed & { readonly method: string }): boolean =>
      other.method === method && canMeet(entry, other);
    const same = before.find(meets);
    before.push(entry);
    if (at.place.hosts.some(isTooWide)) return [...again, problem(`${place}.url`, 'too-wide', url)];
    const taken = known.surfaces.find(meets);
    if (taken) return [...again, problem(`${place}.url`, 'known-address', taken.provider)];
    const owner = hostKnown(at.place, known);
    if (owner !== undefined) return [...again, problem(`${place}.url`, 'known-host', owner)];
    return same ? [...again, problem(`${place}.url`, 'twice-address', same.name)] : again;
  });
}

const METERED_ONLY = ['meter', 'count', 'cost', 'billed', 'model'] as const;

function callProblems({ calls }: Description): readonly DescriptionProblem[] {
  return calls.flatMap((one, index) => {
    const { speaks = 'metered' } = one;
    const extra = speaks === 'metered' ? [] : METERED_ONLY.filter((key) => one[key] !== undefined);
    const isNameless = one.modelInPath === true && placeOf(one.url)?.isPattern !== true;
    return [
      ...extra.map((key) => problem(`$.calls[${index}].${key}`, 'not-metered', speaks)),
      ...(isNameless ? [problem(`$.calls[${index}].modelInPath`, 'nothing-to-name', one.url)] : []),
    ];
  });
}

/** Prices that no call could ever have: whoever wrote them believes that something is priced. */
function priceProblems({ calls, prices = [] }: Description): readonly DescriptionProblem[] {
  const isWire = ({ speaks = 'metered' }: Description['calls'][number]): boolean => speaks !== 'metered';
  const metered = calls.filter((one) => !isWire(one));
  const counts = (meter: string, model: string | undefined): boolean =>
    metered.some((one) => (one.meter ?? 'requests') === meter && (model === undefined || namesModel(one)));
  return prices.flatMap(({ model, unit, rates }, index) => {
    const meters = Object.keys(rates);
    const place = (meter: string): string => `$.prices[${index}].rates["${meter}"]`;
    const isOfWire = model !== undefined && calls.some(isWire);
    const uncounted = isOfWire ? [] : meters.filter((meter) => !counts(meter, undefined));
    const isUnused = !isOfWire && uncounted.length === 0 && !meters.some((meter) => counts(meter, model));
    const same = prices
      .slice(0, index)
      .findIndex((other) => other.model === model && other.unit === unit && meters.some((one) => one in other.rates));
    const fine = Object.entries(rates).filter(
      ([, { price, per }]) => /[1-9]/.test(price) && picoForOne(price, per) === 0n,
    );
    return [
      ...uncounted.map((meter) => problem(place(meter), 'uncounted', meter)),
      ...(isUnused ? [problem(`$.prices[${index}]`, 'unused-price', model)] : []),
      ...(same < 0 ? [] : [problem(`$.prices[${index}]`, 'twice-price', `$.prices[${same}]`)]),
      ...fine.map(([meter, { price }]) => problem(place(meter), 'too-fine', price)),
    ];
  });
}

function namesModel({ model, modelInPath }: Description['calls'][number]): boolean {
  return model !== undefined || modelInPath === true;
}

/** A balance is believed on the console's pages only: it must be somebody's who has to do with it. */
function balanceProblems({ console: address, calls, balances = [] }: Description): readonly DescriptionProblem[] {
  const own = domainsOf([...(address === undefined ? [] : [address]), ...calls.map(({ url }) => url)]);
  return balances.flatMap(({ url }, index) =>
    [...domainsOf([url])].every((domain) => own.has(domain))
      ? []
      : [problem(`$.balances[${index}].url`, 'foreign-balance', url)],
  );
}

function domainsOf(addresses: readonly string[]): ReadonlySet<string> {
  return new Set(addresses.flatMap((address) => placeOf(address)?.place.hosts ?? []).map(domainOf));
}

function refusalProblems({ refusals = [] }: Description): readonly DescriptionProblem[] {
  return refusals.flatMap(({ status, code, message, amounts }, index) => {
    const place = `$.refusals[${index}]`;
    const isForAll = (status ?? []).length === 0 && code === undefined && message === undefined;
    return [
      ...(isForAll ? [problem(place, 'matches-all')] : []),
      ...(amounts ? templateProblems(amounts.text, `${place}.amounts.text`) : []),
    ];
  });
}

function templateProblems(template: string, place: string): readonly DescriptionProblem[] {
  const parts = templateParts(template);
  const isFigure = (part: string | undefined): boolean => part === '{available}' || part === '{needed}';
  const isGap = (part: string): boolean => part === '{…}' || part === '{...}';
  const has = (isIt: boolean, kind: ProblemKind): readonly DescriptionProblem[] =>
    isIt ? [problem(place, kind, template)] : [];
  const figures = parts.filter(isFigure);
  return [
    ...has(new Set(figures).size < figures.length, 'amounts-twice'),
    ...has(
      parts.some((part, index) => isFigure(part) && isFigure(parts[index + 1])),
      'amounts-touch',
    ),
    ...has(parts.filter(isGap).length > 1, 'amounts-gaps'),
  ];
}

/** Buttons lead to pages of the API's own only: a path of the console, or https on a domain that it names. */
function linkProblems({ console: address, calls, links = {} }: Description): readonly DescriptionProblem[] {
  const own = domainsOf([...(address === undefined ? [] : [address]), ...calls.map(({ url }) => url)]);
  return Object.entries(links).flatMap(([name, link]) => {
    const place = `$.links.${name}`;
    if (/^\/(?![/\\])[\x21-\x7e]*$/.test(link) && address !== undefined) return [];
    const bare = link.replace(/[?#].*$/s, '');
    const wrong = addressProblem(bare);
    if (wrong !== null && wrong !== 'address') return [problem(place, wrong, link)];
    const hosts = link.startsWith('https:') && !link.includes('*') ? (placeOf(bare)?.place.hosts ?? []) : [];
    const isOwn = hosts.length > 0 && hosts.every((host) => own.has(domainOf(host)));
    return isOwn && wrong === null && !/[^\x21-\x7e]/.test(link) ? [] : [problem(place, 'foreign-link', link)];
  });
}
