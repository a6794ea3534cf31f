import { defineConfig } from 'vitest/config';
import { surfacesPlugin } from './build/surfaces-plugin.ts';

/** Rooms whose tests leave nothing behind in their process: no global, no environment, no state of a module. */
const PURE = [
  ...['advice', 'budget', 'described', 'domain', 'engine', 'forecast', 'ledger', 'prices', 'providers', 'servers'],
  ...['sync', 'tokenizer', 'watch', 'wires'],
].map((room) => `test/${room}/**/*.test.ts`);

/** Two cores, two at once: a third browser makes none of them sooner done, and all of them too slow for a person's patience. */
export default defineConfig({
  plugins: [surfacesPlugin(true)],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/bootstrap/**', ...PURE],
          setupFiles: ['test/setup.ts'],
          // Two cores shared with the browsers: a property test may have to wait its turn.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'pure',
          include: PURE,
          // Files share a process and what it has loaded: a file of these computes for less time than its imports take.
          isolate: false,
          setupFiles: ['test/setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'bootstrap',
          include: ['test/bootstrap/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 90_000,
          fileParallelism: true,
          // One process per worker, as for `pure`: what was loaded, and Firefox's prepared profile, serve the next file too.
          isolate: false,
          // Two browsers on two cores: the machine may be too slow for a person's patience. The closing table names every
          // scenario that needed another try, and more than a few of them fail the run.
          retry: 2,
        },
      },
    ],
    maxWorkers: 2,
  },
});
