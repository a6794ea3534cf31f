import { isWithin } from '../../lib/budget/budget.ts';
import { accountTitle } from '../../lib/domain/account-title.ts';
import type { AccuracyView, LedgerAccuracy } from '../../lib/domain/accuracy.ts';
import type { CallChoices, CallView } from '../../lib/domain/dashboard.ts';
import { isOwnWallet } from '../../lib/ledger/ledger-context.ts';
import { nameOf } from '../../lib/screens/account-name.ts';
import { priceFrom } from '../../lib/screens/price-from.ts';
import { readDetail } from '../../lib/screens/read-detail.ts';
import type { ReportMaker } from '../../lib/screens/redact-call.ts';
import { sayHeld } from '../../lib/screens/say-held.ts';
import { correctedBy, readCorrectionsOf } from '../ledger/corrections.ts';
import type { Holds } from '../ledger/holds.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { toBigint, toText, toTextOrNull } from '../ledger/sql.ts';

type Store = Pick<LedgerStore, 'transactBelow'>;

/** When the newest call was made, epoch ms; null: there is none. @throws LedgerError */
export function readNewest(store: Store): Promise<number | null> {
  return store.transactBelow(async ({ tx, ledger }) => {
    const text = 'select opened_at from row_records where ledger = $1 order by opened_at desc limit 1';
    const [row] = await tx.rows(text, [ledger]);
    return row === undefined ? null : Number(toBigint(row.opened_at));
  });
}

/** Names to choose among, from the sums of days: there are few of them, however many calls there were. @throws LedgerError */
export function readChoices(store: Store): Promise<CallChoices> {
  return store.transactBelow(async ({ tx, ledger, tables }) => {
    const rows = await tx.rows('select distinct provider, model from row_day_sums where ledger = $1', [ledger]);
    const accounts = await tables.accounts.toArray();
    const lists = await tables.priceLists.toArray();
    const ids = new Set(rows.map(({ provider }) => toText(provider)));
    const models = new Set(rows.map(({ model }) => toText(model)).filter((model) => model !== ''));
    return {
      providers: [...ids].map((id) => ({ id, name: nameOf(id, lists) })).sort((a, b) => a.name.localeCompare(b.name)),
      models: [...models].sort((a, b) => a.localeCompare(b)),
      accounts: accounts
        .filter((row) => isOwnWallet(accounts, row))
        .map(({ id, provider, name }) => ({ id, name: accountTitle(nameOf(provider, lists), name) })),
    };
  });
}

/** A call as its screen tells it; null: it is not there (any more). @throws LedgerError */
export async function viewCall(
  { store, holds }: { readonly store: Store; readonly holds: Pick<Holds, 'budgets'> },
  callId: string,
  maker: ReportMaker,
): Promise<CallView | null> {
  const budgets = await holds.budgets();
  return store.transactBelow(async (below) => {
    const { tx, ledger, tables } = below;
    const corrections = (await readCorrectionsOf(below, [callId])).get(callId);
    const detail = await readDetail(tables, callId, maker, (record) => correctedBy(record, corrections));
    if (detail === null) return null;
    const { record } = detail;
    const list = await tables.priceLists.get(record.provider);
    const [booked] = await tx.rows('select label, key_mark from bookings where ledger = $1 and call_id = $2', [
      ...[ledger, callId],
    ]);
    const [label, key] = [toTextOrNull(booked?.label ?? null), toTextOrNull(booked?.key_mark ?? null)];
    const counting = budgets.filter((budget) => isWithin(budget, { ...record, label, key }));
    return {
      ...detail,
      priceFrom: priceFrom(record, list ?? null),
      held: sayHeld(record, { asked: null, budgets: counting.map(({ id }) => id) }),
    };
  });
}

/** Models that are shown. */
const MODELS_MAX = 20;

/** How right estimates were, with names for people. @throws LedgerError */
export function viewAccuracy(store: Store, { all, models }: LedgerAccuracy): Promise<AccuracyView> {
  return store.transactBelow(async ({ tables }) => {
    const lists = await tables.priceLists.toArray();
    const shown = models.slice(0, MODELS_MAX);
    return {
      calls: all.calls,
      models: shown.map((model) => ({ ...model, providerName: nameOf(model.provider, lists) })),
    };
  });
}
