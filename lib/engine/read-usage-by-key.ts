import { findFirst } from '../domain/json-query.ts';
import { readLabel } from '../domain/read-balances.ts';
import type { DayUsage, UsageAsk, UsagePaths } from '../domain/usage-ask.ts';
import { addRows, askStatement, readDays, type Statement, type StatementAskedBy } from './ask-statement.ts';
import type { AskPorts } from './read-balance-by-key.ts';

/** Asks each question after what was counted a day: a row for each model of it, oldest first. One that fails, and nothing counts. */
export async function readUsageByKey(
  asks: readonly UsageAsk[],
  by: StatementAskedBy,
  ports: AskPorts,
): Promise<Statement<DayUsage>> {
  const days: DayUsage[] = [];
  for (const ask of asks) {
    const found = await askStatement(ask, (body) => readUsage(body, ask.reads), by, ports);
    if (found.kind === 'problem') return found;
    days.push(...found.days);
  }
  return { kind: 'read', days: addRows(days, ({ model }) => model, addUsage) };
}

function readUsage(body: unknown, paths: UsagePaths): readonly DayUsage[] | null {
  return readDays(body, paths, (item, day) => {
    const isCount = [paths.input, paths.output].every(
      ([first]) => first === undefined || findFirst(item, first) != null,
    );
    const [inputTokens, cachedTokens, outputTokens] = [paths.input, paths.cached ?? [], paths.output].map((all) =>
      sumAt(item, all),
    );
    if (!isCount || inputTokens == null || cachedTokens == null || outputTokens == null) return null;
    return {
      ...{ day, model: readLabel(item, paths.model) ?? '', inputTokens, outputTokens },
      cachedTokens: paths.cached === undefined ? null : cachedTokens,
      calls: paths.calls === undefined ? null : readCount(findFirst(item, paths.calls)),
    };
  });
}

/** What is absent is none: cached tokens of models that cache nothing. Null: something there is no count. */
function sumAt(item: unknown, paths: readonly string[]): number | null {
  return paths.reduce<number | null>((sum, path) => {
    const value = findFirst(item, path);
    const count = value == null ? 0 : readCount(value);
    return sum === null || count === null ? null : sum + count;
  }, 0);
}

function readCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function addUsage(one: DayUsage, other: DayUsage): DayUsage {
  return {
    ...one,
    inputTokens: one.inputTokens + other.inputTokens,
    cachedTokens: addKnown(one.cachedTokens, other.cachedTokens),
    outputTokens: one.outputTokens + other.outputTokens,
    calls: addKnown(one.calls, other.calls),
  };
}

function addKnown(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}
