import { describe, expect, it } from 'vitest';
import { priceUsage } from '../../lib/domain/price.ts';
import { findKnownPrice } from '../../lib/prices/known-prices.ts';
import { openaiRealtime } from '../../lib/wires/openai-realtime.ts';
import { readRealtimeUsage } from '../../lib/wires/realtime-usage.ts';
import type { ConversationEvent } from '../../lib/wires/wire.ts';
import {
  created,
  done,
  MODEL,
  refused,
  sessionCreated,
  sound,
  USAGE,
  USAGE_NANO,
  written,
} from '../realtime-events.ts';
import { headOf } from './head.ts';

/** What becomes of these events; ends carry what the meter read of the call. */
function take(events: readonly (object | string)[], model: string | null = MODEL) {
  const told: ConversationEvent[] = [];
  const conversation = openaiRealtime.openConversation(model, (event) => told.push(event));
  for (const event of events) conversation.push(typeof event === 'string' ? event : JSON.stringify(event));
  const ids = told.flatMap((event) => (event.kind === 'begin' ? [event.id] : []));
  return ids.map((id) => {
    const own = told.filter((event) => event.id === id);
    const meter = openaiRealtime.openMeter(headOf('text/event-stream'), null);
    for (const event of own) if (event.kind === 'text') meter.push(event.text);
    const asked = own.find((event) => event.kind === 'begin')?.bodyText ?? '';
    const end = own.find((event) => event.kind === 'end');
    return { id, draft: openaiRealtime.readRequest(asked, null), end, reading: meter.end() };
  });
}

