import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readVocabulary, vocabularyNames } from '../companion/estimate/read-vocabulary.ts';

/** Packs the vocabularies that the dashboard's worker loads into `folder`; the result is where each is, and its place in the build. */
export function packVocabularyFiles(
  folder: string,
): readonly { readonly absoluteSrc: string; readonly relativeDest: string }[] {
  mkdirSync(folder, { recursive: true });
  return vocabularyNames.map((name) => {
    const absoluteSrc = join(folder, `${name}.bin`);
    writeFileSync(absoluteSrc, readVocabulary(name));
    return { absoluteSrc, relativeDest: `vocabularies/${name}.bin` };
  });
}
