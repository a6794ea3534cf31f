import { randomUUID } from 'node:crypto';
import type { WireId } from '../../lib/domain/call.ts';
import type { OpenCall } from '../../lib/domain/open-call.ts';
import { findWait } from '../../lib/domain/refusals/find-wait.ts';
import type { Surface } from '../../lib/domain/surface.ts';
import { requestOf } from '../../lib/engine/ask-request.ts';
import { findProvider, findSurfaceById } from '../../lib/providers/registry.ts';
import { wires } from '../../lib/wires/registry.ts';
import type { MeterReading } from '../../lib/wires/wire.ts';
import { findUpstream, type StandIns } from '../gateway/find-upstream.ts';
import type { CallEnd } from '../gateway/review-port.ts';
import type { NamedAccount } from '../secrets/accounts.ts';
import { bookFollowUp, type FollowUpDesk } from './follow-up.ts';

/** What work that ends later is asked after with. */
export interface JobDesk extends FollowUpDesk {
  readonly standIns: StandIns;
  readonly fetch: typeof fetch;
  /** Epoch ms. */
  readonly now: () => number;
}

/** What a provider said of work. `failed`: it did not say it; `status` null: it did not answer. */
export type JobAnswer =
  | { readonly kind: 'booked' | 'goes-on' }
  | { readonly kind: 'failed'; readonly status: number | null; readonly retryAfterMs: number | null };

/** How a key is shown by those who ask; a wire that is not here is asked by nobody. */
const HEADERS: Partial<Record<WireId, (key: string) => Readonly<Record<string, string>>>> = {
  'anthropic-batches': (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
  'openai-batches': bearer,
  'openai-responses': bearer,
  'replicate-predictions': bearer,
};
/** Results of batches are read to their end, in pieces: 50,000 long answers come within this, ms. */
const READ_MS_MAX = 10 * 60_000;

function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` };
}

/** Where work of this call is asked after, in order: what it says of itself, then its results. Empty: nowhere by a key. */
export function jobSurfaces({ provider, surface }: Pick<OpenCall, 'provider' | 'surface'>): readonly Surface[] {
  const { wire = null, rule = null } = findSurfaceById(surface) ?? {};
  const { surfaces = [], jobsByKey } = findProvider(provider) ?? {};
  if (rule?.job !== undefined) return surfaces.filter(({ id }) => jobsByKey?.surfaces.includes(id));
  if (wire === null || HEADERS[wire] === undefined) return [];
  return surfaces.filter((one) => one.isFollowUp === true && one.wire === wire);
}

/**
 * Asks a provider what became of work, with an account's key, and books it when it has ended, as if a client had asked: by what
 * the work says of itself or, where that is not what was billed, by its results. Rejects where the ledger does.
 */
export async function askJob(open: OpenCall, account: NamedAccount, desk: JobDesk): Promise<JobAnswer> {
  let numbers = open.job ?? [];
  for (const [index, surface] of jobSurfaces(open).entries()) {
    // Results have a number of their own, or go by that of the work.
    const path = pathOf(surface, numbers[index] ?? numbers[0] ?? '', open.draft.model);
    const end = path === null ? null : await ask(surface, path, account, desk);
    if (end === null || end.status !== 200 || end.how !== 'answer') {
      const { status = null, headers = {} } = end ?? {};
      return { kind: 'failed', status, retryAfterMs: findWait('', new Map(), headers) };
    }
    const { job, isBooked } = await bookFollowUp(desk, end);
    if (isBooked) return { kind: 'booked' };
    if (job?.isOver !== true) break;
    numbers = [job.id, ...(job.also ?? [])];
  }
  return { kind: 'goes-on' };
}

/** The last star is the work's number, those before it the first parts of the model's name. Null: it is not known. */
function pathOf({ path }: Surface, number: string, model: string | null): string | null {
  const stars = path.split('*').length - 1;
  const parts = [...(stars > 1 ? (model ?? '').split('/').slice(0, stars - 1) : []), number];
  if (parts.length !== stars || parts.includes('')) return null;
  return parts.reduce((filled, part) => filled.replace('*', encodeURIComponent(part)), path);
}

/** One answer, metered as it comes; nothing of it is kept. Null: nobody can be asked there. */
async function ask(surface: Surface, path: string, account: NamedAccount, desk: JobDesk): Promise<CallEnd | null> {
  const { provider, wire } = surface;
  const upstream = findUpstream(
    'GET',
    { pathToken: null, name: provider, prefix: `/${provider}`, path },
    desk.standIns,
  );
  const headers = headersFor(surface, account.key);
  if (wire === null || headers === null || !('origin' in upstream)) return null;
  const callId = randomUUID();
  const startedAt = desk.now();
  const call = {
    ...({ callId, requestId: callId, kind: 'follow-up', provider, surface, wire, method: 'GET', path } as const),
    ...{ tool: ASKER, label: null, account: account.id, key: account.key, isSigned: false },
    ...{ retry: null, idempotencyKey: null },
  };
  const nothing = { reading: null, errorText: null, bookedAs: null, startedAt, firstByteAt: null };
  try {
    const signal = AbortSignal.timeout(READ_MS_MAX);
    const response = await desk.fetch(upstream.origin + path, { headers, redirect: 'manual', signal });
    const named = Object.fromEntries(response.headers);
    const reading = response.status === 200 ? await meter(surface, named, response.body) : null;
    if (reading === null) await response.body?.cancel();
    const { status } = response;
    return { ...nothing, call, how: 'answer', status, headers: named, reading, endedAt: desk.now() };
  } catch {
    return { ...nothing, call, how: 'failed', status: null, headers: {}, endedAt: desk.now() };
  }
}

function headersFor({ provider, wire }: Surface, key: string): Readonly<Record<string, string>> | null {
  const { jobsByKey } = findProvider(provider) ?? {};
  if (wire !== 'metered') return (wire && HEADERS[wire]?.(key)) ?? null;
  return jobsByKey === undefined ? null : requestOf(jobsByKey, '', '', { site: null, key, id: null }).headers;
}

/** Whoever tells it stands in no record: it says only who is believed. */
const ASKER = 'tollkeeper';

async function meter(
  { wire, rule }: Surface,
  headers: Readonly<Record<string, string>>,
  body: Response['body'],
): Promise<MeterReading | null> {
  if (wire === null) return null;
  const meter = wires[wire].openMeter({ contentType: headers['content-type'] ?? '', headers }, rule);
  const decoder = new TextDecoder();
  for await (const piece of body ?? []) meter.push(decoder.decode(piece, { stream: true }));
  meter.push(decoder.decode());
  return meter.end();
}
