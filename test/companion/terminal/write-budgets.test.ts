import { describe, expect, it } from 'vitest';
import { wordsIn } from '../../../companion/report/report-words.ts';
import { type ShownBudget, writeBudgets } from '../../../companion/terminal/write-budgets.ts';
import { writeStatus } from '../../../companion/terminal/write-status.ts';

const base: ShownBudget = {
  ...{ id: 'slow', limit: '1', limitNow: '1', unit: 'calls', per: 'hour', hard: true },
  ...{ scope: { label: 'night' }, spent: '0', held: '0', left: '1' },
};

function shown(budget: ShownBudget, language: 'en' | 'zh'): string {
  const status = { version: '1', origin: 'x', startedAt: 0, callsUnderWay: 0, today: [], month: [], balances: [] };
  const words = wordsIn(language);
  return [...writeBudgets([budget], words), ...writeStatus({ ...status, budgets: [budget] }, 0, [], words)].join('\n');
}

describe('what a budget counts and is of', () => {
  it.each([
    ['en', base, ['1 call an hour', 'label night', '1 of 1 call an hour left (label night)']],
    ['en', { ...base, limitNow: '20', per: 'day' }, ['20 calls a day']],
    ['zh', base, ['每小时 1 次调用', '标签 night']],
    ['zh', { ...base, scope: { provider: 'openai' } }, ['服务商 openai']],
    // A scope that a newer companion may have.
    ['zh', { ...base, scope: { planet: 'mars' } }, ['planet mars']],
    ['en', { ...base, unit: 'tokens', limitNow: '1000' }, ['1000 tokens an hour']],
  ] as const)('%s %#', (language, budget, texts) => {
    const text = shown(budget, language);
    for (const one of texts) expect(text).toContain(one);
  });
});
