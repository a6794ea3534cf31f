import type { Draft, Usage } from '../domain/call.ts';
import { attempt, listOf, parseJson, readKey, readPath } from '../domain/json-path.ts';
import { readCostUsd, readError, readFigure } from './answer-text.ts';
import { usageCountedApart } from './cached-usage.ts';
import { type CountedInput, type Counting, type InputCount, openInputCount, range } from './input-count.ts';
import { type Answer, openJsonMeter } from './json-meter.ts';
import { toText } from './output-count.ts';
import { readSearches, UNBOUNDED } from './provider-tools.ts';
import { effortOf, readBound, readModel, readTier, readWants, reviseBound, reviseTokens } from './request-keys.ts';
import type { AnswerHead, ResponseMeter, Wire } from './wire.ts';

/** The template around a message; fitted by others to billed answers (ai-tokenizer 1.0.6, Claude 4.5: 6 and 2). */
const PRIMING = range(0, 6, 12);
const PER_MESSAGE = range(0, 2, 6);
/** Anthropic's messages. https://docs.claude.com/en/api/messages */
export const anthropicMessages: Wire = {
  id: 'anthropic-messages',
  readRequest(bodyText, _rule, ...counting) {
    const body = parseJson(bodyText);
    // Without a bound it is refused, so it is none of these calls.
    return Array.isArray(readKey(body, 'messages')) && readBound(readKey(body, 'max_tokens')) !== null
      ? toDraft(body, ...counting)
      : null;
  },
  revise: (bodyText, revision) =>
    reviseTokens(bodyText, revision, {
      path: '$.messages[0]',
      reviseOutput: (bound) => reviseOutputMax(bodyText, bound),
    }),
  openMeter,
};

/** The draft of a body that is known to be one of messages. */
export function toDraft(body: unknown, ...counting: Counting): Draft {
  const model = readModel(readKey(body, 'model'));
  // The faster way has a price of its own, and goes before what the call may be served as otherwise.
  const tier = readTier(readKey(body, 'speed')) ?? readTier(readKey(body, 'service_tier'));
  return {
    wire: 'anthropic-messages',
    model,
    ...countInput(body, ...counting),
    outputTokensMax: readBound(readKey(body, 'max_tokens')),
    answers: 1,
    units: null,
    ...(tier === null ? {} : { tier }),
    ...readWants(
      readKey(body, 'tools'),
      readKey(formOf(body), 'type'),
      readKey(body, 'stop_sequences'),
      readPath(body, '$.output_config.effort') ??
        effortOf(readPath(body, '$.thinking.budget_tokens')) ??
        readPath(body, '$.thinking.type'),
    ),
    ...(listOf(readKey(body, 'mcp_servers')).length > 0 ? UNBOUNDED : readSearches(readKey(body, 'tools'))),
    isStream: readKey(body, 'stream') === true,
    revisable: model === null ? ['output-max'] : ['output-max', 'model'],
  };
}

/** The JSON schema that the answer is to keep to. https://platform.claude.com/docs/en/build-with-claude/structured-outputs, 2026-11-22 */
function formOf(body: unknown): unknown {
  return readKey(body, 'output_format') ?? readPath(body, '$.output_config.format');
}

/** Thinking has a budget within the bound, and must stay below it. */
function reviseOutputMax(bodyText: string, bound: number | null): string | null {
  const budget = readBound(readKey(readKey(parseJson(bodyText), 'thinking'), 'budget_tokens'));
  return budget !== null && bound !== null && bound <= budget ? null : reviseBound(bodyText, bound, ['$.max_tokens']);
}

/** The input of such a body. */
export function countInput(body: unknown, ...counting: Counting): CountedInput {
  const input = openInputCount(body, ...counting);
  input.frame(PRIMING);
  pushContent(readKey(body, 'system'), input);
  for (const message of listOf(readKey(body, 'messages'))) {
    input.frame(PER_MESSAGE, 1);
    pushContent(readKey(message, 'content'), input);
  }
  input.tools(readKey(body, 'tools'));
  input.tools(formOf(body));
  return input.total();
}

/** Blocks of a message, and those of what a tool gave: nothing is nested deeper. */
const LEVELS = 2;

