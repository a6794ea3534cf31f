import { speak } from '../terminal/speak.ts';

/** A failure the user can put right: not a bug, so no stack is shown. */
export interface UserError extends Error {
  readonly name: 'UserError';
  /** Where a caller does something else about it. */
  readonly kind?: 'not-running' | 'said-no';
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  readonly exitCode: number;
}

/** Makes a user error; `exitCode` is 2 for a command line that was not understood, 1 for everything else. */
export function createUserError(
  parts: Pick<UserError, 'what' | 'why' | 'todo' | 'kind'> & { readonly exitCode?: number },
  options: ErrorOptions = {},
): UserError {
  const { what, why, todo, kind, exitCode = 1 } = parts;
  return Object.assign(new Error(`${what} ${why} ${todo}`, options), {
    name: 'UserError' as const,
    what,
    why,
    todo,
    exitCode,
    ...(kind && { kind }),
  });
}

/** Whether something thrown is meant for the user. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError';
}

/** What happened, why, and what to do, one line each. */
export function writeUserError(error: UserError): string {
  return speak('userError.whyWhatToDo', { what: error.what, why: error.why, todo: error.todo });
}
