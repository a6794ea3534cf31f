import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, sep } from 'node:path';

/** Whether a program of this name can be started: a path to it, or a name that the folders of `PATH` are searched for. */
export function isProgram(
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (isAbsolute(name) || name.includes('/') || name.includes(sep))
    return endings(environment).some((end) => runs(name + end));
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => endings(environment).some((end) => runs(join(folder, name + end))));
}

/** Windows starts `pay` where there is a `pay.exe`. */
function endings({ PATHEXT }: Readonly<Record<string, string | undefined>>): readonly string[] {
  return process.platform === 'win32' ? ['', ...(PATHEXT ?? '.EXE;.CMD').split(';')] : [''];
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
