import { describe, expect, it, vi } from 'vitest';
import type { BudgetsView, HandOver, TypedBudget } from '../../lib/domain/own-budget.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { openBudgetsStore } from '../../lib/ui/budgets-store.ts';

const empty: BudgetsView = { budgets: [], providers: [], models: [], units: ['USD'], shared: null, isTeam: false };
const typed: TypedBudget = {
  ...{ name: ' daily ', scope: 'everything', counts: 'calls', limit: '5', span: 'day', isHard: true },
};

function openStore(change: Partial<Parameters<typeof openBudgetsStore>[0]> = {}) {
  const opened = openBudgetsStore({
    hasBudgets: async () => true,
    readBudgets: async () => empty,
    saveBudget: async () => null,
    removeBudget: async () => undefined,
    raiseBudget: async () => 'bad-limit' as const,
    handOverBudgets: async () => ({ kind: 'failed' }) as const,
    ...change,
  });
  const says = (): string => {
    const { notice } = opened.store.getState();
    return notice === null ? '' : renderText(notice, 'en');
  };
  return { ...opened, says };
}

describe('the store of budgets', () => {
  it('before its screen is looked at it only glances whether there is any', async () => {
    const readBudgets = vi.fn(async () => empty);
    const { store, reload } = openStore({ readBudgets });
    await vi.waitFor(() => expect(store.getState().isThere).toBe(true));
    expect(readBudgets).not.toHaveBeenCalled();
    expect(store.getState()).toEqual({ status: 'loading', isThere: true, view: null, notice: null });
    await reload();
    expect(store.getState().isThere).toBe(false);
  });

  it('says what was kept, once it is read again', async () => {
    const { store, deeds, says } = openStore();
    expect(await deeds.save(typed, null)).toBeNull();
    expect(store.getState()).toMatchObject({ status: 'ready', view: empty });
    expect(says()).toBe('Budget daily is set; it holds from the next call on.');
  });

  it('hands back what is wrong to where it was typed, and says nothing else', async () => {
    const { deeds, says } = openStore();
    expect(await deeds.raise('daily', '')).toBe('bad-limit');
    expect(says()).toBe('');
  });

  it('shows a budget as gone at once, and there again, with the reason, where it could not be removed', async () => {
    const full: BudgetsView = { ...empty, budgets: [{ id: 'daily' }] as unknown as BudgetsView['budgets'] };
    let fail = (_cause: unknown): void => {};
    const removeBudget = () => new Promise<undefined>((_resolve, reject) => (fail = reject));
    const { store, deeds, reload, says } = openStore({ readBudgets: async () => full, removeBudget });
    await reload();
    deeds.remove('daily');
    expect(store.getState().view?.budgets).toEqual([]);
    fail(new DOMException('full', 'QuotaExceededError'));
    await vi.waitFor(() => expect(says()).toContain('no more room'));
    expect(store.getState().view).toEqual(full);
  });

  it('says that nothing was kept where the ledger fails', async () => {
    const { deeds, says } = openStore({
      saveBudget: () => Promise.reject(new Error('full')),
      removeBudget: () => Promise.reject(new Error('full')),
    });
    await deeds.save(typed, null);
    const said = says();
    expect(said).not.toBe('');
    deeds.remove('daily');
    await vi.waitFor(() => expect(says()).toBe(said));
  });

  it.each([
    [{ kind: 'done', taken: 2, left: [] }, '2 budgets are the companion’s now.'],
    [{ kind: 'done', taken: 1, left: ['a', 'b'] }, 'a, b'],
    [{ kind: 'failed' }, 'Nothing was removed here'],
  ] as const)('says what came of handing over: %j', async (came: HandOver, words) => {
    const { deeds, says } = openStore({ handOverBudgets: async () => came });
    deeds.handOver();
    await vi.waitFor(() => expect(says()).toContain(words));
  });
});
