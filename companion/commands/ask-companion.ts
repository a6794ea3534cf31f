import { type IncomingMessage, request } from 'node:http';
import { type Daemon, readDaemon } from '../api/daemon-file.ts';
import { dataFolder } from '../data-folder.ts';
import { createUserError, isUserError } from './user-error.ts';

/** What is asked of the companion that runs. */
export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, with its query. */
  readonly path: string;
  readonly body?: object;
  /** Longer is not waited for. Absent: 10 s. */
  readonly timeoutMs?: number;
}

const ASK_MS_MAX = 10_000;
const NOT_RUNNING = 'The companion does not run.';

/** Asks the companion of this user's data folder. Throws a user error where none runs, or it says no. */
export async function askCompanion<T>(
  { method = 'GET', path, body, timeoutMs = ASK_MS_MAX }: Asked,
  folder = dataFolder(),
): Promise<T> {
  const daemon = runningDaemon(folder);
  const { status, text } = await send(daemon, { method, path, timeoutMs, ...(body && { body }) })
    .then(readText)
    .catch((error: unknown) => {
      throw notRunning('It listened before, and does not answer now.', error);
    });
  const answer = readJson(text);
  if (status === 200) return answer as T;
  throw saidNo(status, answer.detail);
}

/** Asks for what comes piece by piece, with whatever it says behind it. Throws a user error as {@link askCompanion} does. */
export async function openAnswer(path: string, folder = dataFolder()): Promise<IncomingMessage> {
  const response = await send(runningDaemon(folder), { path }).catch((error: unknown) => {
    throw notRunning('It listened before, and does not answer now.', error);
  });
  if (response.statusCode === 200) return response;
  const { status, text } = await readText(response);
  throw saidNo(status, readJson(text).detail);
}

function saidNo(status: number, detail = `It answered with ${status}.`): Error {
  return createUserError({ what: 'The companion said no.', why: detail, todo: 'Put that right and try again.' });
}

/** Over `node:http`: loading what `fetch` needs takes longer than the whole question. */
function send(
  { origin, apiToken }: Daemon,
  { method = 'GET', path, body, timeoutMs = ASK_MS_MAX }: Asked,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' };
    const asking = request(`${origin}/api/v1${path}`, { method, headers, timeout: timeoutMs }, resolve);
    asking.once('timeout', () => asking.destroy(new Error('timeout')));
    asking.once('error', reject);
    asking.end(body && JSON.stringify(body));
  });
}

function readText(response: IncomingMessage): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    let text = '';
    response.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    response.once('error', reject);
  });
}

function readJson(text: string): { readonly detail?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Where the companion listens. Throws a user error where none was started. */
export function runningDaemon(folder = dataFolder()): Daemon {
  const daemon = readDaemon(folder);
  if (daemon !== null) return daemon;
  throw notRunning('No companion was started for this data folder.');
}

/** Whether something thrown says that no companion runs. */
export function isNotRunning(error: unknown): boolean {
  return isUserError(error) && error.what === NOT_RUNNING;
}

function notRunning(why: string, cause?: unknown): Error {
  return createUserError(
    { what: NOT_RUNNING, why, todo: 'Start it with "tollkeeper up", in a terminal of its own.' },
    { cause },
  );
}
