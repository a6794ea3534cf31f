import { attempt } from '../../../lib/domain/json-path.ts';
import { dataEvent, EVENT_STREAM, isCut, type Said, type Voice } from '../voice.ts';

/** Google's Gemini. */
export const geminiVoice: Voice = {
  whole: (said) =>
    chunkOf(
      said,
      said.answers.map(({ text }, index) => ({ index, text })),
      said.outputTokens,
    ),
  stream: (said) => ({
    contentType: EVENT_STREAM,
    head: [],
    // A call of a function comes as a whole.
    piece: (index, text) =>
      said.ask.tool === null ? dataEvent(chunkOf(said, [{ index, text }], null)) : dataEvent(chunkOf(said, [], null)),
    tail: (outputTokens) => [
      dataEvent(
        chunkOf(
          said,
          said.answers.map(({ text }, index) => ({ index, text: said.ask.tool === null ? '' : text })),
          outputTokens,
        ),
      ),
    ],
  }),
};

/** `outputTokens` null: more follows. */
function chunkOf(
  said: Said,
  texts: readonly { readonly index: number; readonly text: string }[],
  outputTokens: number | null,
): object {
  const { tool } = said.ask;
  const part = (text: string): object =>
    tool === null ? { text } : { functionCall: { name: tool.name, args: attempt(() => JSON.parse(text), {}) } };
  return {
    candidates: texts.map(({ index, text }) => ({
      content: { role: 'model', parts: [part(text)] },
      ...(outputTokens !== null && { finishReason: isCut(said) ? 'MAX_TOKENS' : 'STOP' }),
      index,
    })),
    usageMetadata: {
      promptTokenCount: said.inputTokens,
      ...(outputTokens !== null && { candidatesTokenCount: outputTokens }),
      totalTokenCount: said.inputTokens + (outputTokens ?? 0),
    },
    modelVersion: said.model,
    responseId: said.id,
  };
}
