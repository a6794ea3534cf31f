import { type Daemon, readDaemon } from '../api/daemon-file.ts';
import { dataFolder } from '../data-folder.ts';
import { sendJson } from './send-json.ts';
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
  const { status, text } = await sendJson(daemon, {
    ...{ method, path: `/api/v1${path}`, waitMsMax: timeoutMs },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw notRunning('It listened before, and does not answer now.', error);
  });
  const answer = readJson(text);
  if (status === 200) return answer as T;
  throw saidNo(status, answer.detail);
}

/** What is thrown where the companion does not do what it is asked. */
export function saidNo(status: number, detail = `It answered with ${status}.`): Error {
  return createUserError({ what: 'The companion said no.', why: detail, todo: 'Put that right and try again.' });
}

/** An answer, as far as it is one. */
export function readJson(text: string): { readonly detail?: string } {
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

/** What is thrown where nobody answers. */
export function notRunning(why: string, cause?: unknown): Error {
  return createUserError(
    { what: NOT_RUNNING, why, todo: 'Start it with "tollkeeper up", in a terminal of its own.' },
    { cause },
  );
}
