import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packVocabulary } from '../companion/estimate/pack-vocabulary.ts';
import { readRanks } from '../companion/estimate/read-ranks.ts';

/** Vocabularies that the dashboard's worker loads, as the build has them. */
const NAMES = ['o200k_base', 'cl100k_base'] as const;

/** Packs them into `folder`; the result is where each is, and its place in the build. */
export function packVocabularyFiles(
  folder: string,
): readonly { readonly absoluteSrc: string; readonly relativeDest: string }[] {
  mkdirSync(folder, { recursive: true });
  return NAMES.map((name) => {
    const absoluteSrc = join(folder, `${name}.bin`);
    writeFileSync(absoluteSrc, packVocabulary(readRanks(name)));
    return { absoluteSrc, relativeDest: `vocabularies/${name}.bin` };
  });
}
