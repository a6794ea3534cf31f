import * as v from 'valibot';
import { createUserError } from '../commands/user-error.ts';

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** How an agent says which request it means. */
export const requestEntries = {
  request: v.optional(
    v.pipe(
      v.union([v.pipe(v.string(), v.minLength(1)), v.record(v.string(), v.unknown())]),
      v.description('The request as it would be sent: its JSON body, {"url", "body"}, or a curl command. Best.'),
    ),
  ),
  model: v.optional(v.pipe(word, v.description('Without "request": the model. With it: price this model instead.'))),
  prompt: v.optional(v.pipe(v.string(), v.description('Without "request": the text that would be sent.'))),
  max_output_tokens: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(10_000_000),
      v.description('Without "request": the bound on the answer.'),
    ),
  ),
  provider: v.optional(
    v.pipe(
      word,
      v.description('Who answers, such as openai, anthropic, deepseek; needed where neither address nor model tells.'),
    ),
  ),
} as const;

type AskedRequest = v.InferOutput<v.ObjectSchema<typeof requestEntries, undefined>>;

/** A request as `POST /estimate` takes it. Throws a user error where it is not said which. */
export function toEstimateBody({ request, model, prompt, max_output_tokens: outputMax, provider }: AskedRequest): {
  readonly request: string | Record<string, unknown>;
  readonly models: readonly string[];
  readonly provider?: string;
} {
  const named = provider === undefined ? {} : { provider };
  if (request !== undefined) return { request, models: model === undefined ? [] : [model], ...named };
  if (model === undefined || prompt === undefined) {
    throw createUserError({
      what: 'It was not said what would be sent.',
      why: 'Either "request" is needed, or "model" and "prompt".',
      todo: 'Call it again with one of them.',
    });
  }
  const body = { model, messages: [{ role: 'user', content: prompt }] };
  return { request: { ...body, ...(outputMax !== undefined && { max_tokens: outputMax }) }, models: [], ...named };
}
