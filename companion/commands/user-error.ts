/** A failure the user can put right: not a bug, so no stack is shown. */
export interface UserError extends Error {
  readonly name: 'UserError';
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  readonly exitCode: number;
}

/** Makes a user error; `exitCode` is 2 for a command line that was not understood, 1 for everything else. */
export function createUserError(
  parts: { what: string; why: string; todo: string; exitCode?: number },
  options: ErrorOptions = {},
): UserError {
  const { what, why, todo, exitCode = 1 } = parts;
  return Object.assign(new Error(`${what} ${why} ${todo}`, options), {
    name: 'UserError' as const,
    what,
    why,
    todo,
    exitCode,
  });
}

/** Whether something thrown is meant for the user. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError';
}

/** What happened, why, and what to do, one line each. */
export function writeUserError(error: UserError): string {
  return `${error.what}\n  Why: ${error.why}\n  What to do: ${error.todo}`;
}
