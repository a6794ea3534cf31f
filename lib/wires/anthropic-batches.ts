import type { Count, Job } from '../domain/call.ts';
import { NO_TOKENS } from '../domain/counts.ts';
import { listOf, parseJson, readKey } from '../domain/json-path.ts';
import { readFigure } from './answer-text.ts';
import { readMessageUsage, toDraft } from './anthropic-messages.ts';
import { openBatchDraft, openRange, withMedia } from './batch-draft.ts';
import { type BatchLine, openBatchMeter } from './batch-meter.ts';
import type { MediaCount } from './input-count.ts';
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
    const batch = openBatchDraft('anthropic-batches');
    for (const params of requests) batch.add(toDraft(params, openCounter, media));
    const sizes = together?.total();
    const all = batch.total();
    return all && withMedia(all, { ...sizes, ...(sizes?.media && { mediaOfEach: rangeOf(pieces) }) });
  },
  revise: () => null,
  openMeter: () => openBatchMeter({ readLine, readJob }),
};

function rangeOf(counts: readonly number[]): Count {
  const range = openRange();
  for (const count of counts) range.add(count);
  return range.total() ?? NO_TOKENS;
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
