import { randomBytes, timingSafeEqual } from 'node:crypto';
import { replacePrivate } from './private-file.ts';
import { SecretProblem } from './secret-problem.ts';
import { hashOfToken, readVersioned } from './versioned-file.ts';

/** A tool that has a token; of the token itself only a hash is kept. */
export interface TokenOf {
  readonly name: string;
  readonly label: string | null;
  /** Which account pays, by provider id, where a call names none. */
  readonly accounts: Readonly<Record<string, string>>;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** Tokens, one for each tool. */
export interface Tokens {
  readonly list: () => readonly TokenOf[];
  /** Null: nobody has this token. */
  readonly find: (token: string) => TokenOf | null;
  /** The new token, which is shown this once. A tool that has one gets another, and the old one ends. */
  readonly make: (tool: TokenOf) => string;
  /** False: the tool had none. */
  readonly revoke: (name: string) => boolean;
}

interface Kept extends TokenOf {
  /** SHA-256, hex. Tokens are 256 random bits: there is nothing to guess, so a slow hash would add nothing. */
  readonly hash: string;
}

const TOKEN_BYTES = 32;
const PREFIX = 'tkp_';
const TOOLS_MAX = 1000;
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;
const HASH = /^[0-9a-f]{64}$/;

/** Opens the file, or begins with none. Throws a `SecretProblem` where it cannot be read. */
export function openTokens(path: string): Tokens {
  let kept = read(path);
  let byHash = index(kept);
  const write = (next: readonly Kept[]): void => {
    replacePrivate(path, `${JSON.stringify({ version: 1, tools: next }, null, 2)}\n`);
    kept = next;
    byHash = index(kept);
  };
  return {
    list: () => kept.map(shown),
    find(token) {
      const hash = hashOfToken(token);
      const found = byHash.get(hash.toString('hex'));
      // The index finds by the hash, of which nobody can choose a part; compared is in constant time all the same.
      return found !== undefined && timingSafeEqual(Buffer.from(found.hash, 'hex'), hash) ? shown(found) : null;
    },
    make(tool) {
      if (!NAME.test(tool.name)) {
        throw new SecretProblem('bad-name', 'a tool has a name of 1 to 64 letters, digits, dots, dashes');
      }
      const others = kept.filter(({ name }) => name !== tool.name);
      if (others.length >= TOOLS_MAX) throw new SecretProblem('bad-name', `at most ${TOOLS_MAX} tools have tokens`);
      const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
      write([...others, { ...shown({ ...tool, hash: '' }), hash: hashOfToken(token).toString('hex') }]);
      return token;
    },
    revoke(name) {
      const left = kept.filter((tool) => tool.name !== name);
      if (left.length === kept.length) return false;
      write(left);
      return true;
    },
  };
}

function shown({ name, label, accounts, createdAt }: Kept): TokenOf {
  return { name, label, accounts, createdAt };
}

function index(kept: readonly Kept[]): ReadonlyMap<string, Kept> {
  return new Map(kept.map((tool) => [tool.hash, tool]));
}

function read(path: string): readonly Kept[] {
  const { value, broken } = readVersioned(path, 'remove it and make new tokens');
  if (value === null) return [];
  const { tools } = value as { readonly tools?: unknown };
  if (!Array.isArray(tools) || !tools.every(isKept)) throw broken();
  return tools;
}

function isKept(value: unknown): value is Kept {
  const { name, label, accounts, createdAt, hash } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isNamed = typeof name === 'string' && NAME.test(name) && (label === null || typeof label === 'string');
  const isDated = typeof createdAt === 'number' && typeof hash === 'string' && HASH.test(hash);
  return isNamed && isDated && typeof accounts === 'object' && accounts !== null;
}
