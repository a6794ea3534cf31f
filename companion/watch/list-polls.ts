import { toDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import { readWallets, standsFor } from '../../lib/ledger/ledger-context.ts';
import { openWatchTables } from '../ledger/watch-tables.ts';
import type { Accounts } from '../secrets/accounts.ts';
import { canBeAsked } from './claim-polls.ts';
import { explainPoll } from './find-conditions.ts';
import { newPollState, type PollState, readPollState } from './poll-state.ts';
import { readPending } from './recharges.ts';
import type { WatchDesk } from './watch-desk.ts';

/** How asking for one named account's balance stands. Instants are epoch ms, amounts decimals as text; null: none, or unknown. */
export interface ShownPoll {
  readonly account: string;
  readonly provider: string;
  readonly name: string;
  /** `never`: no key is told; `waiting`: it was not asked for yet. */
  readonly state: 'read' | 'unread' | 'waiting' | 'never';
  readonly triedAt: number | null;
  readonly readAt: number | null;
  readonly failingSince: number | null;
  /** What is asked again when, after an error. */
  readonly retryAt: number | null;
  /** What went wrong, and what to do, in sentences. */
  readonly problem: string | null;
  readonly keyLeft: readonly { readonly unit: string; readonly left: string | null }[];
  /** Money that is waited for. */
  readonly recharge: { readonly at: number; readonly amount: string | null; readonly by: 'report' | 'click' } | null;
}

/** Of every named account. */
export function listPolls(
  { store, accounts, now }: Pick<WatchDesk, 'store' | 'now'> & { readonly accounts: Pick<Accounts, 'list'> },
  language: Language,
): Promise<readonly ShownPoll[]> {
  return store.transactBelow(async ({ tx, ledger, tables }) => {
    const { watchStates } = openWatchTables(tx, ledger);
    const shown: ShownPoll[] = [];
    for (const account of accounts.list()) {
      const state = (await readPollState(watchStates, account.id)) ?? newPollState(account);
      const wallets = await readWallets(tables, account.provider);
      const row = standsFor(wallets.accounts, state.wallet ?? account.id);
      const pending = row === undefined ? null : await readPending(watchStates, wallets.accounts, row, now());
      shown.push({
        ...showPoll(state, language),
        recharge: pending && {
          ...{ at: pending.at, by: pending.by },
          amount: pending.nano === null ? null : toDecimal(pending.nano),
        },
      });
    }
    return shown;
  });
}

function showPoll(state: PollState, language: Language): Omit<ShownPoll, 'recharge'> {
  const { id, provider, name, triedAt, readAt, failingSince, retryAt, keyLeft } = state;
  const why = explainPoll(state);
  return {
    ...{ account: id, provider, name, triedAt, readAt, failingSince, retryAt },
    state: !canBeAsked(provider) ? 'never' : triedAt === null ? 'waiting' : why === null ? 'read' : 'unread',
    problem: why?.map((text) => renderText(text, language)).join(' ') ?? null,
    keyLeft: keyLeft.map(({ unit, nano }) => ({ unit, left: nano === null ? null : toDecimal(nano) })),
  };
}
