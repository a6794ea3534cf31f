// @ts-check
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { envWithNode26 } from '../run.mjs';
import { node26, root } from './paths.mjs';
import { tail, userError } from './text.mjs';

const startMsMax = 30_000;

/**
 * The sandbox's address in what `tollkeeper sandbox --json` prints.
 * @param {string} line
 * @returns {string | null} such as "http://127.0.0.1:4118"; null: the line is something else
 */
export function readOrigin(line) {
  try {
    const { origin } = JSON.parse(line);
    return typeof origin === 'string' && /^http:\/\/127\.0\.0\.1:\d+$/.test(origin) ? origin : null;
  } catch {
    return null;
  }
}

/**
 * Starts the companion and waits until it has said where its sandbox listens; a taken port is the companion's to
 * survive. Throws a message for the user when it ends or stays silent instead; it is ended then.
 * @param {(child: import('node:child_process').ChildProcess) => void} onStart called at once, so that it can be ended
 * @returns {Promise<{ origin: string, hasEnded: Promise<number | null> }>} `hasEnded`: with its exit code
 */
export async function startCompanion(onStart) {
  const child = spawn(node26, [join(root, 'companion', 'cli.ts'), 'sandbox', '--json'], {
    cwd: root,
    env: envWithNode26(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onStart(child);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000);
  });
  /** @type {Promise<number | null>} */
  const hasEnded = new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  const origin = await firstOrigin(child.stdout, hasEnded);
  if (origin !== null) return { origin, hasEnded };
  child.kill();
  throw userError({
    what: 'The sandbox did not start.',
    why: [said.trim() === '' ? 'It said nothing.' : `It said: ${tail(said, 6)}`],
    todo: ['Run it alone to see more:', '$ npm run -s tollkeeper -- sandbox'],
  });
}

/**
 * @param {import('node:stream').Readable} stdout
 * @param {Promise<unknown>} hasEnded
 * @returns {Promise<string | null>}
 */
function firstOrigin(stdout, hasEnded) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), startMsMax);
    const answer = (/** @type {string | null} */ origin) => {
      clearTimeout(timer);
      resolve(origin);
    };
    createInterface({ input: stdout }).on('line', (line) => {
      const origin = readOrigin(line);
      if (origin !== null) answer(origin);
    });
    hasEnded.then(() => answer(null));
  });
}
