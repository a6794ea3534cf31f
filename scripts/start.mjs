// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { envWithNode26, exitCodeOf, interruptedBy, run } from './run.mjs';
import { setUp } from './setup.mjs';
import { buildExtension } from './support/build.mjs';
import { startCompanion } from './support/companion.mjs';
import { hasDisplay } from './support/install-browsers.mjs';
import { root } from './support/paths.mjs';
import { endTree } from './support/process-tree.mjs';
import { errorText, tail, userError } from './support/text.mjs';
import { openWindow } from './support/window.mjs';

const HELP = `Shows Tollkeeper: builds the extension, starts the sandbox provider and opens both in a window.

Usage: npm start [-- --tour]

  --tour   Tell the same story without a display, with a picture of every step.
  --help   Show this help.`;

/** Everything we started and have to end, newest last. */
/** @type {import('node:child_process').ChildProcess[]} */
const children = [];
const track = (/** @type {import('node:child_process').ChildProcess} */ child) => void children.push(child);

let isEnding = false;

// Also when something throws where nobody waits.
process.on('exit', () => {
  for (const child of children) if (child.exitCode === null) child.kill();
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
} finally {
  isEnding = true;
  for (const child of children) await end(child);
}

/**
 * `npm start`: the whole story in a window, or as a tour where there is no display.
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
async function main(args) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  const unknown = args.find((arg) => arg !== '--tour');
  if (unknown !== undefined) {
    throw userError({ what: `npm start does not know ${unknown}.`, why: [], todo: ['Use --tour, or nothing.'] });
  }
  const { browsers } = await setUp({ browsers: ['chromium'] });
  const chromium = browsers.chromium?.path ?? '';
  const extension = await build();
  if (interruptedBy() !== null) return exitCodeOf({ code: null, signal: interruptedBy() });
  return Promise.race([listenForStop(), tell({ chromium, extension, isTour: args.includes('--tour') })]);
}

/**
 * From here on there is something to end, so ctrl-C and its kin no longer end us on the spot.
 * @returns {Promise<number>} exit code, once a signal came: ctrl-C is how a window's story ends, so it is 0
 */
function listenForStop() {
  return new Promise((resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        if (!isEnding) console.log(`\nStopping what was started (${signal}).`);
        isEnding = true;
        resolve(signal === 'SIGINT' ? 0 : exitCodeOf({ code: null, signal }));
      });
    }
  });
}

/**
 * @param {{ chromium: string, extension: string, isTour: boolean }} parts
 * @returns {Promise<number>} exit code
 */
async function tell({ chromium, extension, isTour }) {
  if (isTour) return tour(chromium);
  if (!hasDisplay(process.env, process.platform)) {
    console.log('There is no display, so this is the headless tour.');
    return tour(chromium);
  }
  const companion = await startCompanion(track);
  const { origin } = companion;
  console.log(`The companion is running, with its sandbox on ${origin}.`);
  return Promise.race([show({ chromium, extension, origin }), lossOf(companion)]);
}

async function build() {
  console.log('Building the extension.');
  const { isOk, output, folder } = await buildExtension('chrome-mv3-testing');
  if (isOk) return folder;
  console.error(output);
  throw userError({
    what: 'The extension could not be built.',
    why: ['The build says what is printed above.'],
    todo: ['Mend that, then start again.'],
  });
}

/**
 * @param {{ chromium: string, extension: string, origin: string }} parts
 * @returns {Promise<number>} exit code, once the window was closed
 */
async function show({ chromium, extension, origin }) {
  console.log(thingsToTry(origin));
  const open = (/** @type {boolean} */ withSandbox) =>
    openWindow({ chromium, extension, url: `${origin}/playground`, withSandbox }, track);
  // Chromium refuses to run its sandbox as root.
  let closed = await open(process.getuid?.() !== 0);
  if (closed.end === 'no-sandbox') {
    console.log("This system forbids Chromium's sandbox; the window opens without it. Visit only the sandbox page.");
    closed = await open(false);
  }
  if (closed.end === 'closed') {
    if (!isEnding) console.log('The window was closed.');
    return 0;
  }
  if (closed.end === 'no-display') {
    console.log('The display could not be opened, so this is the headless tour.');
    return tour(chromium);
  }
  console.error(tail(closed.said));
  throw userError({
    what: 'Chromium did not stay open.',
    why: ['It says what is printed above.'],
    todo: ['See the same story without a window:', '$ npm start -- --tour'],
  });
}

/**
 * @param {{ hasEnded: Promise<number | null> }} companion
 * @returns {Promise<number>} exit code, if the companion ends although nobody asked it to
 */
async function lossOf(companion) {
  const code = await companion.hasEnded;
  // Ctrl-C in a terminal reaches the companion too, perhaps before us: that is no accident.
  await new Promise((resolve) => setTimeout(resolve, 500));
  if (!isEnding) console.error(`The companion ended by itself (${code === null ? 'by a signal' : `code ${code}`}).`);
  return 1;
}

/**
 * The tour brings a sandbox of its own for each language, so that one does not spend the other's play money.
 * @param {string} chromium
 * @returns {Promise<number>}
 */
async function tour(chromium) {
  const file = join(root, 'test', 'tour', 'tour.ts');
  if (!existsSync(file)) throw userError({ what: 'The tour is missing.', why: [file], todo: ['Restore that file.'] });
  const env = envWithNode26({
    ...process.env,
    TOLLKEEPER_CHROMIUM: chromium,
  });
  return exitCodeOf(await run('node', [file], { env, onStart: track }));
}

/** @param {import('node:child_process').ChildProcess} child */
async function end(child) {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await endTree(child.pid);
}

/** @param {string} origin */
function thingsToTry(origin) {
  return `
What to try in the window that opens:
  1. Click Tollkeeper's icon and "Watch this site": the page is loaded again.
     Then open the console once, so that its balance is read along:
     ${origin}/console
  2. Back on the Playground, type a message: a line shows what it will cost and
     how often the balance suffices. Enter sends it.
  3. Tab "Enrich": 25 records cost 450 credits, you have 392. Press Enrich and
     choose "Send 21 now" on the card.
  4. On the Console choose the scenario "depleted", then send a message: the card
     says whose balance is short. Add credit on the Console in a second tab and go
     back: the card has noticed. "Send now", and the answer arrives in the chat.
  5. Click Tollkeeper's icon again: balance, today's spend, the last calls.
Ctrl-C or closing the window ends everything.
`;
}
