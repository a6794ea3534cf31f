import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { packVocabulary } from './pack-vocabulary.ts';

export type VocabularyName = 'o200k_base' | 'cl100k_base';
export const vocabularyNames: readonly VocabularyName[] = ['o200k_base', 'cl100k_base'];

const require = createRequire(import.meta.url);

/** Where the published companion has them, packed; from source they are packed each time. */
export const PACKED_FOLDER = 'vocabularies';

/** A vocabulary in the form that `openVocabulary` reads. */
export function readVocabulary(name: VocabularyName): Uint8Array {
  const packed = new URL(`./${PACKED_FOLDER}/${name}.bin`, import.meta.url);
  if (existsSync(packed)) return readFileSync(packed);
  // As its package ships it: a line of base64 and rank for each token.
  return packVocabulary(readFileSync(require.resolve(`gpt-tokenizer/data/${name}.tiktoken`), 'utf8'));
}
