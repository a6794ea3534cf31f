import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A vocabulary as its package ships it: a line of base64 and rank for each token. */
export function readRanks(name: 'o200k_base' | 'cl100k_base'): string {
  return readFileSync(require.resolve(`gpt-tokenizer/data/${name}.tiktoken`), 'utf8');
}
