import type { Draft, Revision } from '../domain/call.ts';
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

/** OpenAI's chat completions, as nearly everybody speaks them. https://platform.openai.com/docs/api-reference/chat */
export const openaiChat: Wire = {
  id: 'openai-chat',
  readRequest(bodyText) {
    const body = parseJson(bodyText);
    return Array.isArray(readKey(body, 'messages')) ? toDraft(body) : null;
  },
  revise(bodyText, revision) {
    const body = revision.kind === 'batch' ? null : reviseBody(bodyText, revision);
    return body === null ? null : { body, rest: null };
  },
  openMeter: openChatMeter,
};

function toDraft(body: unknown): Draft {
  const model = readModel(readKey(body, 'model'));
  return {
    wire: 'openai-chat',
    model,
    inputTokens: countChatInput(body),
    // The newer key wins; 0 is how playgrounds say "no bound".
    outputTokensMax: readBound(readKey(body, 'max_completion_tokens')) ?? readBound(readKey(body, 'max_tokens')),
    answers: Math.min(readBound(readKey(body, 'n')) ?? 1, ANSWERS_MAX),
    units: null,
    isStream: readKey(body, 'stream') === true,
    revisable: model === null ? ['output-max'] : ['output-max', 'model'],
  };
}

function reviseBody(bodyText: string, revision: Exclude<Revision, { kind: 'batch' }>): string | null {
  if (!Array.isArray(readKey(parseJson(bodyText), 'messages'))) return null;
  if (revision.kind === 'output-max') return reviseOutputMax(bodyText, revision.outputTokensMax);
  const isNamed = locate(bodyText, '$.model') !== null && readModel(revision.model) !== null;
  return isNamed ? setNumberOrString(bodyText, '$.model', JSON.stringify(revision.model)) : null;
}

/** Both keys are set where both are there: relays differ in which of them they set aside for. */
function reviseOutputMax(bodyText: string, outputTokensMax: number): string | null {
  if (readBound(outputTokensMax) === null) return null;
  const present = ['$.max_completion_tokens', '$.max_tokens'].filter((path) => locate(bodyText, path) !== null);
  let body: string | null = bodyText;
  for (const path of present.length > 0 ? present : ['$.max_tokens']) {
    body = body && setNumberOrString(body, path, String(outputTokensMax));
  }
  return body;
}

function readModel(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MODEL_CHARS_MAX ? value : null;
}

function readBound(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= OUTPUT_TOKENS_MAX ? value : null;
}
