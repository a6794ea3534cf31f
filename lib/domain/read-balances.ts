import type { BalancePart, PartKind } from './balance.ts';
import { findFirst } from './json-query.ts';
import { convertNano, parseDecimal, type Unit } from './money.ts';

/** Where a balance answer of a surface keeps what, and whose it is. Bounded paths (json-path). */
export interface BalancePaths extends WalletPaths {
  readonly surface: string;
  /**
   * Whose it is; what does not begin with `$` is the account itself. Null: the answer does not say, the identity surface does,
   * or the key it was asked with.
   */
  readonly account: string | null;
  /** What the path's stars stand for says whose it is; `account` is then null. */
  readonly isAccountInPath?: boolean;
  /** What people would know it by; the first that says anything. Empty: it says none, the identity surface may. */
  readonly accountNames: readonly string[];
  /** The tariff group of the account; absent: the answer does not say. */
  readonly group?: string;
}

/** Where a balance answer keeps what is there. Bounded paths (json-path). */
export interface WalletPaths {
  /** The lists of balances; entries of one unit are added up (paid in and granted apart). All must be there. */
  readonly lists: readonly string[];
  /** Each of `lists` is one balance itself. */
  readonly isSingle?: boolean;
  /** Inside one element; what does not begin with `$` is the unit itself. `frozen` null: the answer does not say. */
  readonly unit: string;
  /** How many of the figures make one unit, decimal; absent: they are units. */
  readonly perUnit?: string;
  readonly available: string;
  /** What is added to that, and what is taken from it (a credit line, what is used and not booked); all must be there. */
  readonly plus?: readonly string[];
  readonly minus?: readonly (string | { readonly at: string; readonly perUnit: string })[];
  /** The figures have the wrong sign: what is negative is money. */
  readonly isInverted?: boolean;
  /** Money that pays as well is told elsewhere, or nobody says whose this is: no call is held for what it says. */
  readonly isPart?: true;
  /** What it is of stands in the address, behind the path: it is not asked for again. Absent: it may be. */
  readonly isReadOnce?: true;
  /** Figures from this on say that there is no limit, and so nothing of what is there; decimal, before `perUnit`. */
  readonly unlimitedFrom?: string;
  readonly frozen: string | null;
  /** Where the answer says whether the money can be used at all: `false` makes all of it frozen. Null: it does not say. */
  readonly isUsable: string | null;
  /** What `available` consists of, or what stands apart from it, inside one element. Absent: the answer does not say. */
  readonly parts?: readonly PartPaths[];
  /** What each of `lists` is a part of. Absent: the lists are no parts. */
  readonly listParts?: readonly PartKind[];
}

/** Where one part of a balance stands. */
export interface PartPaths extends Pick<BalancePart, 'kind' | 'isApart'> {
  readonly at: string;
  /** What is taken from it: what is used already. */
  readonly minus?: string;
}

/** What a wallet holds, nano-units; null unknown. */
export interface WalletReading {
  readonly unit: Unit;
  readonly availableNano: bigint | null;
  readonly frozenNano: bigint | null;
  /** There is no limit, and so nothing of what is there: `availableNano` is null. Absent: nobody says so. */
  readonly isUnlimited?: true;
  /** As far as the answer tells them apart. Absent: it does not. */
  readonly parts?: readonly BalancePart[];
}

const WALLETS_MAX = 32;
const LABEL_CHARS_MAX = 200;
/** Above this a figure is not a balance but a mistake or an "unlimited" sentinel, whole units. */
const UNITS_MAX = 10n ** 15n;
const NANO = 10n ** 9n;

/** The wallets of a balance answer, each unit once; null when it is not the answer that is described. */
export function readBalances(body: unknown, paths: WalletPaths): readonly WalletReading[] | null {
  const found = paths.lists.map((path) => findFirst(body, path));
  const lists = paths.isSingle ? found.map((one) => (isSingle(one, paths) ? [one] : null)) : found;
  if (!lists.every((list) => Array.isArray(list))) return null;
  const wallets = new Map<Unit, WalletReading>();
  lists.forEach((list, index) => {
    for (const entry of list.slice(0, WALLETS_MAX)) {
      const unit = readUnit(entry, paths.unit);
      if (unit === null) continue;
      const wallet = readWallet(entry, unit, paths, paths.listParts?.[index]);
      const known = wallets.get(unit);
      wallets.set(unit, known ? addUp(known, wallet) : wallet);
    }
  });
  const isUsable = paths.isUsable === null || findFirst(body, paths.isUsable) !== false;
  return [...wallets.values()].slice(0, WALLETS_MAX).map((wallet) => (isUsable ? wallet : freeze(wallet)));
}