/** A text, or blocks: texts, calls of tools and what they gave, earlier thoughts; the rest is no text. */
function pushContent(content: unknown, input: InputCount, levels = LEVELS): void {
  input.text(content);
  for (const block of levels > 0 ? listOf(content) : []) {
    const inner = readKey(block, 'content');
    const isText = input.text(readKey(block, 'text') ?? readKey(block, 'thinking'));
    const isCall = input.text(readKey(block, 'name'));
    if (
      isCall &&
      input.text(
        attempt(() => JSON.stringify(readKey(block, 'input')), ''),
        'tools',
      )
    )
      input.add(PER_CALL);
    if (inner !== undefined) pushContent(inner, input, levels - 1);
    else if (!isText && !isCall) input.other(block);
  }
}

/** The frame of a call of a tool in an earlier answer. */
const PER_CALL = range(0, 8, 20);

function openMeter(head: AnswerHead): ResponseMeter {
  // At its start an answer says what went in, and with each change what came out so far: the first and the last count.
  let counted: readonly unknown[] = [];
  return openJsonMeter(head, (event, answer, isWhole) => {
    const usage = readKey(readKey(event, 'message'), 'usage') ?? readKey(event, 'usage');
    if (usage !== undefined) {
      counted = [...counted.slice(0, 1), usage];
      answer.usage = readMessageUsage(counted);
      answer.costUsd = readCostUsd(usage);
      answer.tier = readServed(usage) ?? answer.tier;
      answer.isUsageFinal = isWhole || typeof readKey(readKey(event, 'delta'), 'stop_reason') === 'string';
    }
    for (const [index, block] of listOf(readKey(event, 'content')).entries()) countBlock(String(index), block, answer);
    const index = String(readFigure(readKey(event, 'index')) ?? '');
    countBlock(index, readKey(event, 'content_block'), answer);
    countBlock(index, readKey(event, 'delta'), answer);
    answer.errorText ??= readError(event);
    if (readKey(event, 'type') === 'message_stop') answer.isComplete = true;
  });
}

/** How fast it was, where it says that; where it does not, an ordinary kind of service says nothing about that. */
function readServed(usage: unknown): string | null {
  const [speed, tier] = ['speed', 'service_tier'].map((key) => readTier(readKey(usage, key)));
  if (speed != null && speed !== 'standard') return speed;
  return tier === 'standard' ? (speed ?? null) : (tier ?? speed ?? null);
}

/** Counts a block of an answer, or a piece of one. */
export function countBlock(index: string, block: unknown, { output }: Answer): void {
  output.add(index, toText(readKey(block, 'text')));
  output.add(`${index} thought`, toText(readKey(block, 'thinking')), 'thought');
  const input = readKey(block, 'input');
  // Nested too deeply to be written, it is not counted; what was billed is what the answer says.
  const whole = input === undefined ? '' : attempt(() => JSON.stringify(input), '');
  const called = toText(readKey(block, 'partial_json')) || whole;
  // A call begins with nothing, and is written piece by piece.
  output.add(`${index} call`, toText(readKey(block, 'name')) + (called === '{}' ? '' : called), 'call');
}

/**
 * `input_tokens` leave out what was read from and written to the cache. Writes that are not told apart are for five
 * minutes. Null when a figure is not whole, negative or absurd: a wrong figure is unknown.
 */
export function readMessageUsage(counted: readonly unknown[]): Usage | null {
  const find = (...path: readonly string[]): unknown =>
    counted.map((usage) => path.reduce<unknown>(readKey, usage)).findLast((value) => value != null);
  const [input, output, read, written, hour, searches] = [
    find('input_tokens'),
    find('output_tokens'),
    find('cache_read_input_tokens') ?? 0,
    find('cache_creation_input_tokens') ?? 0,
    find('cache_creation', 'ephemeral_1h_input_tokens') ?? 0,
    find('server_tool_use', 'web_search_requests') ?? 0,
  ].map(readFigure);
  const usage = usageCountedApart({ input, output, read, written, hour });
  return usage && searches != null ? { ...usage, ...(searches > 0 && { searches }) } : null;
}
