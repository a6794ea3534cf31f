import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { packVocabulary } from '../../companion/estimate/pack-vocabulary.ts';
import { type Encoding, type EndOfPiece, openEncoding } from '../../lib/tokenizer/encoding.ts';
import { endOfCl100kPiece } from '../../lib/tokenizer/split-cl100k.ts';
import { endOfO200kPiece } from '../../lib/tokenizer/split-o200k.ts';
import { openVocabulary } from '../../lib/tokenizer/vocabulary.ts';

const require = createRequire(import.meta.url);

/** Ours, opened from the vocabulary as its package ships it. */
export function openOurs(name: 'o200k_base' | 'cl100k_base'): Encoding {
  const split: EndOfPiece = name === 'o200k_base' ? endOfO200kPiece : endOfCl100kPiece;
  return openEncoding(openVocabulary(packVocabulary(readVocabulary(name))), split);
}

/** Lines of base64 and rank. */
export function readVocabulary(name: string): string {
  return readFileSync(require.resolve(`gpt-tokenizer/data/${name}.tiktoken`), 'utf8');
}
