import { parseJson, readKey } from '../../../lib/domain/json-path.ts';
import type { Surface } from '../../../lib/domain/surface.ts';
import { type Exchange, readBody, readHeader, sendError, sendJson } from '../../sandbox/http.ts';
import { settle } from '../../sandbox/wallet.ts';
import type { Worn } from '../answer-in-coat.ts';
import { readAsk } from '../ask.ts';
import { type Bill, openBill } from '../bill.ts';
import { callerOf } from '../caller.ts';
import { beginJob } from './begin-job.ts';
import type { CoatJob } from './jobs.ts';

const ADDRESS = /^\/v1\/predictions\/([^/]+)(?:\/(cancel))?$/;
/** What every prediction takes of a machine, ms. */
const MACHINE_MS = 1500;

/** Replicate's predictions; `false`: it is none. */
export async function answerPrediction(worn: Worn, exchange: Exchange, surface: Surface | null): Promise<boolean> {
  const isSpoken = worn.provider.surfaces.some(({ wire }) => wire === 'replicate-predictions');
  if (!isSpoken) return false;
  const [, id, action] = ADDRESS.exec(exchange.url.pathname) ?? [];
  if (id === undefined && surface?.wire !== 'replicate-predictions') return false;
  if (callerOf(exchange) === null) return true;
  if (id === undefined && surface !== null) {
    await begin(worn, exchange, surface);
    return true;
  }
  const job = worn.jobs.byId.get(id ?? '');
  if (job === undefined) {
    sendError(exchange, 404, { message: 'The requested resource could not be found.' });
    return true;
  }
  if (action === 'cancel') end(exchange, job, true);
  else if (++job.timesAsked > 1) end(exchange, job, false);
  sendJson(exchange, 200, writePrediction(job, exchange));
  return true;
}

async function begin(worn: Worn, exchange: Exchange, surface: Surface): Promise<void> {
  const text = await readBody(exchange);
  if (text === null) return;
  const ask = await readAsk(exchange, surface, text);
  if (ask === null) return sendError(exchange, 422, { message: 'input: it is required.' });
  const bill = billOf(worn, exchange, ask.draft);
  const id = exchange.world.random.hex(26);
  const job = beginJob(worn, exchange, { id, body: parseJson(text), lines: [{ customId: '', ask, bill }] });
  if (job === null) return;
  // Who prefers to wait is answered when it is over.
  if (/^wait/.test(readHeader(exchange, 'prefer') ?? '')) end(exchange, job, false);
  sendJson(exchange, 201, writePrediction(job, exchange));
}

function billOf({ provider, unit }: Worn, { world }: Exchange, draft: Parameters<typeof openBill>[2]): Bill {
  return openBill(provider, unit, draft, { nowMs: world.clock(), probe: { milliseconds: 1 } });
}

function end(exchange: Exchange, job: CoatJob, isCancelled: boolean): void {
  if (job.end !== null) return;
  const { world } = exchange;
  job.end = { isCancelled, results: [], atSeconds: Math.floor(world.clock() / 1000) };
  // The machine ran for a while either way.
  const cost = job.lines[0]?.bill?.costNano({ milliseconds: isCancelled ? MACHINE_MS / 2 : MACHINE_MS }) ?? 0n;
  const model = job.lines[0]?.ask?.model ?? null;
  settle(world, job.charge, cost, { kind: 'call', model, requestId: exchange.entry.requestId });
}

function writePrediction({ id, body, createdSeconds, end: ended, timesAsked }: CoatJob, { request }: Exchange): object {
  const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
  const origin = `https://${request.headers.host ?? 'api.replicate.com'}`;
  const status =
    ended === null ? (timesAsked === 0 ? 'starting' : 'processing') : ended.isCancelled ? 'canceled' : 'succeeded';
  return {
    ...{ id, model: readKey(body, 'model') ?? null, version: readKey(body, 'version') ?? null, input: {}, logs: '' },
    ...{
      status,
      error: null,
      output: ended === null || ended.isCancelled ? null : ['done'],
      created_at: at(createdSeconds),
    },
    ...{ started_at: at(createdSeconds), completed_at: ended === null ? null : at(ended.atSeconds) },
    ...(ended !== null && { metrics: { predict_time: (ended.isCancelled ? MACHINE_MS / 2 : MACHINE_MS) / 1000 } }),
    urls: { get: `${origin}/v1/predictions/${id}`, cancel: `${origin}/v1/predictions/${id}/cancel` },
  };
}
