import { readdirSync, readFileSync } from 'node:fs';
import { openRandom } from '../../test/forecast/random.ts';
import { isHeldOut } from '../fit-counter/texts.ts';

/**
 * Texts that anyone can make again: files of packages this project installs, and text that is generated from a fixed seed.
 * Texts that must not be alike are numbered, because every library remembers words it has seen.
 */

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Sentences of one language: what axe-core says of accessibility, in 8 of its languages. */
function proseOf(language: string): string {
  const sentences: string[] = [];
  collect(JSON.parse(read(`node_modules/axe-core/locales/${language}.json`)), sentences);
  return sentences.join(' ');
}

function collect(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) collect(part, into);
}

const PROSE_LANGUAGES = ['_template', 'de', 'fr', 'es', 'ru', 'ja', 'ko', 'zh_CN'] as const;

/** What tokenizers are timed with. */
export const NATURAL: readonly string[] = ['prose en', 'prose zh_CN', 'code', 'json', 'markdown', 'logs'];

/** By kind, as much as there is; nothing that the prices of the page's counter were fitted to. */
export function readTexts(): Readonly<Record<string, string>> {
  const random = openRandom(42);
  return {
    ...Object.fromEntries(
      PROSE_LANGUAGES.map((language) => [`prose ${language === '_template' ? 'en' : language}`, proseOf(language)]),
    ),
    markdown: readMarkdown(),
    code: `${read('node_modules/react-dom/cjs/react-dom-client.development.js')}${read('node_modules/dexie/dist/dexie.mjs')}`,
    types: read('node_modules/@types/react/index.d.ts'),
    json: read('package-lock.json'),
    'json, packed': JSON.stringify(JSON.parse(read('lib/prices/base-prices.json'))),
    logs: makeLogs(random.next, 4000),
    base64: Buffer.from(Uint8Array.from({ length: 300_000 }, () => random.next() * 256)).toString('base64'),
  };
}

function readMarkdown(): string {
  const packages = readdirSync(new URL('node_modules/', root)).filter(
    (name) => !name.startsWith('.') && !name.startsWith('@') && isHeldOut(name),
  );
  const texts: string[] = [];
  for (const name of packages.sort()) {
    try {
      texts.push(read(`node_modules/${name}/README.md`));
    } catch {
      // It has none.
    }
  }
  return texts.join('\n\n').slice(0, 1_500_000);
}

function makeLogs(next: () => number, lines: number): string {
  const LEVELS = ['INFO', 'WARN', 'ERROR', 'DEBUG'];
  const WHAT = [
    'request completed',
    'retrying upstream',
    'cache miss for key',
    'connection reset by peer',
    'job finished in',
  ];
  const pick = (list: readonly string[]): string => list[Math.floor(next() * list.length)] ?? '';
  return Array.from({ length: lines }, (_none, at) => {
    const time = new Date(1_780_000_000_000 + at * 733).toISOString();
    const id = Math.floor(next() * 2 ** 32).toString(16);
    return `${time} ${pick(LEVELS)} [worker-${Math.floor(next() * 8)}] ${pick(WHAT)} ${id} ${Math.floor(next() * 5000)}ms`;
  }).join('\n');
}

/** Runs without a blank or a change, of `length` characters: what a quadratic merge chokes on. */
export const HARD: Readonly<Record<string, (length: number) => string>> = {
  'one letter': (length) => 'a'.repeat(length),
  spaces: (length) => ' '.repeat(length),
  'equal signs': (length) => '='.repeat(length),
  'random letters': (length) => makeRun(length, (next) => String.fromCharCode(97 + next() * 26)),
  hanzi: (length) => makeRun(length, (next) => String.fromCharCode(0x4e00 + next() * 5000)),
  emoji: (length) => '😀👩‍👩‍👧🇩🇪'.repeat(Math.ceil(length / 14)).slice(0, length),
};

function makeRun(length: number, make: (next: () => number) => string): string {
  const random = openRandom(length);
  return Array.from({ length }, () => make(random.next)).join('');
}
