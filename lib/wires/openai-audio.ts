import type { Draft, Usage } from '../domain/call.ts';
import { parseJson, readKey } from '../domain/json-path.ts';
import { readCostUsd, readError, readFigure } from './answer-text.ts';
import { codePoints } from './count-units.ts';
import { type Counting, openInputCount } from './input-count.ts';
import { openJsonMeter } from './json-meter.ts';
import { readChatUsage } from './openai-chat-usage.ts';
import { BILLED_BY_TOKENS } from './openai-images.ts';
import { toText } from './output-count.ts';
import { plainDraft } from './plain-draft.ts';
import { readModel } from './request-keys.ts';
import type { Wire } from './wire.ts';

/** What a form says of the model. Sound stands beside it, which is not looked at. */
const MODEL_IN_FORM = /\bname="model"\r?\n\r?\n([^\r\n]{1,128})\r?\n/;

/** OpenAI's speech and transcriptions. https://platform.openai.com/docs/api-reference/audio */
export const openaiAudio: Wire = {
  id: 'openai-audio',
  readRequest(bodyText, _rule, ...counting) {
    const body = parseJson(bodyText);
    const input = readKey(body, 'input');
    if (typeof input === 'string') return toSpeech(input, body, ...counting);
    // How long a sound is, nobody knows before the answer.
    const [, model] = MODEL_IN_FORM.exec(bodyText) ?? [];
    return model === undefined ? null : plainDraft('openai-audio', { model: readModel(model.trim()) });
  },
  revise: () => null,
  openMeter: (head) =>
    openJsonMeter(head, (event, answer) => {
      const type = toText(readKey(event, 'type'));
      answer.errorText ??= readError(event);
      if (type.endsWith('.done')) answer.isComplete = true;
      // The whole text comes again at the end of a stream.
      else answer.output.add('', toText(readKey(event, 'delta') ?? readKey(event, 'text')));
      const usage = readKey(event, 'usage');
      if (usage == null) return;
      answer.usage = readAudioUsage(usage, type.startsWith('speech.'));
      answer.costUsd = readCostUsd(usage);
    }),
};

/** Spoken text is billed by the character, or by its tokens and those of the sound. */
function toSpeech(input: string, body: unknown, ...counting: Counting): Draft {
  const model = readModel(readKey(body, 'model'));
  const isStream = readKey(body, 'stream_format') === 'sse';
  if (model === null || !BILLED_BY_TOKENS.test(model))
    return plainDraft('openai-audio', { model, isStream, units: { meter: 'characters', count: codePoints(input) } });
  const count = openInputCount(body, ...counting);
  count.text(input);
  count.text(readKey(body, 'instructions'));
  return plainDraft('openai-audio', { model, isStream, ...count.total() });
}

/** A length, or tokens: those of sound by themselves. Null when a figure is not whole, negative or absurd. */
export function readAudioUsage(usage: unknown, isSpeech: boolean): Usage | null {
  const seconds = readKey(usage, 'seconds');
  if (seconds !== undefined) {
    const milliseconds = readFigure(Math.round(Number(seconds) * 1000));
    return typeof seconds === 'number' && milliseconds !== null ? { milliseconds } : null;
  }
  // Others have the names of chat.
  if (readKey(usage, 'prompt_tokens') !== undefined) return readChatUsage(usage);
  const details = readKey(usage, 'input_token_details') ?? readKey(usage, 'input_tokens_details');
  const [input, output, heard] = [
    readKey(usage, 'input_tokens'),
    readKey(usage, 'output_tokens'),
    readKey(details, 'audio_tokens') ?? 0,
  ].map(readFigure);
  if (input == null || output == null || heard == null || heard > input) return null;
  return {
    'input-tokens': input - heard,
    ...(heard > 0 && { 'audio-input-tokens': heard }),
    [isSpeech ? 'audio-output-tokens' : 'output-tokens']: output,
  };
}
