import * as v from 'valibot';
import {
  BODY_BYTES_MAX,
  ERROR_CHARS_MAX,
  NAMED_CHARS_MAX,
  READING_CHARS_MAX,
  TEXT_CHARS_MAX,
} from '../page/protocol.ts';
import { SURFACE_CHARS_MAX } from '../webext/schemas.ts';

const call = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000));
const surface = v.pipe(v.string(), v.maxLength(SURFACE_CHARS_MAX));
const named = v.optional(v.pipe(v.string(), v.maxLength(NAMED_CHARS_MAX)));
const key = v.nullable(v.pipe(v.string(), v.maxLength(4096)));

const bodyText = v.pipe(v.string(), v.maxLength(BODY_BYTES_MAX));
const headers = v.record(v.pipe(v.string(), v.maxLength(64)), v.pipe(v.string(), v.maxLength(1024)));
const status = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999));
const text = v.pipe(v.string(), v.maxLength(TEXT_CHARS_MAX));

const pageOutcomeSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('answer'), isWhole: v.boolean() }),
  v.strictObject({
    kind: v.literal('failed'),
    status,
    headers,
    bodyText: v.pipe(v.string(), v.maxLength(ERROR_CHARS_MAX)),
    isWithheld: v.boolean(),
  }),
  v.strictObject({ kind: v.literal('error') }),
]);

/** Everything the tap may say (lib/page/protocol.ts). */
export const tapMessageSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('review'), call, surface, named, bodyText, key, canRetry: v.boolean() }),
  v.strictObject({
    kind: v.literal('passed'),
    call,
    surface,
    named,
    bodyText: v.nullable(bodyText),
    key,
    why: v.picklist(['sync', 'beacon', 'keepalive', 'body-too-large', 'body-unread', 'no-verdict', 'observed']),
  }),
  v.strictObject({ kind: v.picklist(['sent', 'waiting']), call }),
  v.strictObject({ kind: v.literal('body'), call, status, headers, text, isAll: v.boolean() }),
  v.strictObject({ kind: v.literal('outcome'), call, outcome: pageOutcomeSchema }),
  v.strictObject({ kind: v.literal('gone'), call, reason: v.picklist(['abort', 'timeout', 'reopen']) }),
  v.strictObject({
    kind: v.literal('reading'),
    surface,
    url: v.pipe(v.string(), v.maxLength(2048)),
    text: v.pipe(v.string(), v.maxLength(READING_CHARS_MAX)),
    askedAt: v.number(),
  }),
  v.strictObject({ kind: v.literal('unread'), surface }),
]);
