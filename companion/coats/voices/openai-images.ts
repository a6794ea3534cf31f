import { readKey } from '../../../lib/domain/json-path.ts';
import type { Voice } from '../voice.ts';

/** One transparent point. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Pictures as OpenAI answers with them; those of its models that bill by tokens say how many. */
export const imagesVoice: Voice = {
  whole({ ask, answers, createdSeconds, inputTokens, outputTokens }) {
    const { units } = ask.draft;
    const count = units?.count ?? answers.length;
    return {
      created: createdSeconds,
      data: Array.from({ length: count }, () =>
        readKey(ask.body, 'response_format') === 'url'
          ? { url: `data:image/png;base64,${PICTURE}` }
          : { b64_json: PICTURE },
      ),
      ...(units === null && {
        usage: {
          ...{ input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: inputTokens + outputTokens },
          input_tokens_details: { text_tokens: inputTokens, image_tokens: 0 },
        },
      }),
    };
  },
  stream: null,
};
