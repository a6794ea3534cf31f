import * as v from 'valibot';
import { isQuery, parseQuery, type QueryProblem } from '../domain/json-query.ts';
import { isAtPath, isOnHost, type Surface } from '../domain/surface.ts';
import { type Description, descriptionSchema } from './description.ts';
import { placeOf } from './to-provider.ts';

/** Larger ones are no description, characters. */
export const DESCRIPTION_CHARS_MAX = 256 * 1024;
/** So many problems are told at once. */
const PROBLEMS_MAX = 20;

/** What is wrong with a description, and where. Texts for people: `lib/domain/texts`. */
export interface DescriptionProblem {
  /** `$.calls[0].url`; `$` for the whole of it. */
  readonly place: string;
  readonly kind:
    | 'too-large'
    | 'no-json'
    | 'unknown-key'
    | 'missing'
    | 'wrong'
    | 'not-one-of'
    | 'too-many'
    | 'path'
    | 'address'
    | 'too-wide'
    | 'known-address'
    | 'twice'
    | 'foreign-link'
    | 'not-metered'
    | 'nothing-to-name'
    | 'uncounted'
    | 'gaps';
  /** What stands there, or what was expected; see the texts. */
  readonly detail: string;
}

/** A description that can be used, or why not: then whatever was in force before stays so. */
export type ReadDescription =
  | { readonly description: Description; readonly problems: readonly [] }
  | { readonly description: null; readonly problems: readonly DescriptionProblem[] };

/**
 * Reads what a person wrote or was given. Never throws; reads nothing but this text.
 * @param known the surfaces that are known without it: their addresses are taken.
 */
export function readDescription(written: string, known: readonly Surface[]): ReadDescription {
  if (written.length > DESCRIPTION_CHARS_MAX) return refuse([{ place: '$', kind: 'too-large', detail: '256 kB' }]);
  let json: unknown;
  try {
    json = JSON.parse(written);
  } catch (error) {
    return refuse([{ place: '$', kind: 'no-json', detail: placeOfSyntax(written, error) }]);
  }
  const read = v.safeParse(descriptionSchema, json);
  if (!read.success) return refuse(read.issues.map(toProblem));
  const problems = contradictionsOf(read.output, known);
  return problems.length > 0 ? refuse(problems) : { description: read.output, problems: [] };
}

function refuse(problems: readonly DescriptionProblem[]): ReadDescription {
  return { description: null, problems: problems.slice(0, PROBLEMS_MAX) };
}

/** `line 3, column 7`, where the engine says so. */
function placeOfSyntax(written: string, error: unknown): string {
  const said = error instanceof Error ? error.message : '';
  const lines = /line (\d+),? column (\d+)/.exec(said);
  if (lines) return `${lines[1]}:${lines[2]}`;
  const position = Number(/position (\d+)/.exec(said)?.[1] ?? written.length);
  const before = written.slice(0, position).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

type Issue = v.InferIssue<typeof descriptionSchema>;

function toProblem(issue: Issue): DescriptionProblem {
  const place = placeIn(issue);
  const received = shorten(issue.received);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return { place, kind: 'unknown-key', detail: shorten(String(issue.path?.at(-1)?.key ?? '')) };
  }
  if (issue.received === 'undefined') return { place, kind: 'missing', detail: '' };
  if (issue.message === 'path') return { place, kind: 'path', detail: pathProblem(String(issue.input)) };
  if (issue.type === 'max_length' && Array.isArray(issue.input)) {
    return { place, kind: 'too-many', detail: String(issue.requirement) };
  }
  if (issue.type === 'picklist' || issue.type === 'variant' || issue.type === 'literal') {
    return { place, kind: 'not-one-of', detail: shorten(issue.expected ?? '', 200) };
  }
  return { place, kind: 'wrong', detail: received };
}

function placeIn(issue: Issue): string {
  const steps = (issue.path ?? []).map(({ key }) =>
    typeof key === 'number'
      ? `[${key}]`
      : /^[a-z_$][\w$]*$/i.test(String(key))
        ? `.${key}`
        : `[${JSON.stringify(key)}]`,
  );
  return `$${steps.join('')}`;
}

function pathProblem(path: string): string {
  const read = parseQuery(path);
  const why: QueryProblem | null = isQuery(read) ? null : read;
  return why === null ? shorten(path) : `${shorten(path)} (${why.why}, ${why.at + 1})`;
}

function shorten(value: string, charsMax = 60): string {
  return value.length > charsMax ? `${value.slice(0, charsMax)}…` : value;
}

