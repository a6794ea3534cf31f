import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BaseFile } from '../lib/prices/base-prices.ts';
import { fallbacksOf, toBaseRows } from './base-prices.ts';

/*
 * `npm run prices:update`: writes the base prices that a build has, from the installed package, to be looked at as a
 * change. `--check` writes nothing, and says what would change.
 */

const PACKAGE = '@pydantic/genai-prices';
/**
 * The package's lists of the providers we know. Not `deepseek`, whose hours are in a file of ours; not `openrouter`, which is
 * as large as all the others together, while its answers state what they cost; not those of `huggingface`, where which of them
 * holds is decided anew for each call.
 */
const LISTS = [
  'anthropic',
  'aws',
  'azure',
  'cloudflare',
  'cohere',
  'fireworks',
  'google',
  'groq',
  'minimax',
  'mistral',
  'moonshotai',
  'novita',
  'openai',
  'perplexity',
  'together',
  'x-ai',
  'zai',
] as const;
const file = new URL('../lib/prices/base-prices.json', import.meta.url);

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const known = JSON.parse(readFileSync(file, 'utf8')) as BaseFile;
const manifest = new URL(`../node_modules/${PACKAGE}/package.json`, import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
const source = `${PACKAGE} ${version}`;
const lists = Object.fromEntries(LISTS.map((list) => [list, toBaseRows(list)]));
const date = known.source === source ? known.date : publishedOn(version);
const isList = (list: string): boolean => Object.hasOwn(lists, list);
const others = LISTS.map((list) => [list, fallbacksOf(list).filter(isList)] as const);
const fallbacks = Object.fromEntries(others.filter(([, of]) => of.length > 0));
const text = toText({ source, date, fallbacks, lists });
if (!values.check) writeFileSync(file, text);
const isSame = text === readFileSync(file, 'utf8');
if (!isSame) process.exitCode = 1;
const models = Object.values(lists).flat().length;
console.log(`${models} models of ${LISTS.length} lists, ${source} of ${date}.`);
if (!isSame) console.error('lib/prices/base-prices.json says something else. Write it anew: npm run prices:update');

/** A line for each model, so that a change can be read. */
function toText(base: BaseFile): string {
  const ofLists = Object.entries(base.lists).map(
    ([list, rows]) => `${JSON.stringify(list)}:[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`,
  );
  const { source: from, date: on, fallbacks: others } = base;
  const head = `{"source":${JSON.stringify(from)},"date":${JSON.stringify(on)},\n"fallbacks":${JSON.stringify(others)},\n`;
  return `${head}"lists":{\n${ofLists.join(',\n')}\n}}\n`;
}

/** The day this version was published, as the registry knows it. */
function publishedOn(wanted: string): string {
  const times: unknown = JSON.parse(execFileSync('npm', ['view', PACKAGE, 'time', '--json'], { encoding: 'utf8' }));
  const time = (times as Readonly<Record<string, string>>)[wanted];
  if (time === undefined) throw new Error(`npm does not say when ${PACKAGE} ${wanted} was published.`);
  return time.slice(0, 10);
}
