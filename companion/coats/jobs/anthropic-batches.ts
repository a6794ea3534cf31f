import { listOf, parseJson, readKey } from '../../../lib/domain/json-path.ts';
import { type Exchange, readBody, sendError, sendJson, sendText } from '../../sandbox/http.ts';
import type { Worn } from '../answer-in-coat.ts';
import { readAsk } from '../ask.ts';
import { callerOf } from '../caller.ts';
import { beginJob, lineOf } from './begin-job.ts';
import { endJob } from './end-job.ts';
import type { CoatJob, JobLine } from './jobs.ts';

const ADDRESS = /^\/v1\/messages\/batches(?:\/([^/]+))?(?:\/(results|cancel))?$/;
const DAY_MS = 86_400_000;

/** Anthropic's batches of messages; `false`: it is none. */
export async function answerAnthropicBatch(worn: Worn, exchange: Exchange): Promise<boolean> {
  const isSpoken = worn.provider.surfaces.some(({ wire }) => wire === 'anthropic-batches');
  const found = isSpoken ? ADDRESS.exec(exchange.url.pathname) : null;
  if (found === null) return false;
  if (callerOf(exchange) === null) return true;
  const [, id, action] = found;
  if (id === undefined) {
    if (exchange.request.method !== 'POST') return false;
    await makeBatch(worn, exchange);
    return true;
  }
  const job = worn.jobs.byId.get(id);
  if (job === undefined) sendError(exchange, 404, { message: `There is no batch ${id}.` });
  else if (action === 'results') sendResults(exchange, job);
  else {
    if (action === 'cancel') endJob(exchange, job, { isCancelled: true });
    else if (++job.timesAsked > 1) endJob(exchange, job, { isCancelled: false });
    sendJson(exchange, 200, writeBatch(job));
  }
  return true;
}

async function makeBatch(worn: Worn, exchange: Exchange): Promise<void> {
  const text = await readBody(exchange);
  if (text === null) return;
  const body = parseJson(text);
  const messages = worn.provider.surfaces.find(({ wire }) => wire === 'anthropic-messages');
  const lines: JobLine[] = [];
  for (const one of listOf(readKey(body, 'requests'))) {
    const params = JSON.stringify(readKey(one, 'params') ?? null);
    const ask = messages === undefined ? null : await readAsk(exchange, messages, params);
    lines.push(lineOf(worn, exchange, String(readKey(one, 'custom_id')), ask, 'batch'));
  }
  if (lines.length === 0) return sendError(exchange, 400, { message: 'requests: at least one is needed.' });
  const job = beginJob(worn, exchange, { id: `msgbatch_${exchange.world.random.hex(24)}`, body: null, lines });
  if (job !== null) sendJson(exchange, 200, writeBatch(job));
}

function sendResults(exchange: Exchange, job: CoatJob): void {
  if (job.end === null) return sendError(exchange, 404, { message: 'This batch has not ended.' });
  const told = new Map(job.end.results.map((one) => [one.customId, one.body]));
  const lines = job.lines.map(({ customId }) => {
    const message = told.get(customId);
    const error = { type: 'error', error: { type: 'invalid_request_error', message: 'It could not be read.' } };
    const result =
      message === undefined
        ? { type: 'canceled' }
        : message === null
          ? { type: 'errored', error }
          : { type: 'succeeded', message };
    return `${JSON.stringify({ custom_id: customId, result })}\n`;
  });
  sendText(exchange, 200, lines.join(''), { 'content-type': 'application/x-jsonl' });
}

function writeBatch({ id, lines, createdSeconds, end }: CoatJob): object {
  const results = end?.results ?? [];
  const succeeded = results.filter(({ body }) => body !== null).length;
  const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
  return {
    ...{ id, type: 'message_batch', processing_status: end === null ? 'in_progress' : 'ended' },
    request_counts: {
      processing: end === null ? lines.length : 0,
      ...{ succeeded, errored: results.length - succeeded, expired: 0 },
      canceled: end === null ? 0 : lines.length - results.length,
    },
    ...{ created_at: instant(createdSeconds), ended_at: end === null ? null : instant(end.atSeconds) },
    expires_at: new Date(createdSeconds * 1000 + DAY_MS).toISOString(),
    ...{ archived_at: null, cancel_initiated_at: end?.isCancelled ? instant(end.atSeconds) : null },
    results_url: end === null ? null : `https://api.anthropic.com/v1/messages/batches/${id}/results`,
  };
}
