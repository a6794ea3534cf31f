import { createUserError } from '../commands/user-error.ts';
import { speak } from '../terminal/speak.ts';

/** Levels of a log, the one that says most first. `info` has a line for each call, `warn` only those that went wrong. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where a log goes. */
export interface LogOptions {
  /** `stderr`, or a file's path. */
  readonly to: string;
  readonly level: LogLevel;
}

/**
 * What was said about a log: options first, then TOLLKEEPER_LOG and TOLLKEEPER_LOG_LEVEL. Null: none is kept.
 * @throws a user error for a level that is none
 */
export function readLogOptions(
  given: { readonly log?: string | boolean | undefined; readonly level?: string | boolean | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): LogOptions | null {
  const to = textOf(given.log) ?? textOf(environment.TOLLKEEPER_LOG);
  const level = textOf(given.level) ?? textOf(environment.TOLLKEEPER_LOG_LEVEL) ?? 'info';
  const found = LOG_LEVELS.find((one) => one === level);
  if (found === undefined) {
    throw createUserError({
      what: speak('logOptions.isNoLevelOfA', { level }),
      why: speak('any.theyAre', { what: LOG_LEVELS.join(', ') }),
      todo: speak('logOptions.correctLogLevelOrTollkeeper'),
      exitCode: 2,
    });
  }
  return to === null ? null : { to, level: found };
}

function textOf(value: string | boolean | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