/** What is right by itself and not together. */
function contradictionsOf(description: Description, known: readonly Surface[]): readonly DescriptionProblem[] {
  const { calls, balances = [], links = {}, refusals = [], prices = [], console: address } = description;
  const addressed = [
    ...calls.map(({ name, url, method = 'POST' }, index) => ({ name, url, method, place: `$.calls[${index}]` })),
    ...balances.map(({ name, url }, index) => ({ name, url, method: 'GET', place: `$.balances[${index}]` })),
  ];
  const own = new Set(addressed.flatMap(({ url }) => placeOf(url)?.place.hosts ?? []).map(domainOf));
  const problem = (place: string, kind: DescriptionProblem['kind'], detail: string): DescriptionProblem => ({
    place,
    kind,
    detail: shorten(detail, 120),
  });
  const counted = new Set(
    calls.map(({ speaks = 'metered', meter = 'requests' }) => (speaks === 'metered' ? meter : null)),
  );
  return [
    ...(address === undefined || originOf(address) ? [] : [problem('$.console', 'address', address)]),
    ...(balances.length > 0 && address === undefined ? [problem('$.console', 'missing', '')] : []),
    ...addressed.flatMap((one, index) => {
      const at = placeOf(one.url);
      const place = `${one.place}.url`;
      if (at === null) return [problem(place, 'address', one.url)];
      if (at.place.hosts.some(isTooWide)) return [problem(place, 'too-wide', one.url)];
      const taken = known.find((surface) => surface.method === one.method && overlaps(surface, one.url));
      if (taken) return [problem(place, 'known-address', taken.provider)];
      const again = addressed
        .slice(0, index)
        .find(({ name, url, method }) => name === one.name || (url === one.url && method === one.method));
      return again ? [problem(again.name === one.name ? `${one.place}.name` : place, 'twice', again.name)] : [];
    }),
    ...calls.flatMap((one, index) => {
      const isMetered = (one.speaks ?? 'metered') === 'metered';
      const extra = isMetered
        ? []
        : (['meter', 'count', 'cost', 'billed', 'model'] as const).filter((key) => one[key] !== undefined);
      return [
        ...extra.map((key) => problem(`$.calls[${index}].${key}`, 'not-metered', one.speaks ?? '')),
        ...(one.modelInPath && !one.url.includes('*')
          ? [problem(`$.calls[${index}].modelInPath`, 'nothing-to-name', one.url)]
          : []),
      ];
    }),
    ...prices.flatMap(({ rates }, index) => {
      const never = Object.keys(rates).find((meter) => !meter.endsWith('tokens') && !counted.has(meter as never));
      return never === undefined || counted.has(null)
        ? []
        : [problem(`$.prices[${index}].rates["${never}"]`, 'uncounted', never)];
    }),
    ...Object.entries(links).flatMap(([name, link]) => {
      const host = placeOf(link.replace(/[?#].*$/, ''))?.place.hosts[0];
      const isOwn = host !== undefined && own.has(domainOf(host));
      const isPath = /^\/(?!\/)\S*$/.test(link) && address !== undefined;
      return isOwn || isPath ? [] : [problem(`$.links.${name}`, 'foreign-link', link)];
    }),
    ...refusals.flatMap(({ amounts }, index) =>
      (amounts?.text.match(/\{(?:…|\.\.\.)\}/g)?.length ?? 0) > 1
        ? [problem(`$.refusals[${index}].amounts.text`, 'gaps', amounts?.text ?? '')]
        : [],
    ),
  ];
}

function originOf(address: string): boolean {
  return placeOf(address)?.path === '/' && !address.endsWith('/') && !address.includes('*');
}

/** A star for all of what everybody can register under. */
function isTooWide(host: string): boolean {
  return (
    host.startsWith('*.') && (host.split('.').length < 3 || SHARED_SUFFIX.test(host.slice(1)) || host === '*.localhost')
  );
}

/** Suffixes under which everybody registers a third part of their own. */
const SHARED_SUFFIX =
  /^\.(?:(?:com|net|org|gov|edu)\.[a-z]{2}|co\.[a-z]{2}|github\.io|vercel\.app|pages\.dev|workers\.dev)$/;

function domainOf(host: string): string {
  const parts = host.split('.');
  return parts.slice(SHARED_SUFFIX.test(`.${parts.slice(-2).join('.')}`) ? -3 : -2).join('.');
}

function overlaps(surface: Surface, address: string): boolean {
  const at = placeOf(address);
  if (at === null) return false;
  const [host = ''] = at.place.hosts;
  const port = at.place.ports?.[0];
  const sample = {
    protocol: port === undefined ? 'https:' : 'http:',
    hostname: host.replace('*', 'any'),
    pathname: '/',
  };
  const isSamePath = isAtPath(surface, at.path.replaceAll(/\*+/g, 'any')) || isAtPath(at, surface.path);
  return isSamePath && isOnHost(surface, { ...sample, port: port === undefined ? '' : String(port) });
}
