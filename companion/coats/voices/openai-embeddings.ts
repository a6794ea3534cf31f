import { listOf, readKey } from '../../../lib/domain/json-path.ts';
import { createRandom, hashText } from '../../sandbox/random.ts';
import type { Voice } from '../voice.ts';

const DIMENSIONS_USUAL = 16;
const DIMENSIONS_MAX = 4096;

/** Embeddings, as OpenAI writes them, and as Cohere does where it is asked its way. */
export const embeddingsVoice: Voice = {
  whole(said) {
    const { body } = said.ask;
    const isCohere = readKey(body, 'texts') !== undefined;
    const given = readKey(body, 'input') ?? readKey(body, 'texts');
    const texts = Array.isArray(given) && typeof given[0] !== 'number' ? listOf(given) : [given];
    const vectors = texts.map((text) => vectorOf(text, readKey(body, 'dimensions')));
    if (isCohere) {
      const meta = { api_version: { version: '2' }, billed_units: { input_tokens: said.inputTokens } };
      return { id: said.id, embeddings: { float: vectors }, texts, meta };
    }
    const isPacked = readKey(body, 'encoding_format') === 'base64';
    return {
      object: 'list',
      data: vectors.map((vector, index) => ({
        ...{ object: 'embedding', index, embedding: isPacked ? packed(vector) : vector },
      })),
      model: said.model,
      usage: { prompt_tokens: said.inputTokens, total_tokens: said.inputTokens },
    };
  },
  stream: null,
};

/** The same text has the same vector; it means nothing. */
function vectorOf(text: unknown, dimensions: unknown): number[] {
  const asked = Number.isInteger(dimensions) ? Number(dimensions) : DIMENSIONS_USUAL;
  const random = createRandom(hashText(JSON.stringify(text) ?? ''));
  return Array.from({ length: Math.min(Math.max(asked, 1), DIMENSIONS_MAX) }, () => random.next() * 2 - 1);
}

function packed(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}
