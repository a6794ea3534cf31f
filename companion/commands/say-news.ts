import type { OpenedDatabase } from '../ledger/open-database.ts';
import { speak } from '../terminal/speak.ts';

/** What was done or found when a ledger was opened, as lines for people. */
export function sayNews(news: OpenedDatabase['news'][number]): readonly string[] {
  switch (news.kind) {
    case 'migrated':
      return [speak('sayNews.theLedgerWasBroughtTo', { backup: news.backup })];
    case 'migrated-server':
      return [speak('sayNews.theTablesOfTheDatabase', { from: news.from, to: news.to })];
    case 'restored':
      return [
        speak('sayNews.theLedgerWasDamaged', {
          rest:
            news.from === null
              ? speak('sayNews.thereWasNoBackupIt')
              : speak('sayNews.theBackupTookItsPlace', { from: news.from }),
        }),
        news.from === null ? speak('sayNews.noBudgetHoldsAnythingNow') : speak('sayNews.budgetsAreAsTheyWere'),
        speak('sayNews.theDamagedFileIsKept', { keptAside: news.keptAside }),
      ];
    case 'other-secret':
      return [speak('sayNews.theCompanionsOfThisDatabase'), speak('sayNews.accountsThatAreKnownBy')];
    case 'other-zone':
      return [speak('sayNews.daysAreCountedInAs', { zone: news.zone })];
  }
}
