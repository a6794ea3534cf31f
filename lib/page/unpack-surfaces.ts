import type { Place, Surface } from '../domain/surface.ts';

/** Surfaces of one place, as a build packs them: fifty providers would say the same five hundred times. */
export interface PackedPlace extends Place {
  readonly provider: string;
  readonly rows: readonly PackedRow[];
}

/** Name, kind, path; what is not usual. `GET` is read and `POST` is called unless said otherwise. */
export type PackedRow = readonly [
  name: string,
  kind: Surface['kind'],
  path: string,
  rest?: Partial<Pick<Surface, 'method' | 'isPattern' | 'isOwnOrigin' | 'isSessionPaid'>>,
];

/** The tap's own table. It understands nothing of a body: its surfaces have no wire and no rule. */
export function unpackSurfaces(places: readonly PackedPlace[]): readonly Surface[] {
  const surfaces: Surface[] = [];
  for (let index = 0; index < places.length; index++) {
    const { rows, ...place } = places[index] as PackedPlace;
    for (let row = 0; row < rows.length; row++) {
      // By number: the page may have patched how a list is taken apart.
      const packed = rows[row] as PackedRow;
      const kind = packed[1];
      surfaces[surfaces.length] = {
        ...place,
        id: `${place.provider}/${packed[0]}`,
        kind,
        method: kind === 'call' ? 'POST' : 'GET',
        path: packed[2],
        wire: null,
        rule: null,
        ...packed[3],
      };
    }
  }
  return surfaces;
}
