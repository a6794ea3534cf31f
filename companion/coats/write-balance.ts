import { findFirst } from '../../lib/domain/json-query.ts';
import { parseDecimal, timesNano, toDecimal } from '../../lib/domain/money.ts';
import { readUnit, type WalletPaths } from '../../lib/domain/read-balances.ts';
import { setAt } from './set-at.ts';

const NANO = 10n ** 9n;

/** What a wallet of the sandbox holds, nano-units. */
export interface ShownWallet {
  readonly unit: string;
  readonly availableNano: bigint;
  readonly frozenNano: bigint;
}

/** A recorded balance answer with this wallet in it: the counterpart of `readBalances`. Null: it has no room for one. */
export function writeBalance(recorded: unknown, paths: WalletPaths, wallet: ShownWallet): unknown {
  const [first, ...others] = paths.lists;
  if (first === undefined) return null;
  const isLocked = wallet.availableNano <= 0n && wallet.frozenNano > 0n;
  // Where only the whole answer can say that money is of no use, the figure is that money.
  const figureNano = isLocked && paths.isUsable !== null ? wallet.frozenNano : wallet.availableNano;
  const found = findFirst(recorded, first);
  const entry = paths.isSingle ? found : entryOf(found, paths, wallet.unit);
  const written = writeEntry(entry, paths, { ...wallet, availableNano: figureNano });
  if (written === null) return null;
  let body = setAt(recorded, first, paths.isSingle ? written : [written]);
  for (const path of others) body = setAt(body, path, []);
  return paths.isUsable === null ? body : setAt(body, paths.isUsable, !isLocked && wallet.availableNano > 0n);
}

/** The entry of this unit, else any in its place. */
function entryOf(list: unknown, paths: WalletPaths, unit: string): unknown {
  if (!Array.isArray(list)) return undefined;
  const isOfUnit = (one: unknown): boolean => readUnit(one, paths.unit)?.toLowerCase() === unit.toLowerCase();
  return list.find(isOfUnit) ?? list[0];
}

function writeEntry(entry: unknown, paths: WalletPaths, wallet: ShownWallet): unknown {
  const { available, plus = [], minus = [], frozen, parts = [], perUnit = '1', isInverted } = paths;
  const figure = (nano: bigint): bigint => timesNano(isInverted ? -nano : nano, parseDecimal(perUnit) ?? NANO) / NANO;
  const put = (value: unknown, path: string, nano: bigint): unknown =>
    setAt(value, path, like(findFirst(entry, path), nano));
  let written = put(entry, available, figure(wallet.availableNano));
  if (paths.unit.startsWith('$') && readUnit(entry, paths.unit)?.toLowerCase() !== wallet.unit.toLowerCase()) {
    written = setAt(written, paths.unit, wallet.unit);
  }
  for (const one of [...plus, ...minus]) written = put(written, typeof one === 'string' ? one : one.at, 0n);
  if (frozen !== null) written = put(written, frozen, figure(wallet.frozenNano));
  const told = parts.filter(({ isApart }) => !isApart);
  const isTold = told.some(({ at }) => at === available);
  const [main, ...rest] = isTold ? [] : told;
  if (main) written = put(written, main.at, figure(wallet.availableNano));
  for (const part of rest) if (part.at !== main?.at) written = put(written, part.at, 0n);
  return written;
}

/** Written as the recorded figure was: a text, or a number. */
function like(recorded: unknown, nano: bigint): string | number {
  const decimal = toDecimal(nano);
  return typeof recorded === 'string' ? decimal : Number(decimal);
}
