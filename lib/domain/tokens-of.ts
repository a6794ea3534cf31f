import type { CallRecord } from './record.ts';

/** The tokens of a call, as budgets count them: those that were stated, else the most it came to by our count; null: nobody can tell. */
export function tokensOf({ usage, tokensAtMost }: Pick<CallRecord, 'usage' | 'tokensAtMost'>): number | null {
  if (usage === null) return tokensAtMost ?? null;
  const stated = Object.entries(usage).filter(([meter]) => meter.endsWith('tokens'));
  return Math.ceil(stated.reduce((sum, [, count]) => sum + count, 0));
}
