// @ts-check
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { envWithNode26, exitCodeOf, run } from '../run.mjs';
import { readEvents, runningFiles, tallyOf } from './count.mjs';
import { outputFolder } from './paths.mjs';
import { endTree } from './process-tree.mjs';
import { seconds } from './text.mjs';

const reporter = fileURLToPath(new URL('./vitest-reporter.mjs', import.meta.url));
const checkEveryMs = 2_000;

/**
 * Runs Vitest once with its output on the screen, and counts what it did. Ends it when no test, file or error has been
 * reported for `silentMsMax`, and says what was running then. Never rejects for failing tests.
 * @param {{ args: readonly string[], env?: NodeJS.ProcessEnv, silentMsMax?: number, isShown?: boolean }} options
 *   `args`: after `vitest run`, such as a filter or `--project e2e`; `isShown` false keeps its output off the screen
 * @returns {Promise<import('./count.mjs').Tally>}
 */
export async function runVitest({ args, env = process.env, silentMsMax = 10 * 60_000, isShown = true }) {
  const eventsFile = join(outputFolder, 'test', `events-${randomUUID()}.jsonl`);
  mkdirSync(join(outputFolder, 'test'), { recursive: true });
  writeFileSync(eventsFile, '');
  const watch = watchForSilence(eventsFile, silentMsMax, isShown);
  try {
    const ending = await run('vitest', ['run', '--reporter=default', `--reporter=${reporter}`, ...args], {
      env: { ...envWithNode26(env), TOLLKEEPER_TEST_EVENTS: eventsFile },
      stdio: isShown ? ['ignore', 'inherit', 'inherit'] : 'ignore',
      onStart: (child) => watch.start(child.pid),
    });
    await watch.stop();
    const stopped = watch.reason() ?? (ending.signal === null ? null : `the test runner was ended by ${ending.signal}`);
    return tallyOf(readEvents(readFileSync(eventsFile, 'utf8')), { exitCode: exitCodeOf(ending), stopped });
  } finally {
    rmSync(eventsFile, { force: true });
  }
}

/**
 * @param {string} eventsFile
 * @param {number} silentMsMax
 * @param {boolean} isShown
 */
function watchForSilence(eventsFile, silentMsMax, isShown) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {string | null} */
  let reason = null;
  /** @type {Promise<void> | undefined} */
  let ending;
  const look = (/** @type {number} */ pid) => {
    const silentMs = Date.now() - statSync(eventsFile).mtimeMs;
    if (silentMs < silentMsMax || ending !== undefined) return;
    const running = runningFiles(readEvents(readFileSync(eventsFile, 'utf8')));
    const what = `Nothing happened for ${seconds(silentMs)}. Running: ${running.join(', ') || 'no file'}.`;
    if (isShown) console.error(`\n${what}`);
    reason = `nothing happened for ${seconds(silentMs)}, so the run was ended`;
    ending = endTree(pid);
  };
  return {
    start: (/** @type {number | undefined} */ pid) => {
      if (pid !== undefined) timer = setInterval(() => look(pid), Math.min(checkEveryMs, silentMsMax));
    },
    stop: async () => {
      clearInterval(timer);
      await ending;
    },
    reason: () => reason,
  };
}
