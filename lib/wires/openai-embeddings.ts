import { listOf, parseJson, readKey, readPath } from '../domain/json-path.ts';
import { readCostUsd, readError, readFigure } from './answer-text.ts';
import { openInputCount, range } from './input-count.ts';
import { openFigureMeter } from './json-meter.ts';
import { plainDraft } from './plain-draft.ts';
import { readModel } from './request-keys.ts';
import type { Wire } from './wire.ts';

/**
 * Embeddings of a text, several, or their tokens: OpenAI's (https://platform.openai.com/docs/api-reference/embeddings) and
 * Cohere's (https://docs.cohere.com/reference/embed).
 */
export const openaiEmbeddings: Wire = {
  id: 'openai-embeddings',
  readRequest(bodyText, _rule, ...counting) {
    const body = parseJson(bodyText);
    const given = readKey(body, 'input') ?? readKey(body, 'texts');
    const images = readKey(body, 'images');
    if (typeof given !== 'string' && !Array.isArray(given ?? images)) return null;
    const input = openInputCount(body, ...counting);
    input.text(given);
    for (const each of listOf(given)) {
      const tokens = typeof each === 'number' ? 1 : listOf(each).length;
      if (input.text(each)) continue;
      // A picture, or what nobody can read, is not nothing.
      if (tokens > 0) input.add(range(tokens, tokens, tokens));
      else input.other(each);
    }
    for (const image of listOf(images)) input.other({ image });
    return plainDraft('openai-embeddings', {
      model: readModel(readKey(body, 'model')),
      ...input.total(),
      outputTokensMax: 0,
    });
  },
  revise: () => null,
  openMeter: (head) =>
    openFigureMeter(head, (event, answer) => {
      answer.errorText ??= readError(event);
      const usage = readKey(event, 'usage');
      answer.costUsd = readCostUsd(usage);
      // Where there is no output, all of it is input.
      const stated = readKey(usage, 'prompt_tokens') ?? readKey(usage, 'total_tokens');
      const tokens = readFigure(stated ?? readPath(event, '$.meta.billed_units.input_tokens'));
      if (tokens !== null) answer.usage = { 'input-tokens': tokens };
    }),
};
