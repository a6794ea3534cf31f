// @ts-check
import { exitCodeOf, interruptedBy } from './run.mjs';
import { setUp } from './setup.mjs';
import { formatGates, runGates, typeGates, unusedGates } from './support/gates.mjs';
import { gateText, summaryOf } from './support/report.mjs';
import { errorText } from './support/text.mjs';
import { runVitest } from './support/vitest-run.mjs';

process.exitCode = await main();

/**
 * `npm run check`: what takes seconds. No build, no browser.
 * @returns {Promise<number>} exit code
 */
async function main() {
  try {
    await setUp({ browsers: [] });
  } catch (error) {
    console.error(errorText(error));
    return 1;
  }
  const begunAt = Date.now();
  const gates = [...formatGates, ...typeGates, ...unusedGates];
  const results = await runGates(gates, 2, (result) => console.log(gateText(result)));
  if (interruptedBy() !== null) return exitCodeOf({ code: null, signal: interruptedBy() });
  const startedAt = Date.now();
  const tally = await runVitest({ args: ['--project', 'pure', '--project', 'unit'] });
  const { text, passed, failed } = summaryOf(
    results,
    { tally, durationMs: Date.now() - startedAt },
    Date.now() - begunAt,
  );
  console.log(text);
  return failed === 0 && passed > 0 ? 0 : 1;
}
