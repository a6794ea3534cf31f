import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { speak } from '../terminal/speak.ts';
import { createUserError } from './user-error.ts';

/** Writes a file whole or not at all: what was there before stays until then. `todo`: what to do where it cannot be written. */
export function writeFile(path: string, text: string, todo: string): void {
  const part = `${path}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw createUserError({
      what: speak('any.couldNotBeWritten', { what: path }),
      why: speak('any.theSystemSays', { what: code }),
      todo,
    });
  }
}