const said = (text: string): object => ({
  type: 'conversation.item.created',
  item: { id: 'i', type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});
const heard = {
  type: 'conversation.item.created',
  item: { id: 'i', content: [{ type: 'input_audio', transcript: null }] },
};

describe('the fee of a session', () => {
  const sessions = (...events: readonly (object | string)[]) =>
    take([sessionCreated, ...events]).map(({ id, draft }) => [id, draft?.session]);

  it('is of the first response that is billed', () => {
    expect(sessions(created('a'), created('b'), done('a'), done('b'), created('c'))).toEqual([
      ['a', 'first'],
      ['b', 'later'],
      ['c', 'later'],
    ]);
    expect(sessions(created('a'), refused('a'), created('b'), done('b'))).toEqual([
      ['a', 'first'],
      ['b', 'first'],
    ]);
  });
});

describe('the usage of a response', () => {
  it('has text and sound, each cached in part, with prices of their own', () => {
    const usage = readRealtimeUsage(USAGE);
    expect(usage).toEqual({
      'input-tokens': 57,
      'cached-input-tokens': 256,
      'audio-input-tokens': 92,
      'cached-audio-input-tokens': 384,
      'output-tokens': 9,
      'audio-output-tokens': 23,
    });
    const price = findKnownPrice({ list: 'openai', setsAside: 'nothing' }, MODEL);
    expect(usage && price && priceUsage(usage, price)).toBe(USAGE_NANO);
  });

  it('takes what was cached for text where there was nothing but text', () => {
    const details = { text_tokens: 239, audio_tokens: 0, cached_tokens: 192 };
    const usage = {
      input_tokens: 239,
      output_tokens: 5,
      input_token_details: details,
      output_token_details: { text_tokens: 5 },
    };
    expect(readRealtimeUsage(usage)).toEqual({ 'input-tokens': 47, 'cached-input-tokens': 192, 'output-tokens': 5 });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['no figures', {}],
    ['no details', { input_tokens: 10, output_tokens: 2 }],
    ['more parts than there are', { ...USAGE, input_tokens: 788 }],
    ['an answer that does not add up', { ...USAGE, output_tokens: 33 }],
    [
      'more cached than there was',
      { ...USAGE, input_token_details: { ...USAGE.input_token_details, cached_tokens: 641 } },
    ],
    [
      'cached pictures, which have no price',
      {
        ...USAGE,
        input_token_details: {
          ...USAGE.input_token_details,
          cached_tokens: 650,
          cached_tokens_details: { text_tokens: 256, audio_tokens: 384, image_tokens: 10 },
        },
      },
    ],
    ['half a token', { ...USAGE, input_tokens: 789.5 }],
  ])('is unknown, and not nothing, where it says %s', (_what, usage) => {
    expect(readRealtimeUsage(usage)).toBeNull();
  });
});

describe('a conversation', () => {
  it('is a call for each response, by its id', () => {
    const calls = take([
      sessionCreated,
      created('a'),
      sound('a'),
      done('a'),
      created('b'),
      written('b', 'Far.'),
      done('b'),
    ]);
    expect(calls.map(({ id, end }) => [id, end])).toEqual([
      ['a', { kind: 'end', id: 'a', errorText: null }],
      ['b', { kind: 'end', id: 'b', errorText: null }],
    ]);
    for (const { draft, reading } of calls) {
      expect(draft).toMatchObject({ wire: 'openai-realtime', model: MODEL, outputTokensMax: 300 });
      expect(reading).toMatchObject({ usage: readRealtimeUsage(USAGE), isComplete: true, errorText: null });
    }
    // Sound cannot be counted from outside, text can.
    expect(calls.map(({ reading }) => reading.output?.likely ?? null)).toEqual([null, 2]);
  });

  it('is of the model that the session is set to, wherever that is said', () => {
    const modelOf = (...events: object[]) => take([...events, created('a')], 'of-the-address')[0]?.draft?.model;
    expect(modelOf()).toBe('of-the-address');
    expect(modelOf({ type: 'session.created', session: { model: 'gpt-realtime' } })).toBe('gpt-realtime');
    const update = {
      type: 'session.updated',
      session: { type: 'realtime', model: 'gpt-realtime-mini', max_output_tokens: 'inf' },
    };
    expect(modelOf(sessionCreated, update)).toBe('gpt-realtime-mini');
    expect(take([created('a')], null)[0]?.draft?.model).toBeNull();
  });

  it('goes on with what was billed before, and counts what was written since; what sound comes to nobody knows', () => {
    const inputs = (...events: object[]) =>
      take([sessionCreated, ...events]).map(({ draft }) => draft?.inputTokens?.low ?? null);
    const [first, second] = inputs(
      said('How far is it to the gate?'),
      created('a'),
      done('a'),
      said('And back?'),
      created('b'),
    );
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(821);
    expect(second).toBeLessThan(830);
    expect(inputs(heard, created('a'), done('a'), created('b'))).toEqual([0, 821]);
  });

  it('says whether it hears sound, and how much, and whether it may answer in it', () => {
    const spokenOf = (...events: object[]) => take(events).map(({ draft }) => draft?.spoken);
    const both = { hears: true, isUncounted: true, speaks: true };
    const written = { ...sessionCreated, session: { ...sessionCreated.session, modalities: ['text'] } };
    // Its beginning was not seen; sound came; what was heard before stays sound; nothing but text.
    expect(spokenOf(created('a'))).toEqual([both]);
    expect(spokenOf(sessionCreated, heard, created('a'))).toEqual([both]);
    expect(spokenOf(sessionCreated, heard, created('a'), done('a'), created('b'))[1]).toEqual({
      ...both,
      isUncounted: false,
    });
    expect(spokenOf(written, said('Hello'), created('a'))).toEqual([
      { hears: false, isUncounted: false, speaks: false },
    ]);
    const asText = { type: 'response.created', response: { id: 'a', output_modalities: ['text'] } };
    expect(spokenOf(sessionCreated, said('Hello'), asText)[0]?.speaks).toBe(false);
  });

  it('has what was written down at what it was billed', () => {
    const session = { input_audio_transcription: { model: 'gpt-4o-transcribe' } };
    const usage = { type: 'tokens', input_tokens: 30, output_tokens: 7, input_token_details: { audio_tokens: 20 } };
    const event = {
      type: 'conversation.item.input_audio_transcription.completed',
      ...{ item_id: 'i', content_index: 0, transcript: 'Hello.', usage },
    };
    const [one] = take([{ type: 'session.created', session }, event]);
    expect(one?.draft).toMatchObject({
      model: 'gpt-4o-transcribe',
      outputTokensMax: 7,
      inputTokens: { low: 30, likely: 30, high: 30 },
      apart: [{ meter: 'audio-input-tokens', tokens: { high: 20 } }],
    });
    expect(one?.reading.usage).toEqual({ 'input-tokens': 10, 'audio-input-tokens': 20, 'output-tokens': 7 });
  });

  it('counts instructions once: they are among what was billed', () => {
    const session = {
      ...sessionCreated,
      session: { ...sessionCreated.session, instructions: 'Be brief. '.repeat(100) },
    };
    const [first, second] = take([session, created('a'), done('a'), created('b')]).map(
      ({ draft }) => draft?.inputTokens?.likely ?? 0,
    );
    expect(first).toBeGreaterThan(200);
    expect(second).toBe(821);
  });

  it('ends with an error where a response failed that took nothing', () => {
    const [call] = take([created('a'), refused('a')]);
    expect(JSON.parse(call?.end?.kind === 'end' ? (call.end.errorText ?? '') : '')).toMatchObject({
      error: { code: 'insufficient_quota' },
    });
  });

  it.each(['cancelled', 'incomplete'])('bills a response that is %s', (status) => {
    const end = done('a') as { response: object };
    const [call] = take([
      created('a'),
      { ...end, response: { ...end.response, status, status_details: { reason: 'x' } } },
    ]);
    expect(call?.end).toMatchObject({ errorText: null });
    expect(call?.reading.usage).toEqual(readRealtimeUsage(USAGE));
  });

  it('is a call of its own where an error speaks of money, and none where the page made a mistake', () => {
    const error = (type: string, code: string | null) => ({
      type: 'error',
      event_id: 'event_9',
      error: { type, code, message: 'no' },
    });
    expect(take([sessionCreated, error('insufficient_quota', 'insufficient_quota')])).toMatchObject([
      { id: 'event_9', draft: { model: MODEL }, end: { errorText: expect.stringContaining('insufficient_quota') } },
    ]);
    expect(take([sessionCreated, error('invalid_request_error', 'response_cancel_not_active')])).toEqual([]);
  });

  it('bills what writes down what was said by its own model, by tokens or by time', () => {
    const set = (session: object) => ({ type: 'transcription_session.updated', session });
    const completed = (usage: object) => ({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: 'item_7',
      content_index: 0,
      transcript: 'Far.',
      usage,
    });
    const tokens = {
      type: 'tokens',
      total_tokens: 30,
      input_tokens: 20,
      input_token_details: { text_tokens: 4, audio_tokens: 16 },
      output_tokens: 10,
    };
    const [beta] = take([set({ input_audio_transcription: { model: 'gpt-4o-transcribe' } }), completed(tokens)]);
    expect(beta).toMatchObject({
      id: 'item_7.0',
      draft: { model: 'gpt-4o-transcribe' },
      reading: { usage: { 'input-tokens': 4, 'audio-input-tokens': 16, 'output-tokens': 10 }, isComplete: true },
    });
    const [general] = take([
      set({ audio: { input: { transcription: { model: 'whisper-1' } } } }),
      completed({ type: 'duration', seconds: 2.5 }),
    ]);
    expect(general).toMatchObject({ draft: { model: 'whisper-1' }, reading: { usage: { milliseconds: 2500 } } });
  });

  it('takes no notice of what is no event, of others, or of a response that nobody numbers', () => {
    expect(
      take([
        '',
        'no json',
        '[1]',
        'null',
        { type: 7 },
        { type: 'response.done' },
        { type: 'rate_limits.updated' },
        sound('never-begun'),
      ]),
    ).toEqual([]);
  });

  it('begins a response that was not seen to begin when it is done', () => {
    expect(take([done('a')])).toMatchObject([{ id: 'a', reading: { usage: readRealtimeUsage(USAGE) } }]);
  });
});
