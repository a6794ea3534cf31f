import { readKey } from '../../../lib/domain/json-path.ts';
import { dataEvent, EVENT_STREAM, isCut, type Said, type Voice } from '../voice.ts';

/** Cohere's chat, second version and first. */
export const cohereVoice: Voice = {
  whole(said) {
    const text = said.answers[0]?.text ?? '';
    const meta = { billed_units: billedOf(said, said.outputTokens), tokens: billedOf(said, said.outputTokens) };
    if (isFirst(said)) {
      return { response_id: said.id, generation_id: said.id, text, finish_reason: reasonOf(said), meta };
    }
    return { id: said.id, message: messageOf(said, text), finish_reason: reasonOf(said), usage: meta };
  },
  stream(said) {
    const event = (type: string, more: object): string => `event: ${type}\n${dataEvent({ type, ...more })}`;
    let text = '';
    return {
      contentType: EVENT_STREAM,
      head: isFirst(said)
        ? [dataEvent({ event_type: 'stream-start', generation_id: said.id })]
        : [
            event('message-start', { id: said.id, delta: { message: { role: 'assistant', content: [] } } }),
            ...(said.ask.tool === null
              ? [event('content-start', { index: 0, delta: { message: { content: { type: 'text', text: '' } } } })]
              : [event('tool-call-start', { index: 0, delta: { message: { tool_calls: callOf(said, '') } } })]),
          ],
      piece(_index, piece) {
        text += piece;
        if (isFirst(said)) return dataEvent({ event_type: 'text-generation', text: piece });
        if (said.ask.tool === null)
          return event('content-delta', { index: 0, delta: { message: { content: { text: piece } } } });
        const delta = { message: { tool_calls: { function: { arguments: piece } } } };
        return event('tool-call-delta', { index: 0, delta });
      },
      tail(outputTokens) {
        const usage = { billed_units: billedOf(said, outputTokens), tokens: billedOf(said, outputTokens) };
        if (isFirst(said)) {
          const response = { response_id: said.id, text, meta: usage };
          return [dataEvent({ event_type: 'stream-end', finish_reason: reasonOf(said), response })];
        }
        const end = said.ask.tool === null ? 'content-end' : 'tool-call-end';
        return [
          event(end, { index: 0 }),
          event('message-end', { id: said.id, delta: { finish_reason: reasonOf(said), usage } }),
        ];
      },
    };
  },
};

const isFirst = (said: Said): boolean => typeof readKey(said.ask.body, 'message') === 'string';

function messageOf(said: Said, text: string): object {
  if (said.ask.tool !== null) return { role: 'assistant', tool_plan: '', tool_calls: [callOf(said, text)] };
  return { role: 'assistant', content: [{ type: 'text', text }] };
}

function callOf(said: Said, text: string): object {
  return { id: `call_${said.id}`, type: 'function', function: { name: said.ask.tool?.name, arguments: text } };
}

function reasonOf(said: Said): string {
  if (said.ask.tool !== null) return 'TOOL_CALL';
  return isCut(said) ? 'MAX_TOKENS' : 'COMPLETE';
}

const billedOf = (said: Said, outputTokens: number): object => ({
  ...{ input_tokens: said.inputTokens, output_tokens: outputTokens },
});
