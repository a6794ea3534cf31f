import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import type { ExactCounters } from '../lib/engine/exact-counters.ts';
import { type EndOfPiece, openEncoding } from '../lib/tokenizer/encoding.ts';
import { endOfCl100kPiece } from '../lib/tokenizer/split-cl100k.ts';
import { endOfO200kPiece } from '../lib/tokenizer/split-o200k.ts';
import { openVocabulary } from '../lib/tokenizer/vocabulary.ts';
import { openEstimateWorker } from '../lib/webext/estimate-in-worker.ts';

/** The Estimator's worker: what is pasted is read and counted beside the page, which so never stands still. */
export default defineUnlistedScript(() => {
  const hear = openEstimateWorker((answer) => postMessage(answer), loadCounters);
  addEventListener('message', ({ data }) => hear(data));
});

/** Both vocabularies, when something is counted for the first time. */
async function loadCounters(): Promise<ExactCounters> {
  const [o200k, cl100k] = await Promise.all([
    load('o200k_base', endOfO200kPiece),
    load('cl100k_base', endOfCl100kPiece),
  ]);
  return { o200k, cl100k };
}

async function load(name: string, endOfPiece: EndOfPiece): Promise<(text: string) => number> {
  const response = await fetch(`/vocabularies/${name}.bin`);
  return openEncoding(openVocabulary(new Uint8Array(await response.arrayBuffer())), endOfPiece).count;
}
