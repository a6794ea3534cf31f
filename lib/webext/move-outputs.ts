import type { Transaction } from 'dexie';
import { groupOfModel } from '../engine/forecast-output.ts';
import { openForecaster } from '../forecast/forecaster.ts';
import type { HabitRow, LengthRow } from '../ledger/rows.ts';

/** Ids of the rows in which version 5 kept the output tokens of a model's last answers: `output|provider|model`. */
const OUTPUTS = 'output|';

/**
 * Makes groups of what version 5 had learned of answers. How large their questions were was not kept: they stand at no size at
 * all, far from any, and so count only where the size tells nothing or nothing nearer is known.
 */
export async function moveOutputs(change: Transaction, usedAt: number): Promise<void> {
  const rows: readonly HabitRow[] = await change.table('habits').where('id').startsWith(OUTPUTS).toArray();
  for (const [provider, learned] of groupByProvider(rows)) {
    const moved = learned.map(([name, output]): LengthRow => ({ provider, name, usedAt, output }));
    await change.table('lengths').bulkPut(moved);
  }
  await change.table('habits').where('id').startsWith(OUTPUTS).delete();
}

type Saved = ReturnType<ReturnType<typeof openForecaster>['save']>;

function groupByProvider(rows: readonly HabitRow[]): readonly (readonly [provider: string, Saved])[] {
  const forecasters = new Map<string, ReturnType<typeof openForecaster>>();
  for (const { id, values } of rows) {
    const [, provider = '', model = ''] = /^output\|([^|]*)\|(.*)$/s.exec(id) ?? [];
    const forecaster = forecasters.get(provider) ?? openForecaster();
    forecasters.set(provider, forecaster);
    for (const value of values) {
      const call = { inputTokens: 0, outputTokens: Number(value), isCut: false };
      forecaster.observe([groupOfModel(null), groupOfModel(model)], call);
    }
  }
  return [...forecasters].map(([provider, forecaster]) => [provider, forecaster.save()]);
}
