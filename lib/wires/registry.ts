import type { AnswerWireId, WireId } from '../domain/call.ts';
import { anthropicBatches } from './anthropic-batches.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { bedrockConverse } from './bedrock-converse.ts';
import { cohereChat } from './cohere-chat.ts';
import { geminiGenerate } from './gemini-generate.ts';
import { metered } from './metered.ts';
import { openaiAudio } from './openai-audio.ts';
import { openaiBatches } from './openai-batches.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiEmbeddings } from './openai-embeddings.ts';
import { openaiImages } from './openai-images.ts';
import { openaiResponses } from './openai-responses.ts';
import { replicatePredictions } from './replicate-predictions.ts';
import { socketWires } from './socket-registry.ts';
import type { Wire } from './wire.ts';

/** Wires of requests and answers that are not everybody's, by their ids; one line each. */
export const rareWires: Readonly<Record<Exclude<AnswerWireId, 'openai-chat'>, Wire>> = {
  'anthropic-batches': anthropicBatches,
  'anthropic-messages': anthropicMessages,
  'bedrock-converse': bedrockConverse,
  'cohere-chat': cohereChat,
  'gemini-generate': geminiGenerate,
  metered,
  'openai-audio': openaiAudio,
  'openai-batches': openaiBatches,
  'openai-embeddings': openaiEmbeddings,
  'openai-images': openaiImages,
  'openai-responses': openaiResponses,
  'replicate-predictions': replicatePredictions,
};

/** Every wire of requests and answers. */
const answerWires: Readonly<Record<AnswerWireId, Wire>> = { ...rareWires, 'openai-chat': openaiChat };

/** Every wire. */
export const wires: Readonly<Record<WireId, Wire>> = { ...answerWires, ...socketWires };
