import type { OpenedDatabase } from '../ledger/open-database.ts';

/** What was done or found when a ledger was opened, as lines for people. */
export function sayNews(news: OpenedDatabase['news'][number]): readonly string[] {
  switch (news.kind) {
    case 'migrated':
      return [`The ledger was brought to this version; a copy of before is ${news.backup}.`];
    case 'migrated-server':
      return [`The tables of the database were brought from version ${news.from} to ${news.to}.`];
    case 'restored':
      return [
        `THE LEDGER WAS DAMAGED. ${news.from === null ? 'There was no backup: it begins empty.' : `The backup ${news.from} took its place.`}`,
        news.from === null
          ? 'NO BUDGET HOLDS ANYTHING NOW: set yours again ("tollkeeper budgets set").'
          : 'Budgets are as they were then: look at them ("tollkeeper budgets").',
        `The damaged file is kept: ${news.keptAside}. Calls since the backup are only there.`,
      ];
    case 'other-secret':
      return [
        'The companions of this database tell keys apart by another secret than this one does: budgets of one key, and',
        'accounts that are known by their keys, do not meet. Copy fingerprint.key from the data folder of the first one.',
      ];
    case 'other-zone':
      return [`Days are counted in ${news.zone}, as the first companion of this database does.`];
  }
}
