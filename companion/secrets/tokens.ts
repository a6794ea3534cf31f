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

/** A program under way as a tool, with a token beside that tool's own. */
interface RunOf {
  readonly name: string;
  /** Null: that of its tool. */
  readonly label: string | null;
  /** When it was last heard of, epoch ms. */
  readonly seenAt: number;
}

/** Tokens: one for each tool, and one for each program that runs as it. */
export interface Tokens {
  /** Also tools that have none of their own while programs run as them. */
  readonly list: () => readonly TokenOf[];
  /** Null: nobody has this token. */
  readonly find: (token: string) => TokenOf | null;
  /** The new token, which is shown this once. A tool that has one gets another, and the old one ends. */
  readonly make: (tool: TokenOf) => string;
  /** A token for one program; those of the tool and of its other programs stay. `id` says which program is meant. */
  readonly beginRun: (run: RunOf) => { readonly id: string; readonly token: string };
  /** It still runs (`now`: epoch ms). False: there is no such program. */
  readonly keepRun: (id: string, now: number) => boolean;
  /** False: there is no such program. */
  readonly endRun: (id: string) => boolean;
  /** Ends the tool's token and those of its programs. False: it had none. */
  readonly revoke: (name: string) => boolean;
}

interface Hashed {
  /** SHA-256, hex. Tokens are 256 random bits: there is nothing to guess, so a slow hash would add nothing. */
  readonly hash: string;
}
type Kept = TokenOf & Hashed;
type KeptRun = RunOf & Hashed;

/** What the file has. */
interface Content {
  readonly tools: readonly Kept[];
  readonly runs: readonly KeptRun[];
}

const TOKEN_BYTES = 32;
const PREFIX = 'tkp_';
const TOOLS_MAX = 1000;
const RUNS_MAX = 1000;
/** Of a program that was killed nobody says that it ended. Longer than a laptop sleeps: who runs is heard of every hour. */
const RUN_SILENT_MS_MAX = 7 * 86_400_000;
/** Digits of the hash that say which program is meant. */
const RUN_ID_CHARS = 16;
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;
const HASH = /^[0-9a-f]{64}$/;

/** Opens the file, or begins with none. Throws a `SecretProblem` where it cannot be read. */
export function openTokens(path: string): Tokens {
  let kept = read(path);
  let byHash = index(kept);
  const write = (next: Content): void => {
    replacePrivate(path, `${JSON.stringify({ version: 1, ...next }, null, 2)}\n`);
    kept = next;
    byHash = index(kept);
  };
  const runOf = (id: string): KeptRun | undefined => kept.runs.find((run) => idOf(run) === id);
  return {
    list: () => [...kept.tools.map(shown), ...kept.runs.filter(isAlone(kept)).map((run) => toolOf(run, kept))],
    find(token) {
      const hash = hashOfToken(token);
      const found = byHash.get(hash.toString('hex'));
      // The index finds by the hash, of which nobody can choose a part; compared is in constant time all the same.
      return found !== undefined && timingSafeEqual(Buffer.from(found.hash, 'hex'), hash) ? found.tool : null;
    },
    make(tool) {
      checkName(tool.name);
      const others = kept.tools.filter(({ name }) => name !== tool.name);
      if (others.length >= TOOLS_MAX) throw new SecretProblem('bad-name', `at most ${TOOLS_MAX} tools have tokens`);
      const { token, hash } = newToken();
      write({ ...kept, tools: [...others, { ...shown(tool), hash }] });
      return token;
    },
    beginRun({ name, label, seenAt }) {
      checkName(name);
      const { token, hash } = newToken();
      const alive = kept.runs.filter((run) => seenAt - run.seenAt <= RUN_SILENT_MS_MAX);
      // Of too many the one that was silent for longest ends: programs that run are heard of.
      const others = alive.toSorted((one, other) => one.seenAt - other.seenAt).slice(-(RUNS_MAX - 1));
      const run = { name, label, seenAt, hash };
      write({ ...kept, runs: [...others, run] });
      return { id: idOf(run), token };
    },
    keepRun(id, now) {
      const run = runOf(id);
      if (run === undefined) return false;
      write({ ...kept, runs: kept.runs.map((one) => (one === run ? { ...one, seenAt: now } : one)) });
      return true;
    },
    endRun(id) {
      const run = runOf(id);
      if (run === undefined) return false;
      write({ ...kept, runs: kept.runs.filter((one) => one !== run) });
      return true;
    },
    revoke(name) {
      const others = <T extends { readonly name: string }>(all: readonly T[]) => all.filter((one) => one.name !== name);
      const [tools, runs] = [others(kept.tools), others(kept.runs)];
      if (tools.length === kept.tools.length && runs.length === kept.runs.length) return false;
      write({ tools, runs });
      return true;
    },
  };
}

function checkName(name: string): void {
  if (!NAME.test(name)) {
    throw new SecretProblem('bad-name', 'a tool has a name of 1 to 64 letters, digits, dots, dashes');
  }
}

function newToken(): Hashed & { readonly token: string } {
  const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashOfToken(token).toString('hex') };
}

function idOf({ hash }: Hashed): string {
  return hash.slice(0, RUN_ID_CHARS);
}

function shown({ name, label, accounts, createdAt }: TokenOf): TokenOf {
  return { name, label, accounts, createdAt };
}

/** The first program of a tool that has no token of its own. */
function isAlone({ tools, runs }: Content): (run: KeptRun) => boolean {
  const withToken = new Set(tools.map(({ name }) => name));
  return (run) => !withToken.has(run.name) && runs.find(({ name }) => name === run.name) === run;
}

/** What a program calls as: its tool, with a label of its own where it has one. */
function toolOf({ name, label, seenAt }: RunOf, { tools }: Content): TokenOf {
  const own = tools.find((tool) => tool.name === name);
  if (own === undefined) return { name, label, accounts: {}, createdAt: seenAt };
  return { ...shown(own), label: label ?? own.label };
}

function index(content: Content): ReadonlyMap<string, Hashed & { readonly tool: TokenOf }> {
  const { tools, runs } = content;
  return new Map([
    ...tools.map((tool) => [tool.hash, { hash: tool.hash, tool: shown(tool) }] as const),
    ...runs.map((run) => [run.hash, { hash: run.hash, tool: toolOf(run, content) }] as const),
  ]);
}

function read(path: string): Content {
  const { value, broken } = readVersioned(path, 'remove it and make new tokens');
  if (value === null) return { tools: [], runs: [] };
  // Older ones wrote no `runs`.
  const { tools, runs = [] } = value as { readonly tools?: unknown; readonly runs?: unknown };
  const isWhole = Array.isArray(tools) && tools.every(isKept) && Array.isArray(runs) && runs.every(isKeptRun);
  if (!isWhole) throw broken();
  return { tools, runs };
}

function isKeptRun(value: unknown): value is KeptRun {
  const { name, label, seenAt, hash } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isNamed = typeof name === 'string' && NAME.test(name) && (label === null || typeof label === 'string');
  return isNamed && typeof seenAt === 'number' && typeof hash === 'string' && HASH.test(hash);
}

function isKept(value: unknown): value is Kept {
  const { name, label, accounts, createdAt, hash } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isNamed = typeof name === 'string' && NAME.test(name) && (label === null || typeof label === 'string');
  const isDated = typeof createdAt === 'number' && typeof hash === 'string' && HASH.test(hash);
  return isNamed && isDated && typeof accounts === 'object' && accounts !== null;
}
