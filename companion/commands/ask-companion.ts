import { type Daemon, readDaemon } from '../api/daemon-file.ts';
import { dataFolder } from '../data-folder.ts';
import { sayReason } from '../terminal/say-reason.ts';
import { speak } from '../terminal/speak.ts';
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
    throw notRunning(speak('any.itListenedBeforeAndDoes'), error);
  });
  const answer = readJson(text);
  if (status === 200) return answer as T;
  throw saidNo(status, answer.detail);
}

/** What is thrown where the companion does not do what it is asked. */
export function saidNo(status: number, detail = speak('askCompanion.itAnsweredWith', { status })): Error {
  return createUserError({
    kind: 'said-no',
    what: speak('askCompanion.theCompanionSaidNo'),
    why: sayReason(detail),
    todo: speak('askCompanion.putThatRightAndTry'),
  });
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
  throw notRunning(speak('askCompanion.noCompanionWasStartedFor'));
}

/** Whether something thrown says that no companion runs. */
export function isNotRunning(error: unknown): boolean {
  return isUserError(error) && error.kind === 'not-running';
}

/** What is thrown where nobody answers. */
export function notRunning(why: string, cause?: unknown): Error {
  return createUserError(
    {
      kind: 'not-running',
      what: speak('askCompanion.theCompanionDoesNotRun'),
      why,
      todo: speak('askCompanion.startItWithTollkeeperUp'),
    },
    { cause },
  );
}
