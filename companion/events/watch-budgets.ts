import type { NewsDesk } from './news.ts';

/** Work on holds is waited for so long before the budgets are looked at: many calls, one look, ms. */
const GATHER_MS = 1000;

/** What a watch of budgets needs. */
export interface WatchBudgetsOptions extends Pick<NewsDesk, 'tell'> {
  /** Every budget as programs read it, each with its `id`. */
  readonly list: () => Promise<readonly object[]>;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Looks at the budgets after something may have changed them, and tells of those that stand differently. */
export interface BudgetWatch {
  readonly changed: () => void;
  readonly stop: () => void;
}

/** Opens a watch; the first look tells of every budget. */
export function watchBudgets({ tell, list, onTrouble }: WatchBudgetsOptions): BudgetWatch {
  let known = new Map<string, string>();
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  const look = async (): Promise<void> => {
    const budgets = await list();
    if (isStopped) return;
    const next = new Map<string, string>();
    for (const budget of budgets) {
      const { id } = budget as { readonly id: string };
      const text = JSON.stringify(budget);
      next.set(id, text);
      if (known.get(id) !== text) tell({ kind: 'budget-changed', id, budget });
    }
    for (const id of known.keys()) if (!next.has(id)) tell({ kind: 'budget-removed', id });
    known = next;
  };
  return {
    changed() {
      if (timer !== null || isStopped) return;
      timer = setTimeout(() => {
        timer = null;
        look().catch((error: unknown) => isStopped || onTrouble('budgets could not be looked at', error));
      }, GATHER_MS);
      timer.unref();
    },
    stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
