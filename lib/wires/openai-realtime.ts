import type { Count, Draft } from '../domain/call.ts';
import { listOf, parseJson, readKey } from '../domain/json-path.ts';
import { readFigure } from './answer-text.ts';
import { openInputCount, range } from './input-count.ts';
import { type Answer, openJsonMeter } from './json-meter.ts';
import { readAudioUsage } from './openai-audio.ts';
import { toText } from './output-count.ts';
import { plainDraft } from './plain-draft.ts';
import { isSound, isTranscribed, openRealtime } from './realtime-conversation.ts';
import { readRealtimeUsage } from './realtime-usage.ts';
import { readBound, readModel } from './request-keys.ts';
import type { SocketWire } from './wire.ts';

/** The template around an item. */
const PER_ITEM = range(0, 4, 20);

/** No conversation is longer, tokens: such a figure is none. */
const REMEMBERED_MAX = 1e9;

/**
 * OpenAI's realtime conversations, and transcriptions over them. https://platform.openai.com/docs/api-reference/realtime Each
 * response is a call: what it asks for is the whole conversation so far, written down by `openRealtime`.
 */
export const openaiRealtime: SocketWire = {
  id: 'openai-realtime',
  readRequest(bodyText, _rule, ...counting) {
    const body = parseJson(bodyText);
    const model = readModel(readKey(body, 'model'));
    if (typeof body !== 'object' || body === null) return null;
    const bound = readBound(readKey(body, 'max_output_tokens'));
    const remembered = readFigure(readKey(body, 'remembered_tokens'));
    const session = sessionOf(readKey(body, 'is_first'));
    if (remembered === null || remembered > REMEMBERED_MAX) {
      return { ...toTranscribed(model, readKey(body, 'used')), ...session };
    }
    const [hears, isUncounted, speaks] = ['hears', 'is_uncounted', 'speaks'].map((key) => readKey(body, key) === true);
    const spoken = { hears: hears === true, isUncounted: isUncounted === true, speaks: speaks === true };
    const count = openInputCount(body, ...counting);
    count.add(exactly(remembered));
    for (const text of listOf(readKey(body, 'texts'))) {
      count.text(text);
      count.add(PER_ITEM);
    }
    return plainDraft('openai-realtime', {
      model,
      ...count.total(),
      outputTokensMax: bound,
      spoken,
      ...session,
      isStream: true,
    });
  },
  revise: () => null,
  openMeter: (head) => openJsonMeter(head, readEvent),
  openConversation: openRealtime,
};

function sessionOf(isFirst: unknown): Pick<Draft, 'session'> {
  return typeof isFirst === 'boolean' ? { session: isFirst ? 'first' : 'later' } : {};
}

/** What was written down of sound, by a model of its own: it is over, and says what it took. */
function toTranscribed(model: string | null, used: unknown): Draft {
  const usage = readAudioUsage(used, false);
  const [input, heard, made] = (['input-tokens', 'audio-input-tokens', 'output-tokens'] as const).map(
    (meter) => usage?.[meter] ?? 0,
  );
  const draft = plainDraft('openai-realtime', { model, isStream: true });
  if (usage?.milliseconds !== undefined) {
    return { ...draft, units: { meter: 'milliseconds', count: usage.milliseconds } };
  }
  if (usage === null || input === undefined || heard === undefined || made === undefined) return draft;
  return {
    ...draft,
    inputTokens: exactly(input + heard),
    inputBasis: { kind: 'exact' },
    outputTokensMax: made,
    apart: [{ meter: 'audio-input-tokens', tokens: exactly(heard) }],
  };
}

function exactly(count: number): Count {
  return range(count, count, count);
}

function readEvent(event: unknown, answer: Answer): void {
  const type = toText(readKey(event, 'type'));
  // What is heard costs tokens that nobody can count from outside.
  if (isSound(type)) answer.isCounted = false;
  else if (type.endsWith('.delta')) answer.output.add(type, toText(readKey(event, 'delta')));
  if (isTranscribed(type)) {
    answer.isComplete = true;
    answer.usage = readAudioUsage(readKey(event, 'usage'), false);
  }
  if (type !== 'response.done') return;
  answer.isComplete = true;
  answer.usage = readRealtimeUsage(readKey(readKey(event, 'response'), 'usage'));
}
