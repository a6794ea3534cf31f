// Before anything that reads IndexedDB when it is loaded, as Dexie does: in whatever order a test imports things.
import 'fake-indexeddb/auto';
import fc from 'fast-check';

/**
 * What is drawn at random is the same in every run, so that a change is judged by what it changed. `npm run test:long` draws anew;
 * a seed that it reports is tried again with TOLLKEEPER_SEED.
 */
const { TOLLKEEPER_SEED } = process.env;
if (TOLLKEEPER_SEED !== 'random') fc.configureGlobal({ seed: Number(TOLLKEEPER_SEED ?? 20_261_122) });
