import type { Usage } from '../../lib/domain/call.ts';
import { readKey } from '../../lib/domain/json-path.ts';
import { BILLED_BY_TOKENS } from '../../lib/wires/openai-images.ts';
import type { Ask } from './ask.ts';
import type { PlayedAnswer } from './metered-answer.ts';

/** A sound or what was said in one, and what is billed for it. */
export interface AudioAnswer {
  readonly played: PlayedAnswer;
  /** Null: what was asked for is what is billed. */
  readonly usage: Usage | null;
}

const TRANSCRIPT = 'What was said is written here.';
const TRANSCRIPT_TOKENS = 6;
/** A second of sound for so many bytes of a form, and tokens of a second, as OpenAI counts. */
const BYTES_A_SECOND = 16_000;
const TOKENS_A_SECOND = 10;

/** Answers of OpenAI's speech and transcriptions. `bodyBytes`: how large the form was. */
export function writeAudio({ body, model, inputTokens }: Ask, bodyBytes: number): AudioAnswer {
  if (typeof readKey(body, 'input') === 'string') {
    const isByTokens = model !== null && BILLED_BY_TOKENS.test(model);
    const usage = isByTokens ? { 'input-tokens': inputTokens, 'audio-output-tokens': inputTokens * 2 } : null;
    return { played: { contentType: 'audio/mpeg', headers: {}, body: 'ID3' }, usage };
  }
  const seconds = Math.max(1, Math.ceil(bodyBytes / BYTES_A_SECOND));
  const isByTime = model === null || !BILLED_BY_TOKENS.test(model);
  const heard = seconds * TOKENS_A_SECOND;
  const stated = isByTime
    ? { type: 'duration', seconds }
    : {
        ...{ type: 'tokens', input_tokens: heard, output_tokens: TRANSCRIPT_TOKENS },
        ...{ total_tokens: heard + TRANSCRIPT_TOKENS, input_token_details: { text_tokens: 0, audio_tokens: heard } },
      };
  return {
    played: json({ text: TRANSCRIPT, usage: stated }),
    usage: isByTime
      ? { milliseconds: seconds * 1000 }
      : { 'input-tokens': 0, 'audio-input-tokens': heard, 'output-tokens': TRANSCRIPT_TOKENS },
  };
}

function json(value: object): PlayedAnswer {
  return { contentType: 'application/json', headers: {}, body: JSON.stringify(value) };
}
