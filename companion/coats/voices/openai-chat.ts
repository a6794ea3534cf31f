import { dataEvent, EVENT_STREAM, isCut, type Said, type Voice } from '../voice.ts';

/** Chat completions, as OpenAI and most others write them. */
export const chatVoice: Voice = {
  whole(said) {
    const { ask, answers, createdSeconds, model } = said;
    return {
      ...{ id: `chatcmpl-${said.id}`, object: 'chat.completion', created: createdSeconds, model },
      choices: answers.map(({ text }, index) => ({
        index,
        message: {
          role: 'assistant',
          content: ask.tool === null ? text : null,
          refusal: null,
          ...(ask.tool && { tool_calls: [toolCall(said, text)] }),
        },
        logprobs: null,
        finish_reason: reasonOf(said),
      })),
      usage: usageOf(said.inputTokens, said.outputTokens),
    };
  },
  stream(said) {
    const { ask, answers } = said;
    const chunk = (choices: readonly object[], usage?: object): string =>
      dataEvent({
        ...{ id: `chatcmpl-${said.id}`, object: 'chat.completion.chunk', created: said.createdSeconds },
        ...{ model: said.model, choices, ...(ask.includeUsage && { usage: usage ?? null }) },
      });
    const choice = (index: number, delta: object, finish: string | null = null): object => ({
      ...{ index, delta, logprobs: null, finish_reason: finish },
    });
    return {
      contentType: EVENT_STREAM,
      head: answers.map((_, index) =>
        chunk([
          choice(index, {
            ...{ role: 'assistant', content: ask.tool === null ? '' : null },
            ...(ask.tool && { tool_calls: [{ index: 0, ...toolCall(said, '') }] }),
          }),
        ]),
      ),
      piece: (index, text) =>
        chunk([
          choice(
            index,
            ask.tool === null ? { content: text } : { tool_calls: [{ index: 0, function: { arguments: text } }] },
          ),
        ]),
      tail: (outputTokens) => [
        ...answers.map((_, index) => chunk([choice(index, {}, reasonOf(said))])),
        ...(ask.includeUsage ? [chunk([], usageOf(said.inputTokens, outputTokens))] : []),
        'data: [DONE]\n\n',
      ],
    };
  },
};

function toolCall(said: Said, text: string): object {
  return { id: `call_${said.id}`, type: 'function', function: { name: said.ask.tool?.name ?? '', arguments: text } };
}

function reasonOf(said: Said): string {
  if (said.ask.tool !== null) return 'tool_calls';
  return isCut(said) ? 'length' : 'stop';
}

function usageOf(input: number, output: number): object {
  return {
    ...{ prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}
