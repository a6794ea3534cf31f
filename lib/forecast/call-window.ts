/** One settled call, as a forecast learns of it. */
export interface SeenCall {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The answer was cut there: it would have been at least that long. */
  readonly isCut: boolean;
}

/**
 * The last calls of a group, shortest output first: arrays of which the first `held()` numbers count. Memory is bounded by
 * its size, whatever comes.
 */
export interface CallWindow {
  readonly held: () => number;
  /** Inputs, as `scaleOf`. */
  readonly inputs: Float64Array;
  /** Tokens. */
  readonly outputs: Float64Array;
  /** 1: cut there. It stands behind whole ones of its length, because it would have been longer. */
  readonly cuts: Uint8Array;
  readonly add: (call: SeenCall) => void;
}

/** What sizes are compared by: a tenth more is the same step for a short text and for a long one. */
export function scaleOf(tokens: number): number {
  return Math.log1p(Math.max(0, tokens));
}

/** Opens a window of `size` calls; of `before`, oldest first, it holds the last ones. */
export function openCallWindow(size: number, before: readonly SeenCall[] = []): CallWindow {
  const inputs = new Float64Array(size);
  const outputs = new Float64Array(size);
  const cuts = new Uint8Array(size);
  /** When each came, as a number that grows. */
  const times = new Float64Array(size);
  let seen = Math.min(before.length, size);
  const held = (): number => Math.min(seen, size);

  /** Moves what begins at `rank` by one place, down or up. */
  function shift(rank: number, by: 1 | -1, end: number): void {
    for (const list of [inputs, outputs, cuts, times])
      list.copyWithin(by === 1 ? rank + 1 : rank, by === 1 ? rank : rank + 1, end);
  }

  function rankFor(outputTokens: number, cut: number, among: number): number {
    let low = 0;
    let high = among;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = outputs[middle] ?? 0;
      if (other < outputTokens || (other === outputTokens && (cuts[middle] ?? 0) < cut)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // Sorted at once: added one by one, each would move half of the others.
  const known = before.slice(-size).map((call, time) => ({ ...call, time }));
  for (const [rank, call] of known.sort(byLength).entries()) {
    inputs[rank] = scaleOf(call.inputTokens);
    outputs[rank] = call.outputTokens;
    cuts[rank] = call.isCut ? 1 : 0;
    times[rank] = call.time;
  }

  return {
    held,
    inputs,
    outputs,
    cuts,
    add({ inputTokens, outputTokens, isCut }) {
      const others = Math.min(seen, size - 1);
      if (seen >= size) shift(times.indexOf(seen - size), -1, size);
      const cut = isCut ? 1 : 0;
      const rank = rankFor(outputTokens, cut, others);
      shift(rank, 1, others);
      inputs[rank] = scaleOf(inputTokens);
      outputs[rank] = outputTokens;
      cuts[rank] = cut;
      times[rank] = seen;
      seen++;
    },
  };
}

/** Of equal ones the newest stands first, where `add` puts it. */
function byLength(one: SeenCall & { readonly time: number }, other: SeenCall & { readonly time: number }): number {
  return one.outputTokens - other.outputTokens || Number(one.isCut) - Number(other.isCut) || other.time - one.time;
}
