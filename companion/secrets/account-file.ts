import type { NamedAccount } from './accounts.ts';
import type { MasterKey } from './master-key.ts';
import { newSalt, readSealed, writeSealed } from './sealed-file.ts';
import { SecretProblem } from './secret-problem.ts';

/** An account as the file has it. */
export interface KeptAccount extends Omit<NamedAccount, 'key'> {
  /** Null: it is in the keychain. */
  readonly key: string | null;
  /** The name under which the keychain may have its key. Whatever is in there has its name here first, so that it is found again. */
  readonly keychain?: string;
}

/** The file of accounts, encrypted. */
export interface AccountFile {
  readonly list: () => readonly KeptAccount[];
  /** A new one, or in the place of the one of this name. Rejects a name that is none, and a key that could not stand in a header. */
  readonly put: (account: KeptAccount) => void;
  readonly remove: (provider: string, name: string) => void;
}

const ACCOUNTS_MAX = 1000;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;
/** What may stand in a header and be one key: visible ASCII. */
const KEY = /^[\x21-\x7e]{8,4096}$/;

/** Opens the file, or begins with none. Throws a `SecretProblem` where it cannot be read. */
export function openAccountFile(path: string, key: MasterKey): AccountFile {
  const found = readSealed(path, key);
  const salt = found?.salt ?? newSalt();
  let accounts = parse(path, found?.text ?? '[]');
  const write = (next: readonly KeptAccount[]): void => {
    writeSealed(path, key, { text: JSON.stringify(next), salt });
    accounts = next;
  };
  return {
    list: () => accounts,
    put(account) {
      check(account);
      const at = accounts.findIndex((one) => isNamed(one, account.provider, account.name));
      if (at !== -1) return write(accounts.with(at, account));
      if (accounts.length >= ACCOUNTS_MAX)
        throw new SecretProblem('bad-name', `at most ${ACCOUNTS_MAX} accounts are kept`);
      write([...accounts, account]);
    },
    remove: (provider, name) => write(accounts.filter((account) => !isNamed(account, provider, name))),
  };
}

/** Whether it is the account of this provider that has this name. */
export function isNamed(account: Pick<KeptAccount, 'provider' | 'name'>, provider: string, name: string): boolean {
  return account.provider === provider && account.name === name;
}

function check({ name, key }: KeptAccount): void {
  if (!NAME.test(name)) {
    throw new SecretProblem('bad-name', 'a name has 1 to 64 letters, digits, spaces, dots, dashes');
  }
  if (key !== null) checkKey(key);
}

/** Throws a `SecretProblem` where it could not stand in a header. */
export function checkKey(key: string): void {
  if (!KEY.test(key))
    throw new SecretProblem('bad-key', 'this is no key: it has spaces or signs that no key has, or the wrong length');
}

function parse(path: string, text: string): readonly KeptAccount[] {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value) || !value.every(isAccount)) {
    throw new SecretProblem('corrupt', `${path} holds something else than accounts`);
  }
  return value;
}

function isAccount(value: unknown): value is KeptAccount {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const isInKeychain = typeof fields.keychain === 'string';
  const hasKey = typeof fields.key === 'string' || (fields.key === null && isInKeychain);
  const isPlaced = fields.keychain === undefined || isInKeychain;
  return hasKey && isPlaced && ['id', 'name', 'provider'].every((name) => typeof fields[name] === 'string');
}
