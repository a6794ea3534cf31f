import type { PieceBytes } from './piece-bytes.ts';

/**
 * Byte-pair merging of one piece: of all neighbours that together are a token, those with the lowest rank become one (the
 * leftmost first), until no two do.
 */
export interface Merger {
  /** How many tokens the first `length` bytes of the piece become. */
  readonly merge: (length: number) => number;
  /** Where each token of the last merge begins, in their order. */
  readonly starts: () => Iterable<number>;
}

/** No two neighbours are a token. */
const NONE = 0x7fffffff;
/** From this length on the next pair is found by a heap: looking at all of them grows with the square. */
const LINEAR_BYTES_MAX = 96;
/** Ranks fit in 21 bits above the place, and both in the 53 of a number. */
const RANK_FACTOR = 2 ** 32;

/** Makes a merger of the pieces that `piece` takes. */
export function openMerger(piece: PieceBytes): Merger {
  let next = new Int32Array(LINEAR_BYTES_MAX + 1);
  let previous = new Int32Array(LINEAR_BYTES_MAX + 1);
  /** The rank of the token and its right neighbour together, by where the token begins. */
  let ranks = new Int32Array(LINEAR_BYTES_MAX + 1);
  let length = 0;

  function open(bytes: number): void {
    if (bytes >= next.length) {
      next = new Int32Array(bytes * 2);
      previous = new Int32Array(bytes * 2);
      ranks = new Int32Array(bytes * 2);
    }
    length = bytes;
    for (let at = 0; at <= bytes; at++) {
      next[at] = at + 1;
      previous[at] = at - 1;
    }
    for (let at = 0; at < bytes; at++) rank(at);
  }

  /** Looks up what the token at `at` and its right neighbour are together. */
  function rank(at: number): number {
    const middle = next[at] ?? 0;
    const token = middle >= length ? -1 : piece.find(at, next[middle] ?? 0);
    ranks[at] = token < 0 ? NONE : token;
    return ranks[at] ?? NONE;
  }

  /** Makes one token of the one at `at` and its right neighbour. */
  function join(at: number): void {
    const gone = next[at] ?? 0;
    const behind = next[gone] ?? 0;
    ranks[gone] = NONE;
    next[at] = behind;
    previous[behind] = at;
  }

  function mergeLinearly(): number {
    let tokens = length;
    for (;;) {
      let best = -1;
      let bestRank = NONE;
      for (let at = 0; at < length; at = next[at] ?? length) {
        const here = ranks[at] ?? NONE;
        if (here < bestRank) {
          bestRank = here;
          best = at;
        }
      }
      if (best < 0) return tokens;
      join(best);
      rank(best);
      const before = previous[best] ?? -1;
      if (before >= 0) rank(before);
      tokens--;
    }
  }

  function mergeByHeap(): number {
    const heap = openHeap(length);
    for (let at = 0; at < length; at++) heap.append(ranks[at] ?? NONE, at);
    heap.order();
    let tokens = length;
    for (let top = heap.pop(); top >= 0; top = heap.pop()) {
      const at = top % RANK_FACTOR;
      // It was merged, or its neighbour was, after this was put there.
      if ((top - at) / RANK_FACTOR !== ranks[at]) continue;
      join(at);
      heap.push(rank(at), at);
      const before = previous[at] ?? -1;
      if (before >= 0) heap.push(rank(before), before);
      tokens--;
    }
    return tokens;
  }

  return {
    merge(bytes) {
      open(bytes);
      return bytes <= LINEAR_BYTES_MAX ? mergeLinearly() : mergeByHeap();
    },
    *starts() {
      for (let at = 0; at < length; at = next[at] ?? length) yield at;
    },
  };
}

interface Heap {
  readonly append: (rank: number, at: number) => void;
  /** Makes a heap of what was appended. */
  readonly order: () => void;
  readonly push: (rank: number, at: number) => void;
  /** Takes the lowest rank, of several the leftmost; -1: it is empty. */
  readonly pop: () => number;
}

/** A binary heap of ranks and places in one number each. What cannot be merged is not taken. */
function openHeap(size: number): Heap {
  // Every merge takes one out and puts at most two in, and there are fewer merges than bytes.
  const keys = new Float64Array(size * 2 + 2);
  let count = 0;

  function up(from: number): void {
    const key = keys[from] ?? 0;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = keys[parent] ?? 0;
      if (above <= key) break;
      keys[at] = above;
      at = parent;
    }
    keys[at] = key;
  }

  function down(from: number): void {
    const key = keys[from] ?? 0;
    let at = from;
    for (let child = 1 + at * 2; child < count; child = 1 + at * 2) {
      if (child + 1 < count && (keys[child + 1] ?? 0) < (keys[child] ?? 0)) child++;
      const below = keys[child] ?? 0;
      if (below >= key) break;
      keys[at] = below;
      at = child;
    }
    keys[at] = key;
  }

  function append(rank: number, at: number): void {
    if (rank !== NONE) keys[count++] = rank * RANK_FACTOR + at;
  }

  return {
    append,
    order() {
      for (let at = (count >> 1) - 1; at >= 0; at--) down(at);
    },
    push(rank, at) {
      const before = count;
      append(rank, at);
      if (count > before) up(before);
    },
    pop() {
      if (count === 0) return -1;
      const top = keys[0] ?? 0;
      keys[0] = keys[--count] ?? 0;
      down(0);
      return top;
    },
  };
}
