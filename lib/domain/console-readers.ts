import {
  type BalancePaths,
  readBalances,
  readFirstLabel,
  readLabel,
  readUnit,
  type WalletReading,
} from './read-balances.ts';
import { readKeyList } from './read-keys.ts';

/** What an answer of a console says of balances, and of whose they are. */
interface ToldBalances {
  /** Null: it says nothing of the kind. */
  readonly balances: readonly WalletReading[] | null;
  /** The tariff group; null: it names none. */
  readonly group: string | null;
  /** What the provider calls the account; null: it does not say, or its money is not in the answer. */
  readonly account: string | null;
  /** What people call it; null: it does not say. */
  readonly name: string | null;
}

function readTold(body: unknown, paths: BalancePaths): ToldBalances {
  const balances = readBalances(body, paths);
  // An account that is always called the same is there as long as an answer has its money in it, and not in an error.
  const isThere = paths.account?.startsWith('$') || balances?.some(({ availableNano }) => availableNano !== null);
  return {
    balances,
    group: paths.group === undefined ? null : readLabel(body, paths.group),
    account: paths.account === null || !isThere ? null : readUnit(body, paths.account),
    name: readFirstLabel(body, paths.accountNames),
  };
}

/** Who is signed in, by the paths of a provider's; null: nobody, or the answer does not say. */
function readWho(
  body: unknown,
  paths: { readonly account: string; readonly name: string | null },
): { readonly account: string; readonly name: string | null } | null {
  const account = readLabel(body, paths.account);
  return account === null ? null : { account, name: paths.name === null ? null : readLabel(body, paths.name) };
}

/** What reads a console's own answers: few pages are one, so bridges get it when the first of them comes. */
export const consoleReaders = { readKeyList, readTold, readWho };

/** See {@link consoleReaders}. */
export type ConsoleReaders = typeof consoleReaders;
