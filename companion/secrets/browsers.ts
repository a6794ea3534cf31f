import { randomBytes, timingSafeEqual } from 'node:crypto';
import { replacePrivate } from './private-file.ts';
import { SecretProblem } from './secret-problem.ts';
import { hashOfToken, readVersioned } from './versioned-file.ts';

/** A browser that was paired; of its token only a hash is kept. */
export interface PairedBrowser {
  /** What it is called in the ledger's stamps, too. */
  readonly id: string;
  /** For people: "Chrome", "Firefox". */
  readonly name: string;
  /** The extension's own origin, from which alone its token counts. */
  readonly origin: string;
  /** Epoch ms. */
  readonly pairedAt: number;
}

/** Browsers that were paired. */
export interface Browsers {
  readonly list: () => readonly PairedBrowser[];
  /** Null: nobody has this token. */
  readonly find: (token: string) => PairedBrowser | null;
  /** A new browser, with its token, which is told this once. */
  readonly add: (browser: Omit<PairedBrowser, 'id'>) => { readonly id: string; readonly token: string };
  /** False: there is none. */
  readonly remove: (id: string) => boolean;
}

interface Kept extends PairedBrowser {
  /** SHA-256, hex: of 256 random bits there is nothing to guess. */
  readonly hash: string;
}

const PREFIX = 'tkb_';
const BROWSERS_MAX = 100;
const HASH = /^[0-9a-f]{64}$/;

/** Opens the file, or begins with none. Throws a `SecretProblem` where it cannot be read. */
export function openBrowsers(path: string): Browsers {
  let kept = read(path);
  const write = (next: readonly Kept[]): void => {
    replacePrivate(path, `${JSON.stringify({ version: 1, browsers: next }, null, 2)}\n`);
    kept = next;
  };
  return {
    list: () => kept.map(shown),
    find(token) {
      const hash = hashOfToken(token);
      // Each is looked at, so that the time tells nothing of which it was.
      const found = kept.filter((browser) => timingSafeEqual(Buffer.from(browser.hash, 'hex'), hash));
      return found[0] === undefined ? null : shown(found[0]);
    },
    add(browser) {
      if (kept.length >= BROWSERS_MAX)
        throw new SecretProblem('bad-name', `at most ${BROWSERS_MAX} browsers are paired`);
      const token = PREFIX + randomBytes(32).toString('base64url');
      const id = `b-${randomBytes(6).toString('hex')}`;
      write([...kept, { ...shown({ ...browser, id, hash: '' }), hash: hashOfToken(token).toString('hex') }]);
      return { id, token };
    },
    remove(id) {
      const left = kept.filter((browser) => browser.id !== id);
      if (left.length === kept.length) return false;
      write(left);
      return true;
    },
  };
}

function shown({ id, name, origin, pairedAt }: Kept): PairedBrowser {
  return { id, name, origin, pairedAt };
}

function read(path: string): readonly Kept[] {
  const { value, broken } = readVersioned(path, 'remove it and pair your browsers again');
  if (value === null) return [];
  const { browsers } = value as { readonly browsers?: unknown };
  if (!Array.isArray(browsers) || !browsers.every(isKept)) throw broken();
  return browsers;
}

function isKept(value: unknown): value is Kept {
  const { id, name, origin, pairedAt, hash } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const areTexts = [id, name, origin].every((text) => typeof text === 'string' && text.length <= 300);
  return areTexts && typeof pairedAt === 'number' && typeof hash === 'string' && HASH.test(hash);
}
