import type { Draft } from '../domain/call.ts';
import { parseJson, readKey } from '../domain/json-path.ts';
import { locate, setNumberOrString } from '../domain/json-splice.ts';
import { countChatInput } from './openai-chat-input.ts';
import { openChatMeter } from './openai-chat-meter.ts';
import type { Wire } from './wire.ts';

/** Names above this are no model's, characters. */
const MODEL_CHARS_MAX = 128;
/** OpenAI allows 128 answers; more is a slip of the page, and is not multiplied with. */
const ANSWERS_MAX = 128;
/** Bounds above this are none, tokens. */
const OUTPUT_TOKENS_MAX = 1e9;
/** Labels above this name no group, characters. */
const GROUP_CHARS_MAX = 64;
/** Where both are there the larger counts: providers differ in which of them they go by. */
const BOUND_KEYS = ['max_completion_tokens', 'max_tokens'] as const;

/** OpenAI's chat completions, as nearly everybody speaks them. https://platform.openai.com/docs/api-reference/chat */
export const openaiChat: Wire = {
  id: 'openai-chat',
  readRequest(bodyText) {
    const body = parseJson(bodyText);
    return Array.isArray(readKey(body, 'messages')) ? toDraft(body) : null;
  },
  revise(bodyText, revision) {
    if (locate(bodyText, '$.messages[0]') === null) return null;
    let body: string | null = null;
    if (revision.kind === 'output-max') body = reviseOutputMax(bodyText, readBound(revision.outputTokensMax));
    else if (revision.kind === 'model') body = reviseModel(bodyText, readModel(revision.model));
    return body === null ? null : { body, rest: null };
  },
  openMeter: openChatMeter,
};

function toDraft(body: unknown): Draft {
  const model = readModel(readKey(body, 'model'));
  const bounds = BOUND_KEYS.map((key) => readBound(readKey(body, key))).filter((bound) => bound !== null);
  const group = readGroup(readKey(body, 'group'));
  return {
    wire: 'openai-chat',
    model,
    inputTokens: countChatInput(body),
    outputTokensMax: bounds.length === 0 ? null : Math.max(...bounds),
    answers: Math.min(readBound(readKey(body, 'n')) ?? 1, ANSWERS_MAX),
    units: null,
    ...(group === null ? {} : { group }),
    isStream: readKey(body, 'stream') === true,
    revisable: model === null ? ['output-max'] : ['output-max', 'model'],
  };
}

/** Both keys are set where both are there: relays differ in which of them they set aside for. */
function reviseOutputMax(bodyText: string, outputTokensMax: number | null): string | null {
  if (outputTokensMax === null) return null;
  const present = BOUND_KEYS.filter((key) => locate(bodyText, `$.${key}`) !== null);
  return (present.length > 0 ? present : ['max_tokens']).reduce<string | null>(
    (body, key) => body && setNumberOrString(body, `$.${key}`, String(outputTokensMax)),
    bodyText,
  );
}

function reviseModel(bodyText: string, model: string | null): string | null {
  if (model === null || locate(bodyText, '$.model') === null) return null;
  return setNumberOrString(bodyText, '$.model', JSON.stringify(model));
}

function readModel(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MODEL_CHARS_MAX ? value : null;
}

function readGroup(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= GROUP_CHARS_MAX ? value : null;
}

/** A bound on tokens or answers; 0 is how playgrounds say that there is none. */
function readBound(value: unknown): number | null {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= OUTPUT_TOKENS_MAX ? Number(value) : null;
}
