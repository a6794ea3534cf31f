import { readPath } from './json-path.ts';
import { parseDecimal, type Unit } from './money.ts';

/** Where a balance answer keeps what. Bounded paths (json-path). */
export interface BalancePaths {
  readonly surface: string;
  /** Whose it is; null: the answer does not say, the provider's identity surface does. */
  readonly account: string | null;
  readonly accountName: string | null;
  /** The lists of balances; entries of one unit are added up (paid in and granted apart). All must be there. */
  readonly lists: readonly string[];
  /** Inside one element. `frozen` null: the answer does not say. */
  readonly unit: string;
  readonly available: string;
  readonly frozen: string | null;
  /** Where the answer says whether the money can be used at all: `false` makes all of it frozen. Null: it does not say. */
  readonly isUsable: string | null;
  /** Whether a page of the console may load it again with nothing but its own cookies. */
  readonly isRepeatable: boolean;
}

/** What a wallet holds, nano-units; null unknown. */
export interface WalletReading {
  readonly unit: Unit;
  readonly availableNano: bigint | null;
  readonly frozenNano: bigint | null;
}

const WALLETS_MAX = 32;
const LABEL_CHARS_MAX = 200;
/** Above this a figure is not a balance but a mistake or an "unlimited" sentinel, whole units. */
const UNITS_MAX = 10n ** 15n;
const NANO = 10n ** 9n;

/** The wallets of a balance answer, each unit once; null when it is not the answer that is described. */
export function readBalances(body: unknown, paths: BalancePaths): readonly WalletReading[] | null {
  const lists = paths.lists.map((path) => readPath(body, path));
  if (!lists.every((list) => Array.isArray(list))) return null;
  const wallets = new Map<Unit, WalletReading>();
  for (const entry of lists.flatMap((list) => list.slice(0, WALLETS_MAX))) {
    const unit = readLabel(entry, paths.unit);
    if (unit === null) continue;
    const frozenNano = paths.frozen === null ? null : readAmount(entry, paths.frozen);
    const wallet = { unit, availableNano: readAmount(entry, paths.available), frozenNano };
    const known = wallets.get(unit);
    wallets.set(unit, known ? addUp(known, wallet) : wallet);
  }
  const isUsable = paths.isUsable === null || readPath(body, paths.isUsable) !== false;
  return [...wallets.values()].slice(0, WALLETS_MAX).map((wallet) => (isUsable ? wallet : freeze(wallet)));
}

/** A text of 1 to 200 characters, or a whole number, at a path; null for anything else. */
export function readLabel(value: unknown, path: string): string | null {
  const found = readPath(value, path);
  if (typeof found === 'number') return Number.isSafeInteger(found) ? String(found) : null;
  return typeof found === 'string' && found !== '' && found.length <= LABEL_CHARS_MAX ? found : null;
}

/** A decimal at a path, nano-units; null for anything else, NaN and absurd amounts included. */
export function readAmount(value: unknown, path: string): bigint | null {
  const nano = parseDecimal(readPath(value, path));
  return nano !== null && nano < UNITS_MAX * NANO && nano > -UNITS_MAX * NANO ? nano : null;
}

function addUp(a: WalletReading, b: WalletReading): WalletReading {
  const sum = (one: bigint | null, other: bigint | null): bigint | null =>
    one === null || other === null ? null : one + other;
  return {
    unit: a.unit,
    availableNano: sum(a.availableNano, b.availableNano),
    frozenNano: sum(a.frozenNano, b.frozenNano),
  };
}

/** The money is there and cannot be used; a debt stays one. */
function freeze({ unit, availableNano, frozenNano }: WalletReading): WalletReading {
  if (availableNano === null || availableNano <= 0n) return { unit, availableNano, frozenNano };
  return { unit, availableNano: 0n, frozenNano: availableNano + (frozenNano ?? 0n) };
}
