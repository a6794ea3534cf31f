import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BudgetFault, BudgetsView, HandOver, TypedBudget } from '../domain/own-budget.ts';
import type { Text } from '../domain/text.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { guessed } from './guessed.ts';
import { FAILED, newestOf } from './newest-of.ts';
import { notSaved } from './not-saved.ts';

/** The user's own budgets, and what the last deed came to. */
export interface BudgetsState {
  readonly status: 'loading' | 'ready' | 'failed';
  /** Whether there is any: the menu names the screen only then. */
  readonly isThere: boolean;
  readonly view: BudgetsView | null;
  /** Said once, for everybody. */
  readonly notice: Text | null;
}

/** What a person can do there. Null: it is done; else why not, which is said where it was typed. */
export interface BudgetsDeeds {
  readonly save: (typed: TypedBudget, was: string | null) => Promise<BudgetFault | null>;
  readonly raise: (id: string, typed: string) => Promise<BudgetFault | null>;
  readonly remove: (id: string) => void;
  readonly handOver: () => void;
}

type Source = Pick<
  DashboardSource,
  'hasBudgets' | 'readBudgets' | 'saveBudget' | 'removeBudget' | 'raiseBudget' | 'handOverBudgets'
>;

/** The screen of budgets. Read when it is looked at, before that only whether there is any; a later reading wins over an earlier one that comes in late. */
export function openBudgetsStore(source: Source): {
  readonly store: StoreApi<BudgetsState>;
  readonly deeds: BudgetsDeeds;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<BudgetsState>(() => ({ status: 'loading', isThere: false, view: null, notice: null }));
  const reload = newestOf(
    () =>
      source.readBudgets().then(
        (view) => ({ status: 'ready', view, isThere: isThere(view) }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  source.hasBudgets().then(
    (isThere) => store.setState({ isThere }),
    () => undefined,
  );
  /** What is wrong with what was typed is said there; what came of it, and why it could not be kept, is said to everybody. */
  const typed = async (deed: Promise<BudgetFault | null>, done: Text): Promise<BudgetFault | null> => {
    store.setState({ notice: null });
    const came = await deed.then(
      (fault) => ({ fault, notice: fault === null ? done : null }),
      (cause: unknown) => ({ fault: null, notice: notSaved(cause) }),
    );
    await reload();
    store.setState({ notice: came.notice });
    return came.fault;
  };
  const carryOut = (deed: Promise<Text>, guess?: (view: BudgetsView) => BudgetsView): void => {
    store.setState({ notice: null });
    void guessed(store, deed, guess).then(async (notice) => {
      await reload();
      store.setState({ notice });
    });
  };
  const about = (key: 'bud.saved' | 'bud.raisedNow' | 'bud.removed', budget: string): Text => ({
    key,
    params: { budget },
  });
  return {
    store,
    reload,
    deeds: {
      save: (given, was) => typed(source.saveBudget(given, was), about('bud.saved', given.name.trim())),
      raise: (id, amount) => typed(source.raiseBudget(id, amount), about('bud.raisedNow', id)),
      remove: (id) =>
        carryOut(
          source.removeBudget(id).then(() => about('bud.removed', id)),
          (view) => ({ ...view, budgets: view.budgets.filter((budget) => budget.id !== id) }),
        ),
      handOver: () => carryOut(source.handOverBudgets().then(handedText)),
    },
  };
}

function isThere({ budgets, shared }: BudgetsView): boolean {
  return budgets.length > 0 || (shared !== null && shared.budgets.length > 0);
}

function handedText(came: HandOver): Text {
  if (came.kind === 'failed') return { key: 'bud.handFailed' };
  const { taken: n, left } = came;
  if (left.length === 0) return { key: 'bud.handed', params: { n } };
  return { key: 'bud.handedSome', params: { n, names: { kind: 'verbatim', text: left.join(', ') } } };
}
