import type { CountText } from '../../lib/domain/exact-counter.ts';
import type { ExactCounters } from '../../lib/engine/exact-counters.ts';
import { type EndOfPiece, openEncoding } from '../../lib/tokenizer/encoding.ts';
import { endOfCl100kPiece } from '../../lib/tokenizer/split-cl100k.ts';
import { endOfO200kPiece } from '../../lib/tokenizer/split-o200k.ts';
import { openVocabulary } from '../../lib/tokenizer/vocabulary.ts';
import { readVocabulary, type VocabularyName } from './read-vocabulary.ts';

/** Exact counters; each vocabulary is read when the first model asks that counts by it. */
export function openCounters(): ExactCounters {
  return { o200k: open('o200k_base', endOfO200kPiece), cl100k: open('cl100k_base', endOfCl100kPiece) };
}

function open(name: VocabularyName, endOfPiece: EndOfPiece): CountText {
  let count: CountText | null = null;
  return (text) => {
    count ??= openEncoding(openVocabulary(readVocabulary(name)), endOfPiece).count;
    return count(text);
  };
}
