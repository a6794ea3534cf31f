import type { Rules } from './world.ts';

/** A kind of account, and what is played in it. */
export interface Kind {
  readonly name: string;
  readonly unit: 'USD' | 'credits';
  readonly rules: Rules;
  /** What a recharge adds, whole units. */
  readonly rechargeUnits: number;
}

const AS_LISTED: Rules = {
  outputDefault: 4096,
  hasOutputRate: true,
  trustedAboveNano: null,
  isPostpaid: false,
  lagMs: 0,
  elsewhereNano: 0n,
  keyLimitNano: null,
};

const DOLLAR = 1_000_000_000n;

function kind(name: string, rules: Partial<Rules>, change: Partial<Kind> = {}): Kind {
  return { name, unit: 'USD', rechargeUnits: 5, rules: { ...AS_LISTED, ...rules }, ...change };
}

/** In the order they are printed. Tollkeeper knows the price list only; each but the first breaks it in its own way. */
export const kinds: readonly Kind[] = [
  kind('as the price list says', {}),
  kind('batches in credits', {}, { unit: 'credits', rechargeUnits: 2000 }),
  kind('trusted above $1', { trustedAboveNano: DOLLAR }),
  kind('smaller default for the output', { outputDefault: 1024 }),
  kind('larger default for the output', { outputDefault: 8192 }),
  kind('reserve without the output price', { hasOutputRate: false }),
  kind('billed afterwards', { isPostpaid: true }),
  kind('console 10 min behind', { lagMs: 600_000 }),
  kind('other tools spend too', { elsewhereNano: DOLLAR / 2n }),
  kind('key with a limit of $3', { keyLimitNano: 3n * DOLLAR }),
];
