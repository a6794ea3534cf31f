import * as v from 'valibot';
import { openEstimator } from '../../lib/engine/estimate-pasted.ts';
import { findProvider, knownSites } from '../../lib/providers/registry.ts';
import { describeEstimate } from '../estimate/describe-estimate.ts';
import { openCounters } from '../estimate/open-counters.ts';
import type { toEstimateBody } from './asked-request.ts';
import type { McpDesk } from './mcp-tool.ts';

/** An estimate as the API tells it. */
export interface ToldEstimate {
  readonly provider?: string;
  readonly model?: string | null;
  readonly low: number | null;
  readonly likely: number | null;
  readonly high: number | null;
  readonly reserve: number | null;
  readonly currency: string | null;
  readonly reasons: readonly string[];
  /** Absent: no companion was asked. */
  readonly budgets?: readonly ToldBudget[];
}

/** What a budget has left for a call. Decimals; null: nobody can tell. */
export interface ToldBudget {
  readonly id: string;
  readonly hard: boolean;
  readonly needed: string | null;
  readonly left: string | null;
  readonly fits: boolean | null;
}

const decimal = v.nullable(v.string());

/** An estimate for a model: amounts are decimals as text, null is unknown. */
export const estimateEntries = {
  provider: v.nullable(v.string()),
  model: v.nullable(v.string()),
  low: v.pipe(decimal, v.description('Four in five answers cost at least this.')),
  likely: decimal,
  high: v.pipe(decimal, v.description('Nine in ten answers cost at most this.')),
  reserve: v.pipe(
    decimal,
    v.description('What the provider sets aside and tests the balance against before it answers.'),
  ),
  currency: v.pipe(decimal, v.description('USD, CNY, credits …; null: no price is known.')),
  reasons: v.array(v.string()),
} as const;

/** Asks the companion, which knows how long answers were before; without one, by what is usual. */
export async function askEstimate(
  body: ReturnType<typeof toEstimateBody>,
  desk: McpDesk,
  label: string | null = null,
): Promise<{ readonly told: ToldEstimate; readonly isByLedger: boolean }> {
  const path = '/estimate';
  const asked = await desk.ask<ToldEstimate>({ method: 'POST', path, body: { ...body, ...(label && { label }) } });
  if (asked !== null) return { told: asked, isByLedger: true };
  const { request, models, provider = null } = body;
  const known = provider === null ? null : (findProvider(provider)?.id ?? provider);
  const estimator = openEstimator({ provider: known, sites: knownSites, counters: openCounters(), now: desk.now() });
  const text = typeof request === 'string' ? request : JSON.stringify(request);
  const said = describeEstimate(estimator.estimate(text, models, true), { language: 'en', balance: null });
  return { told: JSON.parse(JSON.stringify(said)), isByLedger: false };
}

/** The same with amounts as decimals. */
export function writeEstimate({
  provider,
  model,
  currency,
  reasons,
  ...told
}: ToldEstimate): v.InferOutput<v.ObjectSchema<typeof estimateEntries, undefined>> {
  const write = (amount: number | null): string | null => (amount === null ? null : writeNumber(amount));
  return {
    ...{ provider: provider ?? null, model: model ?? null },
    ...{ low: write(told.low), likely: write(told.likely), high: write(told.high), reserve: write(told.reserve) },
    ...{ currency, reasons: [...reasons] },
  };
}

/** As people write it: `1e-7` is none of their numbers. Nine places are all there are. */
function writeNumber(amount: number): string {
  const text = String(amount);
  return text.includes('e') ? amount.toFixed(9).replace(/\.?0+$/, '') : text;
}
