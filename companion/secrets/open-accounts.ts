import { randomBytes } from 'node:crypto';
import { type AccountFile, checkKey, isNamed, type KeptAccount, openAccountFile } from './account-file.ts';
import type { Accounts, KeyPlace, NamedAccount, PutKey, ShownAccount } from './accounts.ts';
import type { Keychain, KeychainSource } from './keychain.ts';
import type { MasterKey } from './master-key.ts';
import { SecretProblem } from './secret-problem.ts';

/** What accounts are kept with. */
export interface AccountsOptions {
  readonly path: string;
  readonly masterKey: MasterKey;
  /** Absent or null: keys stay in the file. */
  readonly keychain?: KeychainSource | null;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** What was not given out is asked for again after so long, when somebody wants it: each time a person may be asked for a password. */
const AGAIN_MS = 5 * 60_000;
/** Keys are read beside each other, so many at once: each is a program that is started. */
const READS_MAX = 4;
const NO_KEYCHAIN = 'this system has no keychain that is known here, or it is switched off (TOLLKEEPER_KEYCHAIN=off)';

/**
 * Opens the file, or begins with none; `unlock` reads what the keychain has. Whatever goes into the keychain is written down in
 * the file before, and what leaves it is struck out after: a crash leaves no key that nobody knows of.
 * @throws SecretProblem where the file cannot be read
 */
export function openAccounts({ path, masterKey, keychain: source = null, now = Date.now }: AccountsOptions): Accounts {
  const file = openAccountFile(path, masterKey);
  /** By the keychain's name. */
  const keys = new Map<string, string>();
  const locked = new Map<string, string>();
  const inTurn = takeTurns();
  const world: World = { file, keys, locked, source };
  let triedAt = now();
  const unlock = (): Promise<void> => {
    triedAt = now();
    return inTurn(() => readKeys(world));
  };
  const wanted = (provider: string, name: string | null): KeptAccount | null => {
    const there = file.list().filter((one) => one.provider === provider && (name === null || one.name === name));
    return there.length === 1 ? (there[0] ?? null) : null;
  };
  return {
    list: () => file.list().map((account) => shown(account, world)),
    find(provider, name) {
      const account = wanted(provider, name);
      const key = account === null ? null : keyOf(account, world);
      if (account !== null && key === null && now() - triedAt >= AGAIN_MS) void unlock();
      return account === null || key === null ? null : { ...plain(account), key };
    },
    lockedBy(provider, name) {
      const account = wanted(provider, name);
      return account === null ? null : (shown(account, world).locked ?? null);
    },
    add: (account, place = null) => inTurn(() => add(account, place, world)),
    remove: (provider, name, isForced = false) =>
      inTurn(async () => {
        const account = file.list().find((one) => isNamed(one, provider, name));
        if (account === undefined) return false;
        await forget(account, world).catch((error: unknown) => {
          if (!isForced) throw error;
        });
        file.remove(provider, name);
        return true;
      }),
    move: (provider, name, place) =>
      inTurn(async () => {
        const account = file.list().find((one) => isNamed(one, provider, name));
        if (account === undefined) return false;
        await (place === 'keychain' ? moveIn(account, world) : moveOut(account, world));
        return true;
      }),
    unlock,
    probe: async () => (source === null ? NO_KEYCHAIN : (await source.probe()).why),
  };
}

interface World {
  readonly file: AccountFile;
  readonly keys: Map<string, string>;
  readonly locked: Map<string, string>;
  readonly source: KeychainSource | null;
}

/** One after the other: each changes what the next one reads. */
function takeTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

function plain({ id, name, provider }: KeptAccount): Omit<NamedAccount, 'key'> {
  return { id, name, provider };
}

function keyOf({ key, keychain }: KeptAccount, { keys }: World): string | null {
  return key ?? (keychain === undefined ? null : (keys.get(keychain) ?? null));
}

function shown(account: KeptAccount, world: World): ShownAccount {
  const keptIn = account.key === null ? 'keychain' : 'file';
  if (keyOf(account, world) !== null) return { ...plain(account), keptIn };
  const { keychain = '' } = account;
  return { ...plain(account), keptIn, locked: world.locked.get(keychain) ?? 'it was not asked for yet' };
}

async function add(account: NamedAccount, place: KeyPlace | null, world: World): Promise<PutKey> {
  const { file, source } = world;
  checkKey(account.key);
  if (file.list().some((one) => isNamed(one, account.provider, account.name))) {
    throw new SecretProblem('taken', `${account.provider} has an account "${account.name}" already`);
  }
  const { keychain = null, why } = place === 'file' ? { why: null } : await probed(source);
  if (place === 'keychain' && keychain === null) throw noKeychain(why);
  if (keychain === null) {
    file.put(account);
    return { keptIn: 'file', why: place === null && source !== null ? why : null };
  }
  const name = newName(account);
  file.put({ ...plain(account), key: null, keychain: name });
  try {
    await write(keychain, name, account.key, world);
    return { keptIn: 'keychain', why: null };
  } catch (error) {
    // It may have got in all the same: the name stays until it is known to be out.
    if (place === 'keychain') {
      await forget({ ...account, keychain: name }, world);
      file.remove(account.provider, account.name);
      throw error;
    }
    file.put({ ...account, keychain: name });
    return { keptIn: 'file', why: sayWhy(error) };
  }
}

async function moveIn(account: KeptAccount, world: World): Promise<void> {
  if (account.key === null) return;
  const { keychain, why } = await probed(world.source);
  if (keychain === null) throw noKeychain(why);
  const { keychain: name = newName(account), key } = account;
  world.file.put({ ...account, keychain: name });
  await write(keychain, name, key, world);
  world.file.put({ ...plain(account), key: null, keychain: name });
}

async function moveOut(account: KeptAccount, world: World): Promise<void> {
  const { keychain: name, key: known } = account;
  if (name === undefined) return;
  const key = known ?? (await readKey(name, world));
  world.file.put({ ...plain(account), key, keychain: name });
  await forget(account, world);
  world.file.put({ ...plain(account), key });
}

/** Takes it out of the keychain, if it may be in there. */
async function forget({ keychain: name }: KeptAccount, { source, keys, locked }: World): Promise<void> {
  if (name === undefined) return;
  if (source === null) throw noKeychain(NO_KEYCHAIN);
  try {
    await source.keychain.remove(name);
  } catch (error) {
    throw new SecretProblem('locked', `the keychain does not let the key go: ${sayWhy(error)}`, { cause: error });
  }
  keys.delete(name);
  locked.delete(name);
}

/** What was written is read once more before anything relies on it. */
async function write(keychain: Keychain, name: string, key: string, { keys, locked }: World): Promise<void> {
  try {
    await keychain.write(name, key);
    if ((await keychain.read(name)) !== key) throw new Error(`${keychain.name} does not give back what it was given`);
  } catch (error) {
    throw new SecretProblem('locked', `the keychain does not take the key: ${sayWhy(error)}`, { cause: error });
  }
  keys.set(name, key);
  locked.delete(name);
}

async function readKey(name: string, { source, keys }: World): Promise<string> {
  const known = keys.get(name);
  if (known !== undefined) return known;
  if (source === null) throw noKeychain(NO_KEYCHAIN);
  const key = await source.keychain.read(name).catch((error: unknown) => {
    throw new SecretProblem('locked', `the keychain does not give the key out: ${sayWhy(error)}`, { cause: error });
  });
  if (key === null) throw new SecretProblem('locked', GONE);
  return key;
}

const GONE = 'the keychain has no such key any more: remove the account and add it again';

/** Reads what is not known yet. After the first that is not answered the others are not asked: a person would be, each time. */
async function readKeys({ file, keys, locked, source }: World): Promise<void> {
  const names = file.list().flatMap(({ key, keychain }) => (key === null && keychain !== undefined ? [keychain] : []));
  const unknown = names.filter((name) => !keys.has(name));
  let refused: string | null = source === null ? NO_KEYCHAIN : null;
  const next = async (): Promise<void> => {
    for (let name = unknown.shift(); name !== undefined; name = unknown.shift()) {
      if (refused === null) refused = await read(name);
      if (refused !== null) locked.set(name, refused);
    }
  };
  const read = async (name: string): Promise<string | null> => {
    try {
      const key = (await source?.keychain.read(name)) ?? null;
      if (key === null) locked.set(name, GONE);
      else {
        keys.set(name, key);
        locked.delete(name);
      }
      return null;
    } catch (error) {
      return sayWhy(error);
    }
  };
  // The first one alone: where a password is asked for, it is once.
  const first = unknown.shift();
  if (first !== undefined && refused === null) refused = await read(first);
  if (first !== undefined && refused !== null) locked.set(first, refused);
  await Promise.all(Array.from({ length: READS_MAX }, next));
}

async function probed(source: KeychainSource | null) {
  return source === null ? { keychain: null, why: NO_KEYCHAIN } : source.probe();
}

function noKeychain(why: string | null): SecretProblem {
  return new SecretProblem('locked', `the system's keychain cannot be used: ${why}`);
}

function sayWhy(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^\[\w+\] /, '') : 'it does not answer';
}

/** Its own, so that two data folders of one person do not meet; with the provider's name, for who looks through a keychain. */
function newName({ provider }: Pick<KeptAccount, 'provider'>): string {
  return `${provider.replace(/[^\w.-]/g, '_').slice(0, 64)}/${randomBytes(8).toString('hex')}`;
}
