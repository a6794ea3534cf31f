/** Pixels of one picture. */
export interface Sides {
  readonly width: number;
  readonly height: number;
}

/** No larger than `longest` on its long side, its sides in the same ratio. */
export function fitWithin({ width, height }: Sides, longest: number): Sides {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: width * scale, height: height * scale };
}

/** How many squares of `side` pixels cover it: whole ones and begun ones. */
export function squaresOver({ width, height }: Sides, side: number): number {
  return begun(width / side) * begun(height / side);
}

/** What a computer makes of a whole number a little more of is that number. */
function begun(share: number): number {
  return Math.max(1, Math.ceil(share - 1e-6));
}

/** The most squares, of at most `squaresMax`, that cover it when it is made smaller in the same ratio. */
export function squaresWithin(sides: Sides, side: number, squaresMax: number): number {
  if (squaresOver(sides, side) <= squaresMax) return squaresOver(sides, side);
  let [small, large] = [0, 1];
  for (let step = 0; step < 40; step++) {
    const scale = (small + large) / 2;
    const squares = squaresOver({ width: sides.width * scale, height: sides.height * scale }, side);
    if (squares <= squaresMax) small = scale;
    else large = scale;
  }
  return squaresOver({ width: sides.width * small, height: sides.height * small }, side);
}