function readWallet(entry: unknown, unit: Unit, paths: WalletPaths, kind?: PartKind): WalletReading {
  const { perUnit } = paths;
  const frozenNano = paths.frozen === null ? null : readAmount(entry, paths.frozen, perUnit);
  const isUnlimited = isWithoutLimit(entry, paths);
  const availableNano = isUnlimited ? null : readAvailable(entry, paths);
  const parts: BalancePart[] = kind && availableNano !== null ? [{ kind, nano: availableNano }] : [];
  for (const { at, minus, ...part } of paths.parts ?? []) {
    const taken = minus === undefined ? 0n : readAmount(entry, minus, perUnit);
    const nano = addKnown(readAmount(entry, at, perUnit), taken === null ? null : -taken);
    if (nano !== null) parts.push({ ...part, nano });
  }
  return {
    unit,
    availableNano,
    frozenNano,
    ...(isUnlimited && { isUnlimited }),
    ...(parts.length > 0 && { parts }),
  };
}

function isWithoutLimit(entry: unknown, { available, unlimitedFrom }: WalletPaths): true | undefined {
  const told = unlimitedFrom === undefined ? null : readAmount(entry, available);
  return (told !== null && told >= (parseDecimal(unlimitedFrom) ?? 0n)) || undefined;
}

function readAvailable(entry: unknown, paths: WalletPaths): bigint | null {
  const { available, plus = [], minus = [], perUnit, isInverted } = paths;
  const sum = (these: NonNullable<WalletPaths['minus']>): bigint | null =>
    these.reduce<bigint | null>((so, one) => {
      const path = typeof one === 'string' ? { at: one, perUnit } : one;
      return addKnown(so, readAmount(entry, path.at, path.perUnit));
    }, 0n);
  const [first, added, taken] = [readAmount(entry, available, perUnit), sum(plus), sum(minus)];
  const total = addKnown(addKnown(first, added), taken === null ? null : -taken);
  return isInverted && total !== null ? -total : total;
}

function addKnown(one: bigint | null, other: bigint | null): bigint | null {
  return one === null || other === null ? null : one + other;
}

/**
 * A text of 1 to 200 characters, or a whole number, at a path; null for anything else. Controls are blanks: a terminal would do
 * what they say.
 */
export function readLabel(value: unknown, path: string): string | null {
  const found = findFirst(value, path);
  if (typeof found === 'number') return Number.isSafeInteger(found) ? String(found) : null;
  if (typeof found !== 'string' || found === '' || found.length > LABEL_CHARS_MAX) return null;
  return found.replace(/\p{Cc}+/gu, ' ');
}

/** The first of several paths that leads to a label. */
export function readFirstLabel(value: unknown, paths: readonly string[]): string | null {
  return paths.map((path) => readLabel(value, path)).find((label) => label !== null) ?? null;
}

/** A label at a path; what is no path is the label itself. */
export function readUnit(value: unknown, path: string): Unit | null {
  return path.startsWith('$') ? readLabel(value, path) : path;
}

/**
 * A decimal at a path, nano-units; null for anything else, NaN and absurd amounts included.
 * @param perUnit how many of the figures make one unit, decimal.
 */
export function readAmount(value: unknown, path: string, perUnit = '1'): bigint | null {
  const figure = parseDecimal(findFirst(value, path));
  const nano = figure === null ? null : convertNano(figure, parseDecimal(perUnit) ?? 0n);
  return nano === null || nano >= UNITS_MAX * NANO || nano <= -UNITS_MAX * NANO ? null : nano;
}

/** An object, or the bare figure that some answer with. An error is one too, and has no figure in its place. */
function isSingle(value: unknown, { available }: WalletPaths): boolean {
  if (findFirst(value, available) === undefined) return false;
  return typeof value === 'number' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

function addUp(a: WalletReading, b: WalletReading): WalletReading {
  const parts = [...(a.parts ?? []), ...(b.parts ?? [])];
  return {
    ...a,
    ...(parts.length > 0 && { parts }),
    availableNano: addKnown(a.availableNano, b.availableNano),
    frozenNano: addKnown(a.frozenNano, b.frozenNano),
  };
}

/** The money is there and cannot be used; a debt stays one. */
function freeze(wallet: WalletReading): WalletReading {
  const { availableNano, frozenNano } = wallet;
  if (availableNano === null || availableNano <= 0n) return wallet;
  return { ...wallet, availableNano: 0n, frozenNano: availableNano + (frozenNano ?? 0n) };
}
