import type { Balance } from './balance.ts';
import type { Unit } from './money.ts';

/** The wallet a call is paid from, as far as its account's balances tell. */
export interface Payer {
  /** The currency or credit it is billed in; null: nothing is priced. */
  readonly unit: Unit | null;
  /** False: another wallet could pay as well, or none was read. A cost in `unit` is then ours to state, not the provider's. */
  readonly isSure: boolean;
  /** Wallets in other units that have money too: nobody says which of them pays. */
  readonly others: readonly Balance[];
}

/**
 * Which of several wallets pays. The one with money, where there is one; else nobody can tell, and the first is taken:
 * one with money, then one that cannot pay now (frozen, in debt), then an empty one; among equals the one that paid
 * before, then in the order of `priced`.
 * @param priced the units the call has a price in, in the provider's order; wallets in others cannot pay it.
 * @param usual units in which the account's earlier calls were billed.
 */
export function findPayer(balances: readonly Balance[], priced: readonly Unit[], usual: readonly Unit[] = []): Payer {
  const units = [...new Set(priced)];
  const [only] = units;
  if (only === undefined) return { unit: null, isSure: false, others: [] };
  if (units.length === 1) return { unit: only, isSure: true, others: [] };
  const rank = (wallet: Balance): number => strength(wallet) * 2 + (usual.includes(wallet.unit) ? 1 : 0);
  const wallets = balances
    .filter(({ unit }) => units.includes(unit))
    .sort((a, b) => rank(b) - rank(a) || units.indexOf(a.unit) - units.indexOf(b.unit));
  const [first, ...rest] = wallets;
  if (first === undefined)
    return { unit: units.find((unit) => usual.includes(unit)) ?? only, isSure: false, others: [] };
  const others = rest.filter((wallet) => wallet.usableNano === null || wallet.usableNano > 0n);
  return { unit: first.unit, isSure: others.length === 0 && first.usableNano !== null, others };
}

/** The balances of an account, one that is empty never before one that has money. */
export function fundedFirst<T extends Balance>(balances: readonly T[]): readonly T[] {
  return [...balances].sort((a, b) => strength(b) - strength(a));
}

/** 3: has money; 2: not known; 1: frozen or in debt; 0: empty. */
function strength({ usableNano, frozenNano }: Balance): number {
  if (usableNano === null) return 2;
  if (usableNano > 0n) return 3;
  return usableNano < 0n || (frozenNano !== null && frozenNano > 0n) ? 1 : 0;
}
