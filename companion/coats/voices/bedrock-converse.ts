import { crc32 } from 'node:zlib';
import { attempt } from '../../../lib/domain/json-path.ts';
import { isCut, type Said, type Voice } from '../voice.ts';

/** Amazon Bedrock's Converse; its streams are binary. */
export const converseVoice: Voice = {
  whole: (said) => ({
    output: { message: { role: 'assistant', content: [contentOf(said, said.answers[0]?.text ?? '')] } },
    stopReason: reasonOf(said),
    usage: usageOf(said, said.outputTokens),
    metrics: { latencyMs: 1 },
  }),
  stream(said) {
    const { tool } = said.ask;
    const at = { contentBlockIndex: 0 };
    return {
      contentType: 'application/vnd.amazon.eventstream',
      head: [
        frame('messageStart', { role: 'assistant' }),
        ...(tool === null
          ? []
          : [frame('contentBlockStart', { ...at, start: { toolUse: { toolUseId: said.id, name: tool.name } } })]),
      ],
      piece: (_index, text) =>
        frame('contentBlockDelta', { ...at, delta: tool === null ? { text } : { toolUse: { input: text } } }),
      tail: (outputTokens) => [
        frame('contentBlockStop', at),
        frame('messageStop', { stopReason: reasonOf(said) }),
        frame('metadata', { usage: usageOf(said, outputTokens), metrics: { latencyMs: 1 } }),
      ],
    };
  },
};

function contentOf(said: Said, text: string): object {
  const { tool } = said.ask;
  if (tool === null) return { text };
  return { toolUse: { toolUseId: said.id, name: tool.name, input: attempt(() => JSON.parse(text), {}) } };
}

function reasonOf(said: Said): string {
  if (said.ask.tool !== null) return 'tool_use';
  return isCut(said) ? 'max_tokens' : 'end_turn';
}

function usageOf({ inputTokens }: Said, outputTokens: number): object {
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}

/**
 * One message of an event stream of AWS: lengths, their sum, named headers, the payload and the sum of all.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
function frame(event: string, payload: object): Uint8Array {
  const headers = Buffer.concat([
    header(':event-type', event),
    header(':content-type', 'application/json'),
    header(':message-type', 'event'),
  ]);
  const body = Buffer.from(JSON.stringify(payload));
  const whole = Buffer.alloc(16 + headers.byteLength + body.byteLength);
  whole.writeUInt32BE(whole.byteLength, 0);
  whole.writeUInt32BE(headers.byteLength, 4);
  whole.writeUInt32BE(crc32(whole.subarray(0, 8)), 8);
  headers.copy(whole, 12);
  body.copy(whole, 12 + headers.byteLength);
  whole.writeUInt32BE(crc32(whole.subarray(0, whole.byteLength - 4)), whole.byteLength - 4);
  return whole;
}

const TEXT_HEADER = 7;

function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([TEXT_HEADER]),
    length,
    Buffer.from(value),
  ]);
}
