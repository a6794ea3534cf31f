import type { CostAsk, CostPaths, DayCost } from '../domain/cost-ask.ts';
import { readAmount, readLabel } from '../domain/read-balances.ts';
import { addRows, askStatement, readDays, type Statement, type StatementAskedBy } from './ask-statement.ts';
import type { AskPorts } from './read-balance-by-key.ts';

/** Asks what was billed a day: a sum for each unit of it, oldest first. */
export async function readCostsByKey(ask: CostAsk, by: StatementAskedBy, ports: AskPorts): Promise<Statement<DayCost>> {
  const found = await askStatement(ask, (body) => readCosts(body, ask.reads), by, ports);
  if (found.kind === 'problem') return found;
  const add = (one: DayCost, { nano }: DayCost): DayCost => ({ ...one, nano: one.nano + nano });
  return { kind: 'read', days: addRows(found.days, ({ unit }) => unit, add) };
}

function readCosts(body: unknown, paths: CostPaths): readonly DayCost[] | null {
  return readDays(body, paths, (item, day) => {
    const nano = readAmount(item, paths.amount, paths.perUnit);
    const unit = paths.unit.startsWith('$') ? readLabel(item, paths.unit) : paths.unit;
    return nano === null || unit === null ? null : { day, unit: unit.toUpperCase(), nano };
  });
}
