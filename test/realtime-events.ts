/*
 * What a realtime session says, in the form and with the figures that were published:
 * https://community.openai.com/t/help-me-understand-the-realtime-usage-block/1060242 (the usage) and
 * https://community.openai.com/t/incorrect-event-when-error-realtime-api/1005042 (the refusal), both read 2026-11-21.
 */

/** Tokens of a response of which text and sound were partly cached. */
export const USAGE = {
  total_tokens: 821,
  input_tokens: 789,
  output_tokens: 32,
  input_token_details: {
    text_tokens: 313,
    audio_tokens: 476,
    cached_tokens: 640,
    cached_tokens_details: { text_tokens: 256, audio_tokens: 384 },
  },
  output_token_details: { text_tokens: 9, audio_tokens: 23 },
} as const;

/**
 * At $5 a million tokens of text, 2.50 cached, 20 out; $40 of sound, 2.50 cached, 80 out:
 * 57 × 5 + 256 × 2.5 + 92 × 40 + 384 × 2.5 + 9 × 20 + 23 × 80 = 7,585 millionths.
 */
export const USAGE_NANO = 7_585_000n;

export const MODEL = 'gpt-4o-realtime-preview-2024-12-17';

export const sessionCreated = {
  type: 'session.created',
  event_id: 'event_1',
  session: {
    object: 'realtime.session',
    id: 'sess_1',
    model: MODEL,
    modalities: ['text', 'audio'],
    max_response_output_tokens: 300,
  },
} as const;

export function created(id: string): object {
  const response = {
    object: 'realtime.response',
    id,
    status: 'in_progress',
    status_details: null,
    output: [],
    usage: null,
  };
  return { type: 'response.created', event_id: `event_c_${id}`, response };
}

export function sound(id: string, delta = 'AAAA'): object {
  return {
    type: 'response.audio.delta',
    event_id: `event_a_${id}`,
    response_id: id,
    item_id: 'item_1',
    output_index: 0,
    content_index: 0,
    delta,
  };
}

export function written(id: string, delta: string): object {
  return {
    type: 'response.text.delta',
    event_id: `event_t_${id}`,
    response_id: id,
    item_id: 'item_1',
    output_index: 0,
    content_index: 0,
    delta,
  };
}

export function done(id: string, usage: object = USAGE): object {
  return {
    type: 'response.done',
    event_id: `event_d_${id}`,
    response: { object: 'realtime.response', id, status: 'completed', status_details: null, output: [], usage },
  };
}

const NOTHING = {
  total_tokens: 0,
  input_tokens: 0,
  output_tokens: 0,
  input_token_details: {
    text_tokens: 0,
    audio_tokens: 0,
    cached_tokens: 0,
    cached_tokens_details: { text_tokens: 0, audio_tokens: 0 },
  },
  output_token_details: { text_tokens: 0, audio_tokens: 0 },
} as const;

export function refused(id: string): object {
  const error = {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message:
      'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
  };
  const response = {
    object: 'realtime.response',
    id,
    status: 'failed',
    status_details: { type: 'failed', error },
    output: [],
    usage: NOTHING,
  };
  return { type: 'response.done', event_id: `event_f_${id}`, response };
}
