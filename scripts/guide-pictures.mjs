// @ts-check
import { join } from 'node:path';
import { exitCodeOf, run } from './run.mjs';
import { setUp } from './setup.mjs';
import { buildExtension } from './support/build.mjs';
import { root } from './support/paths.mjs';
import { errorText, userError } from './support/text.mjs';

// `npm run guide:pictures`: plays the user guide in Chromium and takes its pictures anew, in docs/pictures/guide/.
try {
  const { node, browsers } = await setUp({ browsers: ['chromium'] });
  const { isOk, output } = await buildExtension('chrome-mv3-testing');
  if (!isOk) {
    console.error(output);
    throw userError({
      what: 'The extension could not be built, so there are no new pictures.',
      why: ['The build says what is printed above.'],
      todo: ['Mend that, then start again.'],
    });
  }
  process.env.TOLLKEEPER_CHROMIUM = browsers.chromium?.path;
  process.exitCode = exitCodeOf(await run(node, [join(root, 'test/guide/take-pictures.ts')]));
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
}
