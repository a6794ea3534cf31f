/** A key that somebody gave a name. In memory only. */
export interface NamedAccount {
  /** The account's id in the ledger. */
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly key: string;
}

/** Where the key of an account is kept: the system's keychain, or our encrypted file. */
export type KeyPlace = 'keychain' | 'file';

/** An account as it may be shown. */
export interface ShownAccount extends Omit<NamedAccount, 'key'> {
  readonly keptIn: KeyPlace;
  /** The keychain has not given its key out: why, as a sentence. Absent: it is there. */
  readonly locked?: string;
}

/** Where a key was put. `why`: why not into the keychain, though nothing else was asked for; null: it was, or was not to be. */
export interface PutKey {
  readonly keptIn: KeyPlace;
  readonly why: string | null;
}

/** Named accounts, their keys in the system's keychain or encrypted at rest. */
export interface Accounts {
  readonly list: () => readonly ShownAccount[];
  /** `name` null: the only one of this provider. Null: there is none, or not exactly one, or its key is locked away. */
  readonly find: (provider: string, name: string | null) => NamedAccount | null;
  /** Why the key of what is asked for is not given out by the keychain; null: it is, or there is no such account. */
  readonly lockedBy: (provider: string, name: string | null) => string | null;
  /**
   * Rejects a name that is taken at this provider, or is none, and a key that could not stand in a header. `place` null: the
   * keychain where it works, else the file.
   */
  readonly add: (account: NamedAccount, place?: KeyPlace | null) => Promise<PutKey>;
  /**
   * False: there was none. Rejects where the keychain does not let its key go; then it stays, unless it is `isForced`: then the
   * account is forgotten, and the key stays in the keychain.
   */
  readonly remove: (provider: string, name: string, isForced?: boolean) => Promise<boolean>;
  /** Puts a key into the other place and takes it out of the one where it was. False: there is no such account. */
  readonly move: (provider: string, name: string, place: KeyPlace) => Promise<boolean>;
  /** Asks the keychain again for keys that it did not give out. */
  readonly unlock: () => Promise<void>;
  /** Why no keychain can be used; null: one works. */
  readonly probe: () => Promise<string | null>;
}
