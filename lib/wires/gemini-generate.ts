import type { Draft } from '../domain/call.ts';
import { NO_TOKENS } from '../domain/counts.ts';
import { attempt, listOf, parseJson, readKey, readPath } from '../domain/json-path.ts';
import { locate } from '../domain/json-splice.ts';
import { readError, readFigure } from './answer-text.ts';
import { openSearches, readGeminiUsage } from './gemini-usage.ts';
import { type CountedInput, type Counting, type InputCount, openInputCount, REMEMBERED } from './input-count.ts';
import { type Answer, openJsonMeter } from './json-meter.ts';
import { toText } from './output-count.ts';
import { readGeminiSearches } from './provider-tools.ts';
import { effortOf, readBound, readWants, reviseBound, reviseTokens } from './request-keys.ts';
import type { AnswerHead, ResponseMeter, Wire } from './wire.ts';

/** Both spellings are understood. */
const CONFIGS = ['generationConfig', 'generation_config'] as const;
const BOUNDS = ['maxOutputTokens', 'max_output_tokens'] as const;

/**
 * Gemini's generateContent and streamGenerateContent. https://ai.google.dev/api/generate-content The model and whether the
 * answer is streamed stand in the address, not in the body.
 */
export const geminiGenerate: Wire = {
  id: 'gemini-generate',
  readRequest(bodyText, _rule, ...counting) {
    const body = parseJson(bodyText);
    return Array.isArray(readKey(body, 'contents')) ? toDraft(body, ...counting) : null;
  },
  revise: (bodyText, revision) =>
    revision.kind === 'model'
      ? null
      : reviseTokens(bodyText, revision, {
          path: '$.contents[0]',
          reviseOutput: (bound) => reviseBound(bodyText, bound, boundPaths(bodyText)),
        }),
  openMeter,
};

function toDraft(body: unknown, ...counting: Counting): Draft {
  const config = CONFIGS.map((key) => readKey(body, key)).find((found) => found !== undefined);
  const [bound = null] = BOUNDS.map((key) => readBound(readKey(config, key))).filter((found) => found !== null);
  return {
    wire: 'gemini-generate',
    model: null,
    ...countInput(body, config, ...counting),
    outputTokensMax: bound,
    answers: Math.min(readBound(readKey(config, 'candidateCount')) ?? 1, ANSWERS_MAX),
    units: null,
    ...readWants(
      readKey(body, 'tools'),
      readKey(config, 'responseMimeType'),
      readKey(config, 'stopSequences'),
      readPath(config, '$.thinkingConfig.thinkingLevel') ??
        effortOf(readPath(config, '$.thinkingConfig.thinkingBudget')),
    ),
    ...makesOf(config),
    ...readGeminiSearches(readKey(body, 'tools')),
    isStream: false,
    revisable: ['output-max'],
  };
}

/** Pictures, where the request asks for such answers. https://ai.google.dev/gemini-api/docs/image-generation, read 2026-11-22 */
function makesOf(config: unknown): Pick<Draft, 'makes'> {
  const asked = listOf(readKey(config, 'responseModalities') ?? readKey(config, 'response_modalities'));
  const size = readPath(config, '$.imageConfig.imageSize') ?? readPath(config, '$.image_config.image_size');
  const isWord = typeof size === 'string' && /^\w{1,8}$/.test(size);
  if (!asked.some((one) => typeof one === 'string' && one.toUpperCase() === 'IMAGE') && !isWord) return {};
  const times = Math.min(readBound(readKey(config, 'candidateCount')) ?? 1, ANSWERS_MAX);
  return { makes: [{ kind: 'image', ...(isWord && { size: size.toLowerCase() }), times }] };
}

/** https://ai.google.dev/api/generate-content#generationconfig, with room for more. */
const ANSWERS_MAX = 128;

/** Places of the bound that are there, else the one that fits how the rest is spelled. */
function boundPaths(bodyText: string): readonly [string, ...string[]] {
  const config = CONFIGS.find((key) => locate(bodyText, `$.${key}`) !== null) ?? CONFIGS[0];
  const [camel, snake] = [`$.${config}.${BOUNDS[0]}`, `$.${config}.${BOUNDS[1]}`];
  return [camel, snake];
}

function countInput(body: unknown, config: unknown, ...counting: Counting): CountedInput {
  const input = openInputCount(body, ...counting);
  const resolution = readKey(config, 'mediaResolution') ?? readKey(config, 'media_resolution');
  const said = [readKey(body, 'systemInstruction') ?? readKey(body, 'system_instruction')];
  const contents = listOf(readKey(body, 'contents'));
  input.frame(NO_TOKENS, contents.length);
  for (const content of [...said, ...contents]) pushContent(content, input, resolution);
  for (const tool of listOf(readKey(body, 'tools'))) {
    input.tools(readKey(tool, 'functionDeclarations') ?? readKey(tool, 'function_declarations'));
  }
  input.tools(readKey(config, 'responseSchema') ?? readKey(config, 'responseJsonSchema'));
  if (readKey(body, 'cachedContent') != null) input.add(REMEMBERED, 'remembered');
  return input.total();
}

/** Texts, calls of functions and what they gave; the rest is no text. */
function pushContent(content: unknown, input: InputCount, resolution: unknown): void {
  for (const part of listOf(readKey(content, 'parts'))) {
    const call = readKey(part, 'functionCall') ?? readKey(part, 'functionResponse');
    if (call !== undefined) input.text(written(call), 'tools');
    else if (!input.text(readKey(part, 'text'))) input.other(part, resolution);
  }
}

function openMeter(head: AnswerHead): ResponseMeter {
  const countSearches = openSearches();
  let usage: unknown;
  return openJsonMeter(head, (chunk, answer) => {
    readChunk(chunk, answer);
    const searches = countSearches(chunk);
    usage = readKey(chunk, 'usageMetadata') ?? usage;
    if (usage === undefined) return;
    answer.usage = readGeminiUsage(usage, searches);
    answer.thought = readFigure(readKey(usage, 'thoughtsTokenCount')) ?? 0;
    // Every chunk says what came so far, the first ones only what went in.
    answer.isUsageFinal = answer.isComplete;
  });
}

function readChunk(chunk: unknown, answer: Answer): void {
  for (const [place, candidate] of listOf(readKey(chunk, 'candidates')).entries()) {
    const index = readFigure(readKey(candidate, 'index')) ?? place;
    for (const part of listOf(readKey(readKey(candidate, 'content'), 'parts'))) {
      const call = readKey(part, 'functionCall') ?? readKey(part, 'executableCode');
      const isThought = readKey(part, 'thought') === true;
      answer.output.add(`${index} ${isThought}`, toText(readKey(part, 'text')), isThought ? 'thought' : undefined);
      if (call !== undefined) answer.output.add(`${index} call`, written(call), 'call');
      // Pictures and sound cost tokens that nobody can count from outside.
      if (readKey(part, 'inlineData') !== undefined) answer.isCounted = false;
    }
    const reason = readKey(candidate, 'finishReason');
    if (typeof reason === 'string') answer.isComplete = true;
    // https://ai.google.dev/api/generate-content#FinishReason, read 2026-11-22
    answer.isBounded ||= reason === 'MAX_TOKENS';
  }
  if (readKey(readKey(chunk, 'promptFeedback'), 'blockReason') !== undefined) answer.isComplete = true;
  answer.errorText ??= readError(chunk);
}

/** Nested too deeply to be written, it is not counted. */
function written(value: unknown): string {
  return attempt(() => JSON.stringify(value), '');
}
