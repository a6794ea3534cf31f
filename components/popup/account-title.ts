import { accountTitle as titleOf } from '../../lib/domain/account-title.ts';
import type { PopupAccount } from '../../lib/webext/popup-model.ts';

/** "Laozhang · dev@example.org". */
export function accountTitle({ providerName, name }: Pick<PopupAccount, 'providerName' | 'name'>): string {
  return titleOf(providerName, name);
}
