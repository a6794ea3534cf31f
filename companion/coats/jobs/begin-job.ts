import { admit, turnAway } from '../../sandbox/admission.ts';
import type { Exchange } from '../../sandbox/http.ts';
import type { Worn } from '../answer-in-coat.ts';
import type { Ask } from '../ask.ts';
import { type Bill, openBill } from '../bill.ts';
import { callerOf } from '../caller.ts';
import { spokenWires } from '../voices/voices.ts';
import { type CoatJob, type JobLine, remember } from './jobs.ts';

/** What work is made of. */
export interface JobOrder {
  readonly id: string;
  readonly body: unknown;
  readonly lines: readonly JobLine[];
}

/** Sets aside what work may cost and remembers it; null: the client has been told why not. */
export function beginJob({ jobs }: Worn, exchange: Exchange, { id, body, lines }: JobOrder): CoatJob | null {
  const caller = callerOf(exchange);
  if (caller === null || turnAway(exchange, caller)) return null;
  const amountNano = lines.reduce((sum, { bill }) => sum + (bill?.reserveNano ?? 0n), 0n);
  const order = {
    ...caller,
    unit: 'USD',
    amountNano: amountNano > 1n ? amountNano : 1n,
    billing: 'per-token',
  } as const;
  const charge = admit(exchange, order);
  if (charge === null) return null;
  const createdSeconds = Math.floor(exchange.world.clock() / 1000);
  const job: CoatJob = { ...{ id, body, lines, charge, createdSeconds }, timesAsked: 0, end: null };
  remember(jobs.byId, id, job);
  return job;
}

/** A line as it is billed. `tier`: the kind of service that it is part of; null: the ordinary one. */
export function lineOf(
  worn: Worn,
  exchange: Exchange,
  customId: string,
  ask: Ask | null,
  tier: string | null,
): JobLine {
  if (ask === null) return { customId, ask, bill: null };
  return { customId, ask, bill: billOf(worn, exchange, ask, tier) };
}

function billOf({ provider, unit }: Worn, { world }: Exchange, ask: Ask, tier: string | null): Bill {
  const spoken = ask.surface.wire === null ? undefined : spokenWires[ask.surface.wire];
  const probe = spoken?.usageOf({ inputTokens: 1, outputTokens: 1 }) ?? null;
  const draft = tier === null ? ask.draft : { ...ask.draft, tier };
  return openBill(provider, unit, draft, { nowMs: world.clock(), probe });
}
