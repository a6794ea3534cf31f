// @ts-check
import { join } from 'node:path';
import { exitCodeOf, run } from './run.mjs';
import { setUp } from './setup.mjs';
import { root } from './support/paths.mjs';
import { errorText } from './support/text.mjs';

// `npm run -s tollkeeper -- <args>`: the companion's command line, run from source. Only the companion writes to stdout,
// so that its answers can be piped.
try {
  const { node } = await setUp({ browsers: [], quiet: true });
  const cli = join(root, 'companion', 'cli.mjs');
  // The user's own folder stays the working folder: file arguments are relative to where he typed them.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  process.exitCode = exitCodeOf(await run(node, [cli, ...process.argv.slice(2)], { cwd }));
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
}
