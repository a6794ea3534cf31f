// @ts-check
import { setUp } from './setup.mjs';
import { errorText } from './support/text.mjs';
import { runVitest } from './support/vitest-run.mjs';

const HELP = `Runs the unit tests as they should run now and then, not at every change: what is drawn at random is drawn anew,
the companion is killed under load 200 times instead of 20, and the extension is built from the sources that reviewers
get with packages installed anew. Takes half an hour.

Usage: npm run test:long [-- <filter>]

What fails names its seed: TOLLKEEPER_SEED=<seed> npm test -- <filter> draws the same again.`;

process.exitCode = await main(process.argv.slice(2));

/**
 * @param {readonly string[]} args for Vitest
 * @returns {Promise<number>} exit code
 */
async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  try {
    await setUp({ browsers: [] });
  } catch (error) {
    console.error(errorText(error));
    return 1;
  }
  const long = { TOLLKEEPER_SEED: 'random', TOLLKEEPER_CRASH_ROUNDS: '200', TOLLKEEPER_WHOLE_REBUILD: 'yes' };
  const { passed, failed } = await runVitest({
    args: ['--project', 'pure', '--project', 'unit', ...args],
    env: { ...long, ...process.env },
  });
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
