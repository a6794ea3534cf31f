import type { Usage, WireId } from '../../../lib/domain/call.ts';
import type { Said, Voice } from '../voice.ts';
import { messagesVoice } from './anthropic-messages.ts';
import { converseVoice } from './bedrock-converse.ts';
import { cohereVoice } from './cohere-chat.ts';
import { geminiVoice } from './gemini-generate.ts';
import { chatVoice } from './openai-chat.ts';
import { embeddingsVoice } from './openai-embeddings.ts';
import { imagesVoice } from './openai-images.ts';
import { responsesVoice } from './openai-responses.ts';

/** How a wire's answers are written, and what is billed for one. */
export interface SpokenWire {
  readonly voice: Voice;
  readonly usageOf: (said: Pick<Said, 'inputTokens' | 'outputTokens'>) => Usage;
  /** Output tokens of one answer that is no text; absent: it is text. */
  readonly outputTokensEach?: number;
}

const ofText: SpokenWire['usageOf'] = ({ inputTokens, outputTokens }) => ({
  ...{ 'input-tokens': inputTokens, 'output-tokens': outputTokens },
});

/** Wires of which answers are made; those of the others are played from recordings, or end later. */
export const spokenWires: Readonly<Partial<Record<WireId, SpokenWire>>> = {
  'anthropic-messages': { voice: messagesVoice, usageOf: ofText },
  'bedrock-converse': { voice: converseVoice, usageOf: ofText },
  'cohere-chat': { voice: cohereVoice, usageOf: ofText },
  'gemini-generate': { voice: geminiVoice, usageOf: ofText },
  'openai-chat': { voice: chatVoice, usageOf: ofText },
  'openai-responses': { voice: responsesVoice, usageOf: ofText },
  'openai-embeddings': {
    voice: embeddingsVoice,
    usageOf: ({ inputTokens }) => ({ 'input-tokens': inputTokens }),
    outputTokensEach: 0,
  },
  'openai-images': {
    voice: imagesVoice,
    usageOf: (said) => ({ 'input-tokens': said.inputTokens, 'image-output-tokens': said.outputTokens }),
    // What a small picture of its models comes to.
    outputTokensEach: 272,
  },
};
