import type { Surface } from '../lib/domain/surface.ts';
import type { PackedPlace, PackedRow } from '../lib/page/unpack-surfaces.ts';

/** What `unpackSurfaces` makes these surfaces of again, without their wires and rules. Keeps their order within a place. */
export function packSurfaces(surfaces: readonly Surface[]): readonly PackedPlace[] {
  const places = new Map<string, PackedPlace & { readonly rows: PackedRow[] }>();
  for (const surface of surfaces) {
    const { provider, hosts, ports, testing } = surface;
    const place = { provider, hosts, ports, ...(testing && { testing }) };
    const key = JSON.stringify(place);
    const packed = places.get(key) ?? { ...place, rows: [] };
    packed.rows.push(rowOf(surface));
    places.set(key, packed);
  }
  return [...places.values()];
}

function rowOf({ id, provider, kind, method, path, isPattern, isOwnOrigin, isSessionPaid }: Surface): PackedRow {
  const name = id.slice(provider.length + 1);
  const rest = {
    ...(method !== (kind === 'call' ? 'POST' : 'GET') && { method }),
    ...(isPattern && { isPattern }),
    ...(isOwnOrigin && { isOwnOrigin }),
    ...(isSessionPaid && { isSessionPaid }),
  };
  return Object.keys(rest).length === 0 ? [name, kind, path] : [name, kind, path, rest];
}
