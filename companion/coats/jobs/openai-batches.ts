import { listOf, parseJson, readKey } from '../../../lib/domain/json-path.ts';
import { isAtPath } from '../../../lib/domain/surface.ts';
import { type Exchange, readBody, sendError, sendJson, sendText } from '../../sandbox/http.ts';
import type { Worn } from '../answer-in-coat.ts';
import { readAsk } from '../ask.ts';
import { callerOf } from '../caller.ts';
import { beginJob, lineOf } from './begin-job.ts';
import { endJob, usageByModel } from './end-job.ts';
import { type CoatJob, type JobLine, remember } from './jobs.ts';

const PREFIX = /^(.*)\/(files|batches)(?:\/([^/]+))?(?:\/(content|cancel))?$/;
const DAY_SECONDS = 86_400;

/** Files of requests, and the batches that are made of them; `false`: it is neither. */
export async function answerOpenAiBatch(worn: Worn, exchange: Exchange): Promise<boolean> {
  const base = worn.provider.surfaces.find(({ wire }) => wire === 'openai-batches')?.path.replace(/\/batches.*$/, '');
  const [, prefix, kind, id, action] = PREFIX.exec(exchange.url.pathname) ?? [];
  if (base === undefined || prefix !== base) return false;
  if (callerOf(exchange) === null) return true;
  const { method } = exchange.request;
  if (kind === 'files' && method === 'POST') await takeFile(worn, exchange);
  else if (kind === 'files' && action === 'content' && id !== undefined) sendFile(worn, exchange, id);
  else if (kind === 'batches' && method === 'POST' && id === undefined) await makeBatch(worn, exchange);
  else if (kind === 'batches' && id !== undefined) tellBatch(worn, exchange, id, action === 'cancel');
  else return false;
  return true;
}

/** The lines stand in a form, as they are. */
async function takeFile({ jobs }: Worn, exchange: Exchange): Promise<void> {
  const form = await readBody(exchange);
  if (form === null) return;
  const lines = form.split(/\r?\n/).filter((line) => line.startsWith('{'));
  const id = `file-${exchange.world.random.hex(24)}`;
  remember(jobs.files, id, lines.join('\n'));
  const created_at = Math.floor(exchange.world.clock() / 1000);
  const rest = { bytes: lines.join('\n').length, filename: 'batch.jsonl', purpose: 'batch', status: 'processed' };
  sendJson(exchange, 200, { id, object: 'file', created_at, ...rest });
}

function sendFile({ jobs }: Worn, exchange: Exchange, id: string): void {
  const text = jobs.files.get(id);
  if (text === undefined) return sendError(exchange, 404, { message: `There is no file ${id}.` });
  sendText(exchange, 200, text, { 'content-type': 'application/octet-stream' });
}

async function makeBatch(worn: Worn, exchange: Exchange): Promise<void> {
  const text = await readBody(exchange);
  if (text === null) return;
  const body = parseJson(text);
  const file = worn.jobs.files.get(String(readKey(body, 'input_file_id')));
  if (file === undefined) return sendError(exchange, 400, { message: "'input_file_id' names no file." });
  const lines: JobLine[] = [];
  for (const line of file.split('\n')) lines.push(await readLine(worn, exchange, parseJson(line)));
  const job = beginJob(worn, exchange, { id: `batch_${exchange.world.random.hex(24)}`, body, lines });
  if (job !== null) sendJson(exchange, 200, writeBatch(job));
}

async function readLine(worn: Worn, exchange: Exchange, line: unknown): Promise<JobLine> {
  const [customId, url] = ['custom_id', 'url'].map((key) => String(readKey(line, key)));
  const surface = worn.provider.surfaces.find((one) => one.kind === 'call' && isAtPath(one, url ?? ''));
  const body = JSON.stringify(readKey(line, 'body') ?? null);
  const ask = surface === undefined ? null : await readAsk(exchange, surface, body);
  return lineOf(worn, exchange, customId ?? '', ask, 'batch');
}

function tellBatch({ jobs }: Worn, exchange: Exchange, id: string, isCancel: boolean): void {
  const job = jobs.byId.get(id);
  if (job === undefined) return sendError(exchange, 404, { message: `There is no batch ${id}.` });
  if (isCancel) endJob(exchange, job, { isCancelled: true });
  else if (++job.timesAsked > 1) endJob(exchange, job, { isCancelled: false });
  if (job.end !== null) remember(jobs.files, fileOf(job), writeResults(job));
  sendJson(exchange, 200, writeBatch(job));
}

const fileOf = ({ id }: CoatJob): string => `file-of-${id}`;

function writeBatch(job: CoatJob): object {
  const { id, body, lines, createdSeconds, end } = job;
  const completed = end?.results.filter((result) => result.body !== null).length ?? 0;
  const [only, ...others] = usageByModel(end?.results ?? []);
  return {
    ...{ id, object: 'batch', endpoint: readKey(body, 'endpoint') ?? null, errors: null },
    ...{ input_file_id: readKey(body, 'input_file_id'), completion_window: '24h', status: statusOf(job) },
    ...{ output_file_id: end === null ? null : fileOf(job), error_file_id: null, created_at: createdSeconds },
    ...{ expires_at: createdSeconds + DAY_SECONDS, completed_at: end?.isCancelled === false ? end.atSeconds : null },
    ...{ cancelled_at: end?.isCancelled ? end.atSeconds : null, metadata: null },
    request_counts: { total: lines.length, completed, failed: (end?.results.length ?? 0) - completed },
    // Where several models answered it does not say what each of them took.
    ...(only !== undefined && others.length === 0 && { model: only[0], usage: usageOf(only[1]) }),
  };
}

function statusOf({ end, timesAsked }: CoatJob): string {
  if (end !== null) return end.isCancelled ? 'cancelled' : 'completed';
  return timesAsked === 0 ? 'validating' : 'in_progress';
}

function usageOf(usage: Readonly<Partial<Record<string, number>>>): object {
  const [input, output] = [usage['input-tokens'] ?? 0, usage['output-tokens'] ?? 0];
  return {
    ...{ input_tokens: input, input_tokens_details: { cached_tokens: 0 }, output_tokens: output },
    ...{ output_tokens_details: { reasoning_tokens: 0 }, total_tokens: input + output },
  };
}

function writeResults({ end }: CoatJob): string {
  return listOf(end?.results)
    .map((one) => {
      const [customId, body] = [readKey(one, 'customId'), readKey(one, 'body')];
      const failed = { status_code: 400, request_id: 'req', body: { error: { message: 'It could not be read.' } } };
      const response = body === null ? failed : { status_code: 200, request_id: 'req', body };
      return `${JSON.stringify({ id: `batch_req_${String(customId)}`, custom_id: customId, response, error: null })}\n`;
    })
    .join('');
}
