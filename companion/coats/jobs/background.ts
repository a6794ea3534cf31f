import { parseJson, readKey } from '../../../lib/domain/json-path.ts';
import type { Surface } from '../../../lib/domain/surface.ts';
import { type Exchange, sendError, sendJson } from '../../sandbox/http.ts';
import type { Worn } from '../answer-in-coat.ts';
import { readAsk } from '../ask.ts';
import { callerOf } from '../caller.ts';
import { beginJob, lineOf } from './begin-job.ts';
import { endJob } from './end-job.ts';
import type { CoatJob } from './jobs.ts';

const ADDRESS = /\/responses\/([^/]+)(?:\/(cancel))?$/;

/** What became of a response that runs in the background, and its end before time; `false`: it is no such address. */
export function answerBackground({ jobs }: Worn, exchange: Exchange): boolean {
  const [, id, action] = ADDRESS.exec(exchange.url.pathname) ?? [];
  const job = id === undefined ? undefined : jobs.byId.get(id);
  if (id === undefined || !id.startsWith('resp_')) return false;
  if (callerOf(exchange) === null) return true;
  if (job === undefined) {
    sendError(exchange, 404, { message: `Response with id '${id}' not found.` });
    return true;
  }
  if (action === 'cancel') endJob(exchange, job, { isCancelled: true });
  else if (++job.timesAsked > 1) endJob(exchange, job, { isCancelled: false });
  sendJson(exchange, 200, writeBackground(job));
  return true;
}

/** Begins a response in the background; `false`: it is asked for at once. */
export async function beginBackground(
  worn: Worn,
  exchange: Exchange,
  surface: Surface,
  bodyText: string,
): Promise<boolean> {
  const body = parseJson(bodyText);
  if (readKey(body, 'background') !== true) return false;
  const ask = await readAsk(exchange, surface, bodyText);
  const lines = [lineOf(worn, exchange, '', ask, null)];
  const job = beginJob(worn, exchange, { id: `resp_${exchange.world.random.hex(24)}`, body, lines });
  if (job !== null) sendJson(exchange, 200, writeBackground(job));
  return true;
}

function writeBackground({ id, body, createdSeconds, end, timesAsked }: CoatJob): object {
  const [result] = end?.results ?? [];
  const running = timesAsked === 0 ? 'queued' : 'in_progress';
  if (result?.body != null) return { ...(result.body as object), id, background: true };
  return {
    ...{ id, object: 'response', created_at: createdSeconds, background: true, error: null, output: [] },
    ...{ model: readKey(body, 'model'), status: end === null ? running : 'cancelled', usage: null },
    incomplete_details: null,
  };
}
