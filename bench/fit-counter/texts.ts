import { readdirSync, readFileSync, statSync } from 'node:fs';
import { openRandom } from '../../test/forecast/random.ts';

/** A text to fit prices to, or to measure them on where it is `isHeldOut`. */
export interface FitText {
  readonly kind: string;
  /** A package, or where else it is from. */
  readonly source: string;
  readonly name: string;
  readonly text: string;
  readonly isHeldOut: boolean;
}

/** What a bench counts is never fitted to, and neither is a quarter of the packages. */
const BENCHED = /^(axe-core|react-dom|dexie|@types\/react)$/;
const HELD_OUT_SHARE = 0.25;
const CHARACTERS_MAX = 12_000;
const BYTES_MAX = 6_000_000;

/** Files of each kind, at most so many a package. */
const KINDS: readonly (readonly [kind: string, path: RegExp, max: number])[] = [
  ['readme', /readme[^/]*$/i, 4],
  ['changelog', /(changelog|history)[^/]*$/i, 1],
  ['markdown', /\.md$/i, 3],
  ['packed code', /\.min\.[cm]?js$/, 3],
  ['code', /(?<!\.min)\.[cm]?js$/, 4],
  ['types', /\.d\.[cm]?ts$/, 3],
  ['code', /(?<!\.d)\.[cm]?ts$/, 2],
  ['json', /\.json$/, 2],
  ['page', /\.(css|html?)$/, 4],
];

const root = new URL('../../node_modules/', import.meta.url);

/** Whether nothing of a package is fitted to: the same in every run. */
export function isHeldOut(name: string): boolean {
  let hash = 7;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return BENCHED.test(name) || ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32 < HELD_OUT_SHARE;
}

/** Files of installed packages: parts of those that a fixed seed picks. */
export function readPackages(): readonly FitText[] {
  const random = openRandom(7);
  return packageNames().flatMap((source) => {
    const files = filesOf(source);
    return KINDS.flatMap(([kind, path, max]) => {
      const fitting = files.filter((file) => path.test(file));
      const picked = Array.from({ length: Math.min(max, fitting.length) }, () =>
        fitting.splice(Math.floor(random.next() * fitting.length), 1),
      ).flat();
      return picked.map((name) => {
        const whole = readFileSync(new URL(`${source}/${name}`, root), 'utf8');
        const start = Math.floor(random.next() * Math.max(0, whole.length - CHARACTERS_MAX));
        const text = whole.slice(start, start + CHARACTERS_MAX);
        return { kind, source, name, text, isHeldOut: isHeldOut(source) };
      });
    });
  });
}

/** Lines of JSON, `{kind, src, name, text, held?}`: texts from elsewhere; whole sources are held out. */
export function readLines(path: string): readonly FitText[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const { kind, src, name, text, held } = JSON.parse(line);
    return { kind, source: src, name, text, isHeldOut: held === true };
  });
}

function packageNames(): readonly string[] {
  const names = readdirSync(root).filter((name) => !name.startsWith('.'));
  return names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(new URL(`${name}/`, root)).map((inner) => `${name}/${inner}`) : [name],
  );
}

function filesOf(source: string): string[] {
  const entries = readdirSync(new URL(`${source}/`, root), { recursive: true, encoding: 'utf8' });
  const files = entries.filter((name) => !name.includes('node_modules/') && KINDS.some(([, path]) => path.test(name)));
  return files.filter((name) => {
    const file = statSync(new URL(`${source}/${name}`, root));
    return file.isFile() && file.size > 300 && file.size < BYTES_MAX;
  });
}

const WORDS =
  'request completed retrying upstream cache miss connection reset job finished user login failed timeout queue worker started shutting down healthy payload invalid token expired scheduled backup restore index rebuilt'.split(
    ' ',
  );

/** What programs write: logs, tables, JSON, base64, hex, numbers of things. */
export function makeTexts(): readonly FitText[] {
  const random = openRandom(3);
  const whole = (below: number): number => Math.floor(random.next() * below);
  const word = (): string => WORDS[whole(WORDS.length)] ?? '';
  const bytes = (count: number): Buffer => Buffer.from(Uint8Array.from({ length: count }, () => whole(256)));
  const time = (): string => new Date(1.7e12 + random.next() * 1e11).toISOString();
  const list = (count: number, make: (at: number) => string, between = '\n'): string =>
    Array.from({ length: count }, (_none, at) => make(at)).join(between);
  const log = (): string => {
    const level = ['INFO', 'WARN', 'ERROR', 'DEBUG', 'info'][whole(5)];
    const address = list(4, () => String(whole(256)), '.');
    return `${time()} ${level} [${word()}-${whole(9)}] ${word()} ${word()}: id=${bytes(4).toString('hex')} ip=${address} took ${whole(5000)}ms /${word()}/${whole(1e5)}`;
  };
  const row = (at: number): string =>
    `${at},${(random.next() * 1000).toFixed(2)},${whole(1e6)},${word()},${time().slice(0, 10)}`;
  const entry = () => ({
    id: whole(1e6),
    name: `${word()} ${word()}`,
    created_at: time(),
    active: whole(2) === 0,
    score: random.next(),
    tags: [word(), word()],
    nested: { hash: bytes(8).toString('hex'), price: whole(1e4) / 100, currency: 'USD', note: null },
  });
  const makers: Readonly<Record<string, () => string>> = {
    base64: () => bytes(3000 + whole(6000)).toString('base64'),
    'base64 in lines': () =>
      bytes(3000 + whole(6000))
        .toString('base64')
        .replace(/.{76}/g, '$&\n'),
    'base64 in addresses': () => `data:image/png;base64,${bytes(3000).toString('base64url')}`,
    hex: () => bytes(3000).toString('hex'),
    'numbers of things': () =>
      list(150, () =>
        bytes(16)
          .toString('hex')
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
      ),
    table: () => list(300, row),
    'generated log': () => list(100, log),
    'generated json': () => JSON.stringify(Array.from({ length: 50 }, entry), null, [undefined, 2, 4, '\t'][whole(4)]),
  };
  return Object.entries(makers).flatMap(([kind, make]) =>
    Array.from({ length: 25 }, (_none, at) => ({
      kind,
      source: 'generated',
      name: `${kind} ${at}`,
      text: make(),
      isHeldOut: at % 4 === 0,
    })),
  );
}
