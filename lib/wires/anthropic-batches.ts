import type { Count, Draft, DraftFrame, Job } from '../domain/call.ts';
import { addCounts, NO_TOKENS } from '../domain/counts.ts';
import { listOf, parseJson, readKey } from '../domain/json-path.ts';
import { readFigure } from './answer-text.ts';
import { readMessageUsage, toDraft } from './anthropic-messages.ts';
import { type BatchLine, openBatchMeter } from './batch-meter.ts';
import type { MediaCount } from './input-count.ts';
import { plainDraft } from './plain-draft.ts';
import { readModel } from './request-keys.ts';
import type { Wire } from './wire.ts';

/**
 * Anthropic's batches of messages: the requests in one body, billed when they are done, those that failed, were cancelled or
 * expired not at all. https://platform.claude.com/docs/en/build-with-claude/batch-processing, read 2026-11-21
 */
export const anthropicBatches: Wire = {
  id: 'anthropic-batches',
  readRequest(bodyText, _rule, ...counting) {
    const requests = listOf(readKey(parseJson(bodyText), 'requests')).map((one) => readKey(one, 'params'));
    if (requests.length === 0) return null;
    const [openCounter, openMedia] = counting;
    // Sizes are counted together: too many that differ are counted by none.
    const together = openMedia?.();
    const pieces: number[] = [];
    const media =
      together &&
      (() => {
        const place = pieces.push(0) - 1;
        const add: MediaCount['add'] = (...given) => {
          const isCounted = together.add(...given);
          if (isCounted) pieces[place] = (pieces[place] ?? 0) + 1;
          return isCounted;
        };
        return { add, total: () => ({}) };
      });
    const batch = toBatch(requests.map((params) => toDraft(params, openCounter, media)));
    const sizes = together?.total();
    return { ...batch, ...sizes, ...(sizes?.media && { mediaOfEach: rangeOf(pieces) }) };
  },
  revise: () => null,
  openMeter: () => openBatchMeter({ readLine, readJob }),
};

/** The least, the mean and the most of a list. */
function rangeOf(counts: readonly number[]): Count {
  const [least, most] = counts.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [1e9, 0]);
  return { low: least, likely: Math.round(counts.reduce((sum, one) => sum + one, 0) / counts.length), high: most };
}

function toBatch(drafts: readonly Draft[]): Draft {
  const answers = drafts.length;
  const models = new Set(drafts.map(({ model }) => model));
  const input = drafts.map(({ inputTokens }) => inputTokens ?? NO_TOKENS).reduce(addCounts);
  const frames = drafts.flatMap(({ frame }) => frame ?? []);
  // Of each with its tools.
  const inputs = drafts.map(({ inputTokens, frame }) =>
    addCounts(inputTokens ?? NO_TOKENS, frame?.written ?? NO_TOKENS),
  );
  const all = inputs.reduce(addCounts);
  const bound = drafts.reduce<number>((sum, { outputTokensMax }) => sum + (outputTokensMax ?? Number.NaN), 0);
  return plainDraft('anthropic-batches', {
    // Several models have several prices: together it has none.
    model: models.size === 1 ? (drafts[0]?.model ?? null) : null,
    inputTokens: input,
    ...(drafts.every(({ isExact }) => isExact) && { isExact: true }),
    // Of each: where they differ their mean, rounded up, so that all together are not less.
    outputTokensMax: Number.isNaN(bound) ? null : Math.ceil(bound / answers),
    answers,
    each: {
      low: inputs.reduce((least, { low }) => Math.min(least, low), all.low),
      likely: Math.round(all.likely / answers),
      high: inputs.reduce((most, { high }) => Math.max(most, high), 0),
    },
    tier: 'batch',
    ...(frames.length > 0 && { frame: frameOf(frames) }),
  });
}

function frameOf(frames: readonly DraftFrame[]): DraftFrame {
  const sum = (of: (frame: DraftFrame) => number): number => frames.reduce((total, frame) => total + of(frame), 0);
  return {
    messages: sum(({ messages }) => messages),
    tools: sum(({ tools }) => tools),
    written: frames.map(({ written }) => written).reduce(addCounts),
    around: frames.map(({ around }) => around).reduce(addCounts),
    requests: frames.length,
    withTools: sum(({ tools }) => (tools > 0 ? 1 : 0)),
  };
}

function readLine(value: unknown): BatchLine | undefined {
  const result = readKey(value, 'result');
  if (result === undefined || readKey(value, 'custom_id') === undefined) return undefined;
  const type = readKey(result, 'type');
  if (type === 'errored' || type === 'canceled' || type === 'expired') return 'nothing';
  const message = readKey(result, 'message');
  const usage = type === 'succeeded' ? readMessageUsage([readKey(message, 'usage')]) : null;
  return usage && { model: readModel(readKey(message, 'model')), usage };
}

function readJob(batch: unknown): Job | null {
  const id = readKey(batch, 'id');
  if (readKey(batch, 'type') !== 'message_batch' || typeof id !== 'string') return null;
  const isOver = readKey(batch, 'processing_status') === 'ended';
  const done = readFigure(readKey(readKey(batch, 'request_counts'), 'succeeded'));
  // It expires a day after it was made, as any work does of which nothing is known.
  return { id, isOver, ...(isOver && { done: done ?? 1e12 }) };
}
