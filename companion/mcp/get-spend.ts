import * as v from 'valibot';
import { createUserError } from '../commands/user-error.ts';
import { mcpTool } from './mcp-tool.ts';

const day = v.pipe(v.string(), v.isoDate('a day is written 2026-11-30'));

const row = v.object({
  provider: v.optional(v.string()),
  model: v.optional(v.string()),
  day: v.optional(v.string()),
  unit: v.pipe(v.string(), v.description('USD, CNY, credits …; empty: no price was known.')),
  cost: v.string(),
  calls: v.number(),
  refusals: v.number(),
  unknown: v.pipe(v.number(), v.description('Calls whose cost nobody can tell; not in "cost".')),
});

const budget = v.object({
  id: v.string(),
  unit: v.string(),
  per: v.string(),
  hard: v.boolean(),
  limit: v.pipe(v.string(), v.description('What holds now, raises included.')),
  spent: v.nullable(v.string()),
  held: v.nullable(v.string()),
  left: v.nullable(v.string()),
});

interface Spend {
  readonly from: string;
  readonly to: string;
  readonly rows: v.InferOutput<typeof row>[];
}

interface ShownBudget {
  readonly id: string;
  readonly unit: string;
  readonly per: string;
  readonly hard: boolean;
  readonly limitNow: string;
  readonly spent?: string;
  readonly held?: string;
  readonly left?: string;
}

/** Where the money went. */
export const getSpendTool = mcpTool({
  name: 'get_spend',
  title: 'What was spent',
  description:
    'What calls through this machine have cost, by model, provider or day, from one day to another (the last 30 days), and how every ' +
    'budget stands: limit, spent, held, left. Amounts are decimals as text, each in its unit; units are never added up.',
  input: v.object({
    by: v.optional(v.picklist(['model', 'provider', 'day']), 'model'),
    from: v.optional(v.pipe(day, v.description('First day, YYYY-MM-DD.'))),
    to: v.optional(v.pipe(day, v.description('Last day, YYYY-MM-DD (today).'))),
  }),
  output: v.object({ from: v.string(), to: v.string(), rows: v.array(row), budgets: v.array(budget) }),
  asksOutside: false,
  run: async ({ by, from, to }, { ask }) => {
    const query = new URLSearchParams({ by, ...(from && { from }), ...(to && { to }) });
    const spend = await ask<Spend>({ path: `/spend?${query}` });
    const found = await ask<{ readonly budgets: readonly ShownBudget[] }>({ path: '/budgets' });
    if (spend === null || found === null) throw noLedger();
    const budgets = found.budgets.map(({ id, unit, per, hard, limitNow, spent = null, held = null, left = null }) => ({
      ...{ id, unit, per, hard, limit: limitNow, spent, held, left },
    }));
    const { rows } = spend;
    const text = [
      `From ${spend.from} to ${spend.to}${rows.length === 0 ? ': no calls.' : ':'}`,
      ...rows.map(
        (one) =>
          `- ${one[by] || 'no model'}: ${one.unit === '' ? 'no price known' : `${one.cost} ${one.unit}`}, ${one.calls} calls`,
      ),
      ...budgets.map(
        ({ id, left, limit, unit, per }) => `- budget "${id}": ${left ?? '?'} of ${limit} ${unit} left (per ${per})`,
      ),
    ];
    return { value: { from: spend.from, to: spend.to, rows, budgets }, text: text.join('\n') };
  },
});

/** What is spent is in the ledger, and the ledger is the companion's. */
function noLedger(): Error {
  return createUserError({
    what: 'What was spent is not known.',
    why: 'No companion runs for this data folder, and the ledger is its own.',
    todo: 'Start it with "tollkeeper up", in a terminal of its own, and ask again.',
  });
}
