import type { Unit } from '../domain/money.ts';

/** Use that is not as usual. */
export interface Unusual {
  /**
   * `more`: far more than this hour of the week takes; `costlier`: a call costs far more than it did; `new-model`: an expensive
   * model nobody used before; `loop`: the same call, with success, again and again.
   */
  readonly kind: 'more' | 'costlier' | 'new-model' | 'loop';
  readonly provider: string;
  /** Whose use it is: the account always, besides what it was told by. Null: not known. */
  readonly account: string | null;
  readonly by: { readonly kind: 'account' | 'model' | 'key' | 'origin'; readonly id: string };
  readonly unit: Unit;
  /** Since when, epoch ms. */
  readonly since: number;
  /** What it has cost since then, and what would have been usual, nano-units. */
  readonly costNano: bigint;
  readonly usualNano: bigint;
  readonly calls: number;
}

/** What the calls of one hour came to that have all of this in common. Null: not known. */
export interface UseHour {
  /** Epoch ms of its beginning; a whole hour of UTC. */
  readonly at: number;
  readonly provider: string;
  readonly account: string | null;
  readonly model: string | null;
  /** Its fingerprint, never the key. */
  readonly key: string | null;
  readonly origin: string | null;
  readonly unit: Unit;
  /** Nano-units; at least 0. */
  readonly nano: bigint;
  readonly calls: number;
}

/** Equal calls, one after the other. */
export interface SeenLoop extends Pick<UseHour, 'provider' | 'account' | 'model' | 'key' | 'origin' | 'unit'> {
  /** Epoch ms: of the first and the last of them. */
  readonly since: number;
  readonly until: number;
  readonly nano: bigint;
  readonly calls: number;
}
