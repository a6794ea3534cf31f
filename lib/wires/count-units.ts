import { listOf, readKey, readPath } from '../domain/json-path.ts';
import { findAll, findFirst, leadsToMany } from '../domain/json-query.ts';
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
      // Where nothing is found, nothing was said: no list is no empty one.
      if (!Array.isArray(elements) || (isMany && elements.length === 0)) return null;
      return whole(groups(elements.length, count.per), (count.per ?? 1) === 1 && !isMany ? count.path : null);
    }
    case 'number': {
      const number = findFirst(body, count.path) ?? count.default;
      return typeof number === 'number' && number >= 0 ? whole(groups(number, count.per)) : null;
    }
    case 'characters': {
      const texts = count.paths.flatMap((path) => findAll(body, path)).flatMap((at) => (Array.isArray(at) ? at : [at]));
      const found = texts.filter((text) => typeof text === 'string');
      return found.length === 0 ? null : whole(found.reduce((sum, text) => sum + codePoints(text), 0));
    }
  }
}

/** A path that ends in a star or a slice leads to the elements, any other one to lists of them. */
function elementsOf(body: unknown, path: string): readonly unknown[] {
  const found = findAll(body, path);
  return /(?:\.\*|\[\s*\*\s*\]|\[[^\]"']*:[^\]"']*\])$/.test(path) ? found : found.flatMap(listOf);
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
