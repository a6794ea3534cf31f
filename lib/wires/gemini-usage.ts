import type { Usage } from '../domain/call.ts';
import { listOf, readKey } from '../domain/json-path.ts';
import { readFigure } from './answer-text.ts';
import { toText } from './output-count.ts';

/** Older generations bill one search for a whole answer, newer ones each query. https://ai.google.dev/gemini-api/docs/pricing */
const ONE_SEARCH = /^gemini-[12]\b/;

/**
 * What a Gemini answer billed. `promptTokenCount` includes what was cached, `candidatesTokenCount` leaves out thoughts, and what
 * tools put into the prompt comes on top. A count that is 0 is not written. Sound, and pictures that were made, have prices of
 * their own. Null when a figure is not whole, negative or absurd, or how much sound was cached has no price: it is unknown.
 */
export function readGeminiUsage(usage: unknown, searches: number): Usage | null {
  const [prompt, cached, fromTools, answered, thoughts] = [
    'promptTokenCount',
    'cachedContentTokenCount',
    'toolUsePromptTokenCount',
    'candidatesTokenCount',
    'thoughtsTokenCount',
  ].map((key) => readFigure(readKey(usage, key) ?? 0));
  const [heard, heardCached, said, drawn] = [
    countOf(usage, 'promptTokensDetails', 'AUDIO'),
    countOf(usage, 'cacheTokensDetails', 'AUDIO'),
    countOf(usage, 'candidatesTokensDetails', 'AUDIO'),
    countOf(usage, 'candidatesTokensDetails', 'IMAGE'),
  ];
  if (prompt == null || cached == null || fromTools == null || answered == null || thoughts == null) return null;
  if (heard === null || heardCached !== 0 || said === null || drawn === null || prompt === 0) return null;
  const [asked, text] = [prompt - cached - heard, answered - said - drawn];
  if (asked < 0 || text < 0) return null;
  return {
    'input-tokens': asked + fromTools,
    'cached-input-tokens': cached,
    'output-tokens': text + thoughts,
    ...(heard > 0 && { 'audio-input-tokens': heard }),
    ...(said > 0 && { 'audio-output-tokens': said }),
    ...(drawn > 0 && { 'image-output-tokens': drawn }),
    ...(searches > 0 && { searches }),
  };
}

/** Tokens of one kind; null where they are no figure. */
function countOf(usage: unknown, key: string, modality: string): number | null {
  const counts = listOf(readKey(usage, key)).filter((entry) => readKey(entry, 'modality') === modality);
  return readFigure(counts.reduce<number>((sum, entry) => sum + Number(readKey(entry, 'tokenCount') ?? 0), 0));
}

/**
 * Counts the queries that were sent, each once; empty ones are not billed. A chunk may say them early and the last one no more
 * (https://github.com/vercel/ai/pull/13123), or each say again what came before it
 * (https://github.com/langchain-ai/langchainjs/pull/11456), both read 2026-11-21: so all of them together, without repeats.
 */
export function openSearches(): (chunk: unknown) => number {
  const sent = new Set<unknown>();
  let version = '';
  return (chunk) => {
    for (const candidate of listOf(readKey(chunk, 'candidates')))
      for (const query of listOf(readKey(readKey(candidate, 'groundingMetadata'), 'webSearchQueries'))) sent.add(query);
    sent.delete('');
    version = toText(readKey(chunk, 'modelVersion')) || version;
    return ONE_SEARCH.test(version) ? Math.min(sent.size, 1) : sent.size;
  };
}
