import type { Job, Usage } from '../domain/call.ts';
import { parseJson, readKey } from '../domain/json-path.ts';
import { inputTokensOf } from '../domain/price.ts';
import { isEnd, readFigure } from './answer-text.ts';
import { type BatchLine, openBatchMeter } from './batch-meter.ts';
import { readChatUsage } from './openai-chat-usage.ts';
import { readResponseUsage } from './openai-responses.ts';
import { plainDraft } from './plain-draft.ts';
import { readModel } from './request-keys.ts';
import type { Wire } from './wire.ts';

/**
 * OpenAI's batches: the requests are in a file that was uploaded before, so what a batch will cost is not known when it is made.
 * What was billed stands in the batch itself when it has ended (usage and model: since 2025-09), and in each line of the
 * file of its results. https://developers.openai.com/api/reference/resources/batches, read 2026-11-21
 */
export const openaiBatches: Wire = {
  id: 'openai-batches',
  readRequest: (bodyText) =>
    typeof readKey(parseJson(bodyText), 'input_file_id') === 'string'
      ? plainDraft('openai-batches', { tier: 'batch' })
      : null,
  revise: () => null,
  openMeter: () => openBatchMeter({ readLine, readJob }),
};

function readLine(value: unknown): BatchLine | undefined {
  const response = readKey(value, 'response');
  if (readKey(value, 'custom_id') === undefined || response === undefined) return undefined;
  if (response === null || readKey(response, 'status_code') !== 200) return 'nothing';
  const body = readKey(response, 'body');
  const usage = readUsage(body, readKey(body, 'usage'));
  return usage && { model: readModel(readKey(body, 'model')), usage };
}

/** Of embeddings it is not known by a line, but by the batch itself. */
function readUsage(body: unknown, usage: unknown): Usage | null {
  if (readKey(usage, 'input_tokens') !== undefined) return readResponseUsage(usage, readKey(body, 'output'));
  return readChatUsage(usage);
}

function readJob(batch: unknown): Job | null {
  const [id, file, until, usage] = ['id', 'output_file_id', 'expires_at', 'usage'].map((key) => readKey(batch, key));
  if (readKey(batch, 'object') !== 'batch' || typeof id !== 'string') return null;
  const seconds = readFigure(until);
  const isOver = isEnd(readKey(batch, 'status'));
  const done = readFigure(readKey(readKey(batch, 'request_counts'), 'completed'));
  const model = readModel(readKey(batch, 'model'));
  const used = readResponseUsage(usage, undefined);
  const all = used ? inputTokensOf(used) : 0;
  return {
    ...{ id, isOver },
    ...(typeof file === 'string' && { also: [file] }),
    ...(seconds !== null && { until: seconds * 1000 }),
    ...(isOver && { done: done ?? 1e12 }),
    // How large each request was, it does not say.
    ...(isOver && model && used && all && { uses: [{ model, usage: used, each: { low: 0, likely: 0, high: all } }] }),
  };
}

/** The file of requests that a batch is made of; null: the body names none. */
export function readInputFile(bodyText: string): string | null {
  return readFileId(readKey(parseJson(bodyText), 'input_file_id'));
}

/** The file that an answer to its upload says it has become, where it is one of requests; null: it is no such answer. */
export function readUploadedFile(answerText: string): string | null {
  const file = parseJson(answerText);
  return readKey(file, 'purpose') === 'batch' ? readFileId(readKey(file, 'id')) : null;
}

/** Where files are handed in, by where batches are made (`/v1/batches`): beside them. */
export function filesPathOf(batchesPath: string): string {
  return batchesPath.replace(/\/batches$/, '/files');
}

function readFileId(id: unknown): string | null {
  return typeof id === 'string' && /^[\w.:-]{1,128}$/.test(id) ? id : null;
}
