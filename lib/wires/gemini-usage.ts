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
export function readGeminiUsage(usage: unknown, chunk: unknown): Usage | null {
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
  const searches = countSearches(chunk);
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

/** Queries that were sent, each once; empty ones are not billed. */
function countSearches(chunk: unknown): number {
  const queries = listOf(readKey(chunk, 'candidates')).flatMap((candidate) =>
    listOf(readKey(readKey(candidate, 'groundingMetadata'), 'webSearchQueries')),
  );
  const sent = new Set(queries.filter((query) => query !== '')).size;
  return ONE_SEARCH.test(toText(readKey(chunk, 'modelVersion'))) ? Math.min(sent, 1) : sent;
}
