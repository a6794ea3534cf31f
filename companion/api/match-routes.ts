import type { ApiRoute } from './route.ts';

/** A route that answers at a path, and what its places in braces stand for there. */
export interface MatchedRoute {
  readonly route: ApiRoute;
  readonly parts: Readonly<Record<string, string>>;
}

/** The routes at a path below `/api/v1`, whatever their method. */
export function matchRoutes(routes: readonly ApiRoute[], path: string): readonly MatchedRoute[] {
  return routes.flatMap((route) => {
    const parts = partsOf(route.path, path);
    return parts === null ? [] : [{ route, parts }];
  });
}

function partsOf(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const names = pattern.split('/');
  const parts = path.split('/');
  if (names.length !== parts.length) return null;
  const found: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? '';
    const isName = name.startsWith('{');
    if (!isName && name !== part) return null;
    if (isName) found[name.slice(1, -1)] = decode(part);
  }
  return found;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
