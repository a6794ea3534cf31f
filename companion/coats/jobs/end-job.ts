import type { Meter, Usage } from '../../../lib/domain/call.ts';
import type { Exchange } from '../../sandbox/http.ts';
import { settle } from '../../sandbox/wallet.ts';
import { sayTo } from '../answer-call.ts';
import type { Said } from '../voice.ts';
import { spokenWires } from '../voices/voices.ts';
import type { CoatJob, JobLine, JobResult } from './jobs.ts';

/** Ends work: what was done of it is billed by model, once; the rest of what was set aside is given back. */
export function endJob(exchange: Exchange, job: CoatJob, { isCancelled }: { readonly isCancelled: boolean }): void {
  if (job.end !== null) return;
  const { world } = exchange;
  const done = isCancelled ? job.lines.slice(0, Math.floor(job.lines.length / 2)) : job.lines;
  const results = done.map((line) => toResult(exchange, line));
  job.end = { isCancelled, results, atSeconds: Math.floor(world.clock() / 1000) };
  settle(world, job.charge, costOf(job.lines, results), {
    ...{ kind: 'call', model: results.find(({ model }) => model !== null)?.model ?? null },
    requestId: exchange.entry.requestId,
  });
}

/** What all lines of a model used, which is what they are billed by together. */
export function usageByModel(results: readonly JobResult[]): ReadonlyMap<string | null, Usage> {
  const sums = new Map<string | null, Partial<Record<Meter, number>>>();
  for (const { model, usage } of results) {
    if (usage === null) continue;
    const sum = sums.get(model) ?? {};
    for (const [meter, count] of Object.entries(usage) as [Meter, number][]) sum[meter] = (sum[meter] ?? 0) + count;
    sums.set(model, sum);
  }
  return sums;
}

function costOf(lines: readonly JobLine[], results: readonly JobResult[]): bigint {
  let cost = 0n;
  for (const [model, usage] of usageByModel(results)) {
    const bill = lines.find(({ ask }) => ask !== null && ask.model === model)?.bill;
    cost += bill?.costNano(usage) ?? 0n;
  }
  return cost;
}

function toResult(exchange: Exchange, { customId, ask }: JobLine): JobResult {
  const wire = ask?.surface.wire ?? null;
  const spoken = wire === null ? undefined : spokenWires[wire];
  if (ask === null || spoken === undefined) return { customId, model: null, body: null, usage: null };
  const said: Said = sayTo(exchange, ask, spoken.outputTokensEach);
  return { customId, model: ask.model, body: spoken.voice.whole(said), usage: spoken.usageOf(said) };
}
