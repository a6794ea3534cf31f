import type { Draft, Usage } from '../domain/call.ts';
import { listOf, parseJson, readKey, readPath } from '../domain/json-path.ts';
import { EVENT_CHARS_MAX } from '../domain/sse.ts';
import { readError, readFigure } from './answer-text.ts';
import { countBlock, countInput } from './anthropic-messages.ts';
import { usageCountedApart } from './cached-usage.ts';
import type { Counting } from './input-count.ts';
import { type Answer, openJsonMeter } from './json-meter.ts';
import { plainDraft } from './plain-draft.ts';
import { UNBOUNDED } from './provider-tools.ts';
import { effortOf, readBound, readTier, readWants } from './request-keys.ts';
import type { ResponseMeter, Wire } from './wire.ts';

/** Amazon Bedrock's Converse. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html, read 2026-11-21 */
export const bedrockConverse: Wire = {
  id: 'bedrock-converse',
  readRequest(bodyText, _rule, ...counting) {
    const body = parseJson(bodyText);
    return Array.isArray(readKey(body, 'messages')) ? toDraft(body, ...counting) : null;
  },
  revise: () => null,
  openMeter(head) {
    const meter = openJsonMeter(head, readEvent);
    return head.contentType.includes('amazon.eventstream') ? framed(meter) : meter;
  },
};

function toDraft(body: unknown, ...counting: Counting): Draft {
  const tier = readTier(readPath(body, '$.serviceTier.type'));
  return plainDraft('bedrock-converse', {
    ...countInput(
      {
        system: blocksOf(readKey(body, 'system')),
        messages: listOf(readKey(body, 'messages')).map((one) => ({ content: blocksOf(readKey(one, 'content')) })),
        tools: readPath(body, '$.toolConfig.tools'),
        output_format: readPath(body, '$.outputConfig.textFormat.structure.jsonSchema'),
      },
      ...counting,
    ),
    outputTokensMax: readBound(readPath(body, '$.inferenceConfig.maxTokens')),
    ...(tier !== null && { tier }),
    ...(listOf(readPath(body, '$.toolConfig.tools')).some((tool) => readKey(tool, 'systemTool') != null) && UNBOUNDED),
    ...wantsOf(body),
  });
}

/**
 * Thinking is asked for in each model's own words (Claude, Nova, DeepSeek and GPT); the form of the answer is Converse's.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html and /claude-messages-extended-thinking.html, read 2026-11-22
 */
function wantsOf(body: unknown): Pick<Draft, 'traits' | 'effort'> {
  const more = readKey(body, 'additionalModelRequestFields');
  return readWants(
    readPath(body, '$.toolConfig.tools'),
    readPath(body, '$.outputConfig.textFormat.type'),
    readPath(body, '$.inferenceConfig.stopSequences'),
    readPath(more, '$.output_config.effort') ??
      effortOf(readPath(more, '$.thinking.budget_tokens')) ??
      readPath(more, '$.thinking.type') ??
      readPath(more, '$.reasoningConfig.maxReasoningEffort') ??
      readKey(more, 'reasoning_effort'),
  );
}

/** The blocks of Converse as Anthropic writes them; marks of what is kept are no part of the input. */
function blocksOf(content: unknown): readonly unknown[] {
  return listOf(content).flatMap((block) => (readKey(block, 'cachePoint') === undefined ? [blockOf(block)] : []));
}

function blockOf(block: unknown): unknown {
  const called = readKey(block, 'toolUse') ?? readKey(block, 'toolResult');
  const [input, thought] = [readKey(called, 'input'), readKey(block, 'reasoningContent')];
  if (typeof input === 'string') return { partial_json: input };
  return called ?? (thought === undefined ? block : { thinking: readKey(thought, 'text') });
}

function readEvent(event: unknown, answer: Answer): void {
  const usage = readKey(event, 'usage');
  if (usage !== undefined) answer.usage = readUsage(usage);
  if (typeof readKey(event, 'stopReason') === 'string') answer.isComplete = true;
  answer.errorText ??= readError(event);
  answer.tier = readTier(readPath(event, '$.serviceTier.type')) ?? answer.tier;
  for (const [index, block] of blocksOf(readPath(event, '$.output.message.content')).entries())
    countBlock(String(index), block, answer);
  const index = String(readFigure(readKey(event, 'contentBlockIndex')) ?? '');
  for (const part of ['start', 'delta']) countBlock(index, blockOf(readKey(event, part)), answer);
}

/**
 * `inputTokens` leave out what was read from and written to the cache; what was written for an hour is told apart. Null when a
 * figure is not whole, negative or absurd.
 */
function readUsage(usage: unknown): Usage | null {
  const hours = listOf(readKey(usage, 'cacheDetails')).filter((entry) => readKey(entry, 'ttl') === '1h');
  const [input, output, read, written, hour] = [
    readKey(usage, 'inputTokens'),
    readKey(usage, 'outputTokens'),
    readKey(usage, 'cacheReadInputTokens') ?? 0,
    readKey(usage, 'cacheWriteInputTokens') ?? 0,
    hours.reduce<number>((sum, entry) => sum + Number(readKey(entry, 'inputTokens')), 0),
  ].map(readFigure);
  return usageCountedApart({ input, output, read, written, hour });
}

/** What stands around the JSON of one frame: four bytes of a sum, then the head of the next frame. */
const AROUND_MAX = 20;

/**
 * An event stream of AWS is binary, and comes here as text: the JSON in a frame is left whole by that, and what stands around it
 * is none. A frame is looked at when the next begins. https://smithy.io/2.0/aws/amazon-eventstream.html, read 2026-11-21
 */
function framed(meter: ResponseMeter): ResponseMeter {
  let kept = '';

  function take(frame: string): void {
    const start = frame.indexOf('{"');
    for (let end = frame.length; end > start && end > frame.length - AROUND_MAX; end--) {
      const json = frame.slice(start, end);
      if (start >= 0 && parseJson(json) !== undefined) return meter.push(`data: ${json}\n\n`);
    }
  }

  return {
    ...meter,
    push(text) {
      const frames = (kept + text).split(':event-type');
      kept = (frames.pop() ?? '').slice(0, EVENT_CHARS_MAX);
      for (const frame of frames) take(frame);
    },
    end() {
      take(kept);
      return meter.end();
    },
  };
}
