import { listOf, readKey, readPath } from '../domain/json-path.ts';
import { type Found, leadsToMany, search } from '../domain/json-query.ts';
import type { ExtraUnits, MeteredRule } from '../domain/surface.ts';

/** More units than this are a slip of the page, or no request. */
const UNITS_MAX = 1e9;

/** What a metered request asks for. */
export interface CountedUnits {
  readonly units: number;
  /** Each element of the array at `path` is one unit: the call can be sent in parts. Null: it cannot. */
  readonly path: string | null;
}

/** Counts by a rule; null when the request does not say, or says what no call can ask for. Never throws. */
export function countUnits(body: unknown, { count, extras = [] }: MeteredRule): CountedUnits | null {
  const each = extras.reduce((sum, extra) => sum + (holds(body, extra) ? extra.units : 0), 1);
  const whole = (units: number, path: string | null = null): CountedUnits | null =>
    units * each <= UNITS_MAX ? { units: units * each, path: each === 1 ? path : null } : null;
  switch (count.of) {
    case 'call':
      return whole(1);
    case 'elements': {
      const isMany = leadsToMany(count.path);
      const elements = isMany ? elementsOf(body, count.path) : readPath(body, count.path);
      if (!Array.isArray(elements)) return null;
      return whole(groups(elements.length, count.per), (count.per ?? 1) === 1 && !isMany ? count.path : null);
    }
    case 'number': {
      const { path } = count;
      const found = leadsToMany(path) ? seen(search(body, path)) : [readPath(body, path)];
      const number = found && (found[0] ?? count.default);
      return typeof number === 'number' && number >= 0 ? whole(groups(number, count.per)) : null;
    }
    case 'characters': {
      const places = count.paths.map((path) => seen(search(body, path)));
      if (places.includes(null)) return null;
      const texts = places.flatMap((values) => values ?? []).flatMap((at) => (Array.isArray(at) ? at : [at]));
      const found = texts.filter((text) => typeof text === 'string');
      return found.length === 0 ? null : whole(found.reduce((sum, text) => sum + codePoints(text), 0));
    }
  }
}

/** Null where not everything was looked at: a count of a part is none. */
function seen({ values, isAll }: Found): readonly unknown[] | null {
  return isAll ? values : null;
}

/** How a path ends that leads to the elements; any other one leads to lists of them. */
const EACH = /(?:\.\*|\[\s*\*\s*\]|\[[^\]"']*:[^\]"']*\])$/;

/** Null where there is no list, which is no empty one, or it was not seen whole. */
function elementsOf(body: unknown, path: string): readonly unknown[] | null {
  const found = seen(search(body, path));
  if (found === null || (EACH.test(path) && found.length > 0)) return found;
  const lists = EACH.test(path) ? seen(search(body, path.replace(EACH, ''))) : found;
  if (!lists?.some(Array.isArray)) return null;
  return EACH.test(path) ? [] : lists.flatMap(listOf);
}

function groups(count: number, per = 1): number {
  return Math.ceil(count / per);
}

/** Characters as people and price lists count them: Unicode code points. */
export function codePoints(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

function holds(body: unknown, { path, has }: ExtraUnits): boolean {
  const found = readPath(body, path);
  if (has === undefined) return found != null && found !== false && !(Array.isArray(found) && found.length === 0);
  return [found, ...listOf(found)].some((one) => one === has || readKey(one, 'type') === has);
}
