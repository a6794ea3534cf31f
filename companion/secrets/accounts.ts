import type { MasterKey } from './master-key.ts';
import { newSalt, readSealed, writeSealed } from './sealed-file.ts';
import { SecretProblem } from './secret-problem.ts';

/** A key that somebody gave a name. */
export interface NamedAccount {
  /** The account's id in the ledger. */
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly key: string;
}

/** An account as it may be shown. */
export type ShownAccount = Omit<NamedAccount, 'key'>;

/** Named accounts, their keys encrypted at rest. */
export interface Accounts {
  readonly list: () => readonly ShownAccount[];
  /** `name` null: the only one of this provider. Null: there is none, or not exactly one. */
  readonly find: (provider: string, name: string | null) => NamedAccount | null;
  /** Rejects a name that is taken at this provider, or is none, and a key that could not stand in a header. */
  readonly add: (account: NamedAccount) => void;
  /** False: there was none. */
  readonly remove: (provider: string, name: string) => boolean;
}

const ACCOUNTS_MAX = 1000;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;
/** What may stand in a header and be one key: visible ASCII. */
const KEY = /^[\x21-\x7e]{8,4096}$/;

/** Opens the file, or begins with none. Throws a `SecretProblem` where it cannot be read. */
export function openAccounts(path: string, key: MasterKey): Accounts {
  const found = readSealed(path, key);
  const salt = found?.salt ?? newSalt();
  let accounts = parse(path, found?.text ?? '[]');
  const write = (next: readonly NamedAccount[]): void => {
    writeSealed(path, key, { text: JSON.stringify(next), salt });
    accounts = next;
  };
  return {
    list: () => accounts.map(({ id, name, provider }) => ({ id, name, provider })),
    find(provider, name) {
      const there = accounts.filter(
        (account) => account.provider === provider && (name === null || account.name === name),
      );
      return there.length === 1 ? (there[0] ?? null) : null;
    },
    add(account) {
      check(account, accounts);
      write([...accounts, account]);
    },
    remove(provider, name) {
      const left = accounts.filter((account) => account.provider !== provider || account.name !== name);
      if (left.length === accounts.length) return false;
      write(left);
      return true;
    },
  };
}

function check(account: NamedAccount, accounts: readonly NamedAccount[]): void {
  if (!NAME.test(account.name)) {
    throw new SecretProblem('bad-name', 'a name has 1 to 64 letters, digits, spaces, dots, dashes');
  }
  if (!KEY.test(account.key))
    throw new SecretProblem('bad-key', 'this is no key: it has spaces or signs that no key has, or the wrong length');
  if (accounts.some(({ provider, name }) => provider === account.provider && name === account.name)) {
    throw new SecretProblem('taken', `${account.provider} has an account "${account.name}" already`);
  }
  if (accounts.length >= ACCOUNTS_MAX) throw new SecretProblem('bad-name', `at most ${ACCOUNTS_MAX} accounts are kept`);
}

function parse(path: string, text: string): readonly NamedAccount[] {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value) || !value.every(isAccount)) {
    throw new SecretProblem('corrupt', `${path} holds something else than accounts`);
  }
  return value;
}

function isAccount(value: unknown): value is NamedAccount {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return ['id', 'name', 'provider', 'key'].every((name) => typeof fields[name] === 'string');
}
