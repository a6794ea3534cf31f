import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of others of which something is in what we hand out. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** As its package.json says it, an SPDX expression. */
  readonly license: string;
  /** Where it is installed, absolute. */
  readonly folder: string;
}

/** A chunk as Rollup and Rolldown tell it. */
export interface BuiltChunk {
  readonly type: string;
  readonly modules?: Readonly<Record<string, { readonly renderedLength: number }>>;
}

/** The notices of a build; its lines `== name version (licence)` are also what the bill of materials is made of. */
export const NOTICES_FILE = 'third-party.txt';

/** Packages that data is taken from, in every build: the base list of prices, and the vocabularies. */
export const TAKEN_AS_DATA = ['@pydantic/genai-prices', 'gpt-tokenizer'] as const;

/**
 * Packages of which code is left in the chunks of a build, and those taken as data, once each and by name. `root` is the
 * checkout, absolute. Throws where a package has no licence.
 */
export function findThirdParties(
  chunks: readonly BuiltChunk[],
  root: string,
  data: readonly string[] = TAKEN_AS_DATA,
): readonly ThirdParty[] {
  const modules = chunks.flatMap(({ modules = {} }) => Object.entries(modules));
  const left = modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([id]) => folderOf(id));
  const folders = [...left, ...data.map((name) => join(root, 'node_modules', name))].filter((one) => one !== null);
  // The same package may be installed in several places.
  const parties = new Map(folders.map(readThirdParty).map((one) => [`${one.name} ${one.version}`, one]));
  return [...parties].toSorted(([one], [other]) => compare(one, other)).map(([, party]) => party);
}

/** Their names, versions and licences, and each licence's text where the package has one. */
export function writeNotices(parties: readonly ThirdParty[]): string {
  const entries = parties.map(({ name, version, license, folder }) =>
    [`== ${name} ${version} (${license})`, licenceText(folder)].join('\n\n'),
  );
  return `Tollkeeper has parts of these packages in it. Their licences:\n\n${entries.join('\n\n')}\n`;
}

/** Names and versions that notices name. */
export function readNotices(text: string): readonly { readonly name: string; readonly version: string }[] {
  return [...text.matchAll(/^== (\S+) (\S+) \(.+\)$/gm)].map(([, name = '', version = '']) => ({ name, version }));
}

/** Null: a module of our own, or of the bundler. */
function folderOf(id: string): string | null {
  return /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1] ?? null;
}

function readThirdParty(folder: string): ThirdParty {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`[build] ${name} says no licence: ${folder}`);
  return { name, version, license, folder };
}

function licenceText(folder: string): string {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.toSorted(compare).map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return texts.join('\n\n').replaceAll('\r\n', '\n') || 'Its package has no text of the licence.';
}

/** By code units: the same on every machine, whatever its language. */
function compare(one: string, other: string): number {
  return Number(one > other) - Number(one < other);
}
