import type { FolderChoice } from '../../lib/domain/folder-view.ts';
import { switchFolderOn } from '../../lib/webext/choose-folder.ts';
import { Database } from '../../lib/webext/database.ts';
import { openFolder } from '../../lib/webext/folder-client.ts';
import { readPlace } from '../../lib/webext/folder-rows.ts';
import { FOLDER_LOCK } from '../../lib/webext/follow-folder.ts';
import { syncFolder } from '../../lib/webext/sync-folder.ts';
import type { DavServer } from '../servers/webdav.ts';
import { seen } from './fake-browser.ts';

export const PASSPHRASE = 'correct horse 电池';
/** Keys are made of it in the tests' time, not in a person's. */
const ITERATIONS = 2;
/** No answer takes as long on this machine, however busy it is; one that never comes is not waited for longer. */
const TIMES = { listMs: 5_000, fileMs: 5_000 };

/** One browser: a ledger and settings of its own. */
export interface TestBrowser {
  readonly database: Database;
  /** Does something as this browser: its settings are those that are read. */
  readonly as: <T>(work: () => Promise<T>) => Promise<T>;
  readonly switchOn: (change?: {
    passphrase?: string;
    again?: string;
    address?: string;
    password?: string;
  }) => Promise<FolderChoice>;
  /** Exchanges. @returns how many calls came. */
  readonly sync: (what?: 'all' | 'send', times?: typeof TIMES) => Promise<number>;
  readonly close: () => Promise<void>;
}

let number = 0;

/** Opens a browser that knows nothing yet. */
export function openBrowser(server: DavServer): TestBrowser {
  number += 1;
  const database = new Database(`folder-${number}`);
  const stored: Record<string, unknown> = {};
  const as = async <T>(work: () => Promise<T>): Promise<T> => {
    seen.stored = stored;
    return work();
  };
  return {
    database,
    as,
    switchOn: ({ passphrase = PASSPHRASE, again = passphrase, address = server.address, password } = {}) =>
      as(() => {
        const typed = { address, user: server.user, password: password ?? server.password, passphrase, again };
        return switchFolderOn(database, typed, ITERATIONS).then(async (choice) => {
          // Behind the one that it has begun itself.
          await navigator.locks.request(FOLDER_LOCK, () => undefined);
          return choice;
        });
      }),
    sync: (what = 'all', times = TIMES) =>
      as(async () => {
        const place = await readPlace(database);
        if (place === null) throw new Error('it is off');
        return syncFolder(database, openFolder(place, times), { what, now: Date.now });
      }),
    close: async () => {
      await database.delete();
    },
  };
}
