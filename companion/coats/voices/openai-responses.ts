import { readKey } from '../../../lib/domain/json-path.ts';
import { EVENT_STREAM, isCut, namedEvent, type Said, type Voice } from '../voice.ts';

/** OpenAI's responses. */
export const responsesVoice: Voice = {
  whole: (said) => writeResponse(said, { status: statusOf(said), text: said.answers[0]?.text ?? '' }),
  stream(said) {
    const { tool } = said.ask;
    let number = 0;
    let text = '';
    const event = (type: string, more: object): string =>
      namedEvent({ type, sequence_number: number++, ...more } as { readonly type: string });
    const place = { item_id: itemId(said), output_index: 0 };
    const inText = { ...place, content_index: 0 };
    const begun = { status: 'in_progress', text: null } as const;
    return {
      contentType: EVENT_STREAM,
      head: [
        event('response.created', { response: writeResponse(said, begun) }),
        event('response.in_progress', { response: writeResponse(said, begun) }),
        event('response.output_item.added', { output_index: 0, item: itemOf(said, 'in_progress', null) }),
        ...(tool === null ? [event('response.content_part.added', { ...inText, part: textPart('') })] : []),
      ],
      piece(_index, piece) {
        text += piece;
        if (tool !== null) return event('response.function_call_arguments.delta', { ...place, delta: piece });
        return event('response.output_text.delta', { ...inText, delta: piece, logprobs: [] });
      },
      tail: (outputTokens) => [
        ...(tool === null
          ? [
              event('response.output_text.done', { ...inText, text, logprobs: [] }),
              event('response.content_part.done', { ...inText, part: textPart(text) }),
            ]
          : [event('response.function_call_arguments.done', { ...place, name: tool.name, arguments: text })]),
        event('response.output_item.done', { output_index: 0, item: itemOf(said, 'completed', text) }),
        event(`response.${statusOf(said)}`, {
          response: writeResponse({ ...said, outputTokens }, { status: statusOf(said), text }),
        }),
      ],
    };
  },
};

/** A response as it is told at any time. `text` null: nothing came so far. */
export function writeResponse(
  said: Said,
  { status, text }: { readonly status: string; readonly text: string | null },
): object {
  const { ask, createdSeconds, model, inputTokens, outputTokens } = said;
  const isIncomplete = status === 'incomplete';
  return {
    ...{ id: `resp_${said.id}`, object: 'response', created_at: createdSeconds, status, model, error: null },
    incomplete_details: isIncomplete ? { reason: 'max_output_tokens' } : null,
    ...{ background: readKey(ask.body, 'background') === true, instructions: null, metadata: {} },
    ...{ parallel_tool_calls: true, temperature: 1, top_p: 1, tool_choice: 'auto', tools: [] },
    output: text === null ? [] : [itemOf(said, isIncomplete ? 'incomplete' : 'completed', text)],
    usage:
      text === null
        ? null
        : {
            ...{ input_tokens: inputTokens, input_tokens_details: { cached_tokens: 0 } },
            ...{ output_tokens: outputTokens, output_tokens_details: { reasoning_tokens: 0 } },
            total_tokens: inputTokens + outputTokens,
          },
  };
}

const statusOf = (said: Said): string => (isCut(said) ? 'incomplete' : 'completed');
const itemId = (said: Said): string => (said.ask.tool === null ? `msg_${said.id}` : `fc_${said.id}`);
const textPart = (text: string): object => ({ type: 'output_text', text, annotations: [], logprobs: [] });

function itemOf(said: Said, status: string, text: string | null): object {
  const { tool } = said.ask;
  const head = { id: itemId(said), status };
  if (tool !== null) {
    return { ...head, type: 'function_call', call_id: `call_${said.id}`, name: tool.name, arguments: text ?? '' };
  }
  return { ...head, type: 'message', role: 'assistant', content: text === null ? [] : [textPart(text)] };
}
