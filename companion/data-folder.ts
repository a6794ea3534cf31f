import { homedir } from 'node:os';
import { join } from 'node:path';

/** Variables and platform that say where things lie; the process's own in the program. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Where this process runs. */
export function ownSurroundings(): Surroundings {
  return { platform: process.platform, environment: process.env, home: homedir() };
}

/**
 * The folder of the companion's own data: `TOLLKEEPER_HOME`, else where the platform keeps such (XDG base directories,
 * Application Support, LocalAppData).
 */
export function dataFolder({ platform, environment, home }: Surroundings = ownSurroundings()): string {
  const own = environment.TOLLKEEPER_HOME;
  if (own !== undefined && own !== '') return own;
  if (platform === 'win32') {
    return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Tollkeeper');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Tollkeeper');
  const data = environment.XDG_DATA_HOME;
  // The specification has relative paths ignored.
  return join(data?.startsWith('/') ? data : join(home, '.local', 'share'), 'tollkeeper');
}
