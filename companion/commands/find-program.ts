import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Where programs are looked for, and what they are called there. */
interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly path: string | undefined;
}

/**
 * The whole path of a program: of a path seen from here, or of a name in the folders of `PATH`. Null: there is none that could be
 * started without a shell.
 */
export function findProgram(
  name: string,
  { platform, path = '' }: Surroundings = { platform: process.platform, path: process.env.PATH },
): string | null {
  const isPath = name.includes('/') || (platform === 'win32' && name.includes('\\'));
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const places = isPath ? [resolve(name)] : folders.map((folder) => join(folder, name));
  // Windows starts `pay.exe` as `pay`; a script of its shell (`pay.cmd`) it does not start without that shell.
  const endings = platform === 'win32' ? ['', '.exe', '.com'] : [''];
  return (
    places.flatMap((place) => endings.map((ending) => place + ending)).find((file) => runs(file, platform)) ?? null
  );
}

function runs(file: string, platform: NodeJS.Platform): boolean {
  if (platform === 'win32' && !/\.(exe|com)$/i.test(file)) return false;
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
