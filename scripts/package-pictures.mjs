// @ts-check
import { join } from 'node:path';
import { exitCodeOf, run } from './run.mjs';
import { setUp } from './setup.mjs';
import { root } from './support/paths.mjs';
import { errorText } from './support/text.mjs';

// `npm run package:pictures`: the pictures for stores, in .output/store/.
try {
  const { node, browsers } = await setUp({ browsers: ['chromium'] });
  process.env.TOLLKEEPER_CHROMIUM = browsers.chromium?.path;
  process.exitCode = exitCodeOf(await run(node, [join(root, 'test/gallery/store-pictures.ts')]));
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
}
