import { accountTitle } from '../domain/account-title.ts';
import type { RefusalStory, ShownStory } from '../domain/refusal-view.ts';
import { requestOfSizes } from '../domain/sized-request.ts';
import type { AccountRow, PriceListRow } from '../ledger/rows.ts';
import { nameOf } from './account-name.ts';

/** A story with names for people. */
export function showStory<Story extends RefusalStory>(
  story: Story,
  accounts: readonly AccountRow[],
  lists: readonly PriceListRow[],
): Story & Omit<ShownStory, 'said'> {
  const { provider, account, model, sizes } = story.no;
  const providerName = nameOf(provider, lists);
  const row = accounts.find(({ id }) => id === account);
  const text = sizes && requestOfSizes(model, sizes);
  return {
    ...story,
    providerName,
    accountName: row === undefined ? null : accountTitle(providerName, row.name),
    again: text === null ? null : { text, provider },
  };
}
