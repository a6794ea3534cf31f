// @ts-check
import { join } from 'node:path';
import { exitCodeOf, interruptedBy, run } from './run.mjs';
import { setUp } from './setup.mjs';
import { runGates, storeGates } from './support/gates.mjs';
import { root } from './support/paths.mjs';
import { gateText } from './support/report.mjs';
import { errorText } from './support/text.mjs';

// `npm run package`: everything that is handed out, in .output/packages/ (docs/building.md).
try {
  const { node } = await setUp({ browsers: [] });
  const builds = await runGates(storeGates, 1, (result) => console.log(gateText(result)));
  if (interruptedBy() === null && builds.every(({ isOk }) => isOk)) {
    process.exitCode = exitCodeOf(await run(node, [join(root, 'build/packages/make-packages.ts')]));
  } else {
    process.exitCode = 1;
  }
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
}
