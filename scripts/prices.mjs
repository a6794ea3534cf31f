// @ts-check
import { join } from 'node:path';
import { exitCodeOf, run } from './run.mjs';
import { setUp } from './setup.mjs';
import { root } from './support/paths.mjs';
import { errorText } from './support/text.mjs';

// `npm run prices:update` writes the base prices of a build; `npm run prices:check` says whether they are what the
// installed package has.
try {
  const { node } = await setUp({ browsers: [], quiet: true });
  const script = join(root, 'build', 'update-prices.ts');
  process.exitCode = exitCodeOf(await run(node, [script, ...process.argv.slice(2)], { cwd: root }));
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
}
