// @ts-check
import { join } from 'node:path';
import { exitCodeOf, run } from './run.mjs';
import { setUp } from './setup.mjs';
import { root } from './support/paths.mjs';
import { errorText } from './support/text.mjs';

// `npm run prices:update` writes the base prices of a build; `npm run prices:check` says whether they are what the
// installed package has, and how they differ from a second one. `npm run prices:keygen` and `npm run prices:sign` are for
// who publishes a price file (docs/price-file.md).
/** @type {Readonly<Record<string, readonly string[]>>} */
const TASKS = {
  '--check': ['update-prices.ts', 'check-drift.ts'],
  '--keygen': ['keygen-prices.ts'],
  '--sign': ['sign-prices.ts'],
};

try {
  const { node } = await setUp({ browsers: [], quiet: true });
  const [task = '', ...rest] = process.argv.slice(2);
  const scripts = TASKS[task] ?? ['update-prices.ts'];
  const options = task === '--keygen' || task === '--sign' ? rest : process.argv.slice(2);
  for (const script of scripts) {
    const code = exitCodeOf(await run(node, [join(root, 'build', script), ...options], { cwd: root }));
    process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
  }
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
}
