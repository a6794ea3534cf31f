import type { WireId } from './call.ts';
import type { TriedSizes } from './refusal-view.ts';

/** Texts of more tokens are not made: the page would be slow to show them. */
const FILL_TOKENS_MAX = 50_000;
/** One token in the vocabularies we know, and in those we count by rules for. */
const FILL = ' the';

/**
 * A request of the same sizes, as JSON for the Estimator: filler stands for its text, at most {@link FILL_TOKENS_MAX} tokens of it.
 * Null: sizes do not make one (no model, no tokens, a wire with fields of its own).
 */
export function requestOfSizes(model: string | null, sizes: TriedSizes): string | null {
  const { wire, inputTokens, outputTokensMax, units } = sizes;
  if (model === null || inputTokens === null || units !== null) return null;
  const text = FILL.repeat(Math.min(Math.max(inputTokens, 1), FILL_TOKENS_MAX)).trimStart();
  const request = bodyOf(wire, { model, text, bound: outputTokensMax });
  return request === null ? null : JSON.stringify(request, null, 2);
}

interface Asked {
  readonly model: string;
  readonly text: string;
  /** Tokens; null: none. */
  readonly bound: number | null;
}

function bodyOf(wire: WireId, { model, text, bound }: Asked): object | null {
  const messages = [{ role: 'user', content: text }];
  const withBound = (name: string): object => (bound === null ? {} : { [name]: bound });
  switch (wire) {
    case 'openai-chat':
    case 'anthropic-messages':
      return { model, ...withBound('max_tokens'), messages };
    case 'openai-responses':
      return { model, ...withBound('max_output_tokens'), input: text };
    case 'gemini-generate':
      return {
        url: `/v1beta/models/${model}:generateContent`,
        body: { contents: [{ role: 'user', parts: [{ text }] }], generationConfig: withBound('maxOutputTokens') },
      };
    default:
      return null;
  }
}
