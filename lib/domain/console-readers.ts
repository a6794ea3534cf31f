import { readBalances, readFirstLabel, readLabel, readUnit } from './read-balances.ts';
import { readKeyList } from './read-keys.ts';

/** What reads a console's own answers: few pages are one, so bridges get it when the first of them comes. */
export const consoleReaders = { readBalances, readFirstLabel, readKeyList, readLabel, readUnit };

/** See {@link consoleReaders}. */
export type ConsoleReaders = typeof consoleReaders;
