import { attempt } from '../../../lib/domain/json-path.ts';
import { EVENT_STREAM, isCut, namedEvent, type Said, type Voice } from '../voice.ts';

/** Anthropic's messages. */
export const messagesVoice: Voice = {
  whole: (said) => writeMessage(said),
  stream(said) {
    const { tool } = said.ask;
    const at = { index: 0 };
    const begun = { ...headOf(said), content: [], stop_reason: null, usage: usageOf(said.inputTokens, 1) };
    return {
      contentType: EVENT_STREAM,
      head: [
        namedEvent({ type: 'message_start', message: begun }),
        namedEvent({ type: 'content_block_start', ...at, content_block: blockOf(said, null) }),
        namedEvent({ type: 'ping' }),
      ],
      piece: (_index, text) =>
        namedEvent({
          ...{ type: 'content_block_delta', ...at },
          delta: tool === null ? { type: 'text_delta', text } : { type: 'input_json_delta', partial_json: text },
        }),
      tail: (outputTokens) => [
        namedEvent({ type: 'content_block_stop', ...at }),
        namedEvent({
          ...{ type: 'message_delta', delta: { stop_reason: reasonOf(said), stop_sequence: null } },
          usage: { output_tokens: outputTokens },
        }),
        namedEvent({ type: 'message_stop' }),
      ],
    };
  },
};

/** A message in one piece. */
export function writeMessage(said: Said): object {
  return {
    ...headOf(said),
    content: [blockOf(said, said.answers[0]?.text ?? '')],
    stop_reason: reasonOf(said),
    usage: usageOf(said.inputTokens, said.outputTokens),
  };
}

function headOf(said: Said): object {
  return { id: `msg_${said.id}`, type: 'message', role: 'assistant', model: said.model, stop_sequence: null };
}

function blockOf(said: Said, text: string | null): object {
  const { tool } = said.ask;
  if (tool === null) return { type: 'text', text: text ?? '' };
  const input = text === null ? {} : attempt(() => JSON.parse(text), {});
  return { type: 'tool_use', id: `toolu_${said.id}`, name: tool.name, input };
}

function reasonOf(said: Said): string {
  if (said.ask.tool !== null) return 'tool_use';
  return isCut(said) ? 'max_tokens' : 'end_turn';
}

function usageOf(input: number, output: number): object {
  const cached = { cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
  return { input_tokens: input, ...cached, output_tokens: output, service_tier: 'standard' };
}
