import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';
import { toDecimal } from '../../lib/domain/money.ts';
import { type Histogram, NAMES_MAX, SECONDS, type Tally } from './tally.ts';

/** Where what is shown comes from. */
export interface MetricSources {
  readonly tally: Tally;
  readonly version: string;
  readonly callsUnderWay: () => number;
  /** Every budget as programs read it (`describeBudget`). */
  readonly budgets: () => Promise<readonly object[]>;
}

/** Opens the text of all metrics in Prometheus' format. What Node says of itself is counted from here on. */
export function openMetricsText(sources: MetricSources): {
  readonly type: string;
  readonly text: () => Promise<string>;
} {
  const registry = new Registry();
  for (const metric of statedMetrics(sources)) registry.registerMetric(metric as unknown as Metric);
  collectDefaultMetrics({ register: registry });
  return { type: registry.contentType, text: () => registry.metrics() };
}

/** One line of the text. Prometheus keeps a number of 53 bits of each: sums are added up before they become one. */
interface Sample {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** What the registry asks of a metric; its values are kept elsewhere. */
interface StatedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly get: () => Promise<object>;
}

function stated(
  type: StatedMetric['type'],
  name: string,
  help: string,
  read: () => readonly Sample[] | Promise<readonly Sample[]>,
): StatedMetric {
  return { name, help, type, get: async () => ({ name, help, type, aggregator: 'sum', values: await read() }) };
}

function statedMetrics({ tally, version, callsUnderWay, budgets }: MetricSources): readonly StatedMetric[] {
  const ofModels = (read: (sums: ModelSums) => Iterable<Sample>): (() => readonly Sample[]) => {
    return () => [...tally.models()].flatMap((sums) => [...read(sums)]);
  };
  const ofBudgets = (name: 'limitNow' | 'spent' | 'held' | 'uncounted') => async (): Promise<readonly Sample[]> =>
    ((await budgets()) as readonly ShownBudget[]).slice(0, NAMES_MAX).flatMap((budget) => {
      const value = budget[name];
      return value === undefined ? [] : [{ labels: { budget: budget.id, unit: budget.unit }, value: Number(value) }];
    });
  return [
    stated('gauge', 'tollkeeper_info', 'The companion that runs.', () => [{ labels: { version }, value: 1 }]),
    stated(
      'counter',
      'tollkeeper_calls_total',
      'Calls that are over, by what became of them.',
      ofModels(({ provider, model, calls }) =>
        [...calls].map(([outcome, value]) => ({ labels: { provider, model, outcome }, value })),
      ),
    ),
    stated(
      'counter',
      'tollkeeper_cost_total',
      'What booked calls cost, in units of their currency or credit.',
      ofModels(({ provider, model, cost }) =>
        [...cost].map(([unit, nano]) => ({ labels: { provider, model, unit }, value: Number(toDecimal(nano)) })),
      ),
    ),
    stated(
      'counter',
      'tollkeeper_cost_unknown_calls_total',
      'Booked calls whose cost nobody can tell.',
      ofModels(({ provider, model, unknown }) => [{ labels: { provider, model }, value: unknown }]),
    ),
    stated(
      'counter',
      'tollkeeper_usage_total',
      'What providers billed by: tokens by kind, and other meters.',
      ofModels(({ provider, model, tokens }) =>
        [...tokens].map(([meter, value]) => ({ labels: { provider, model, meter }, value })),
      ),
    ),
    stated('counter', 'tollkeeper_refusals_total', 'Calls that were refused, by whom and why.', () =>
      [...tally.refusals()].map(({ count, ...labels }) => ({ labels, value: count })),
    ),
    stated(
      'gauge',
      'tollkeeper_calls_under_way',
      'Calls that are reviewed and not yet booked; what they may cost is held.',
      () => [{ labels: {}, value: callsUnderWay() }],
    ),
    stated('gauge', 'tollkeeper_budget_limit', 'The most that may be spent and held now.', ofBudgets('limitNow')),
    stated('gauge', 'tollkeeper_budget_spent', 'Spent in the window that runs.', ofBudgets('spent')),
    stated('gauge', 'tollkeeper_budget_held', 'Held for calls under way.', ofBudgets('held')),
    stated(
      'gauge',
      'tollkeeper_budget_uncounted_calls',
      'Calls of the window whose amount nobody can tell.',
      ofBudgets('uncounted'),
    ),
    stated(
      'histogram',
      'tollkeeper_gateway_overhead_seconds',
      "The gateway's own work before an answer's head leaves.",
      () => bucketsOf('tollkeeper_gateway_overhead_seconds', tally.overhead, {}),
    ),
    stated(
      'histogram',
      'tollkeeper_ledger_seconds',
      'What the ledger took to hold and to book, waiting included.',
      () =>
        (['reserve', 'settle'] as const).flatMap((operation) =>
          bucketsOf('tollkeeper_ledger_seconds', tally.ledger[operation], { operation }),
        ),
    ),
  ];
}

type ModelSums = ReturnType<Tally['models']> extends Iterable<infer S> ? S : never;

interface ShownBudget {
  readonly id: string;
  readonly unit: string;
  readonly limitNow?: string;
  readonly spent?: string;
  readonly held?: string;
  readonly uncounted?: number;
}

function bucketsOf(name: string, { counts, sum }: Histogram, labels: Sample['labels']): readonly Sample[] {
  let count = 0;
  const buckets = counts.map((here, index) => {
    count += here;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: SECONDS[index] ?? '+Inf' }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
