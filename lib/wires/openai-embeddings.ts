import { listOf, parseJson, readKey } from '../domain/json-path.ts';
import { readCostUsd, readError, readFigure } from './answer-text.ts';
import { openInputCount, range } from './input-count.ts';
import { openJsonMeter } from './json-meter.ts';
import { readModel } from './request-keys.ts';
import type { Wire } from './wire.ts';

/** OpenAI's embeddings: a text, several, or their tokens. https://platform.openai.com/docs/api-reference/embeddings */
export const openaiEmbeddings: Wire = {
  id: 'openai-embeddings',
  readRequest(bodyText) {
    const body = parseJson(bodyText);
    const given = readKey(body, 'input');
    if (typeof given !== 'string' && !Array.isArray(given)) return null;
    const input = openInputCount();
    input.text(given);
    for (const each of listOf(given)) {
      const tokens = typeof each === 'number' ? 1 : listOf(each).length;
      if (!input.text(each)) input.add(range(tokens, tokens, tokens));
    }
    return {
      wire: 'openai-embeddings',
      model: readModel(readKey(body, 'model')),
      inputTokens: input.total(),
      outputTokensMax: 0,
      answers: 1,
      units: null,
      isStream: false,
      revisable: [],
    };
  },
  revise: () => null,
  openMeter(head) {
    const meter = openJsonMeter(head, (event, answer) => {
      answer.errorText ??= readError(event);
      const usage = readKey(event, 'usage');
      const tokens = readFigure(readKey(usage, 'prompt_tokens'));
      answer.costUsd = readCostUsd(usage);
      if (tokens !== null) answer.usage = { 'input-tokens': tokens };
    });
    return { ...meter, end: () => ({ ...meter.end(), output: null }) };
  },
};
