import { type AboutView, judgeSelf } from '../../lib/domain/self-check.ts';
import type { Language } from '../../lib/domain/text.ts';
import type { AccountsModel } from '../../lib/webext/popup-model.ts';
import { galleryOverview } from './overviews.ts';

const DAY_MS = 86_400_000;

/** The accounts of the first screen, and what else is known of them. */
export function galleryAccounts(language: Language, isEmpty: boolean): AccountsModel {
  const { now, rates, accounts } = galleryOverview(language, isEmpty);
  return {
    now,
    ...(rates && { rates }),
    accounts: accounts.map((wallet, index) => ({
      wallet,
      group: index === 0 ? 'vip' : null,
      paidBy: index === 0 ? 'card' : null,
      rechargedAt: index === 0 ? now - 3 * DAY_MS : null,
      keys: index === 0 ? 3 : 0,
      keyNames: index === 0 ? ['dev-1', 'a-key-for-the-nightly-batch-of-the-whole-department'] : [],
    })),
  };
}

/** All is well, or nothing is. */
export function galleryAbout(state: string): AboutView {
  const isWell = state === 'full';
  return {
    versions: [
      { of: 'extension', is: '0.1.0' },
      { of: 'browser', is: 'Chrome/156.0.0.0' },
      { of: 'storage', is: '10' },
      { of: 'prices', is: '2026-09-23 (@pydantic/genai-prices 0.1.8)' },
      { of: 'providers', is: '58' },
    ],
    checks: judgeSelf({
      ...{ isLedgerRead: isWell, isKept: isWell, usedBytes: isWell ? 34 : 91, quotaBytes: 100, sites: 2 },
      ...{ isRegistered: isWell, isPaired: true, companionProblem: isWell ? null : 'unreachable' },
      pricesDays: isWell ? 12 : 120,
    }),
  };
}
