import { FOLDER_PROBLEMS, type FolderView } from '../../lib/domain/folder-view.ts';
import type { DashboardSource } from '../../lib/ui/dashboard-source.ts';

const ADDRESS = 'https://cloud.example/remote.php/dav/files/anna/Documents/';

/** Switched on by a click: then the screen shows it so. */
let isOnNow = false;

/** Off; on, as it is as a rule (`full`); or with one of the problems (`folder:<problem>`). */
export function galleryFolder(state: string): FolderView {
  const problem = FOLDER_PROBLEMS.find((one) => state === `folder:${one}`) ?? null;
  if (problem === null && state !== 'full' && !isOnNow) return { isOn: false, address: '', user: '' };
  const at = (hour: number, minute: number): number => new Date().setHours(hour, minute, 12, 0);
  return {
    ...{ isOn: true, address: ADDRESS, user: 'anna', self: 'b-3f92c1d07a5e', others: problem === 'login' ? 0 : 2 },
    ...{ syncedAt: at(9, 30), nextAt: at(9, 45), waiting: problem === null ? 0 : 12 },
    came: problem === null ? { calls: 41, at: at(9, 15) } : null,
    problem: problem && { kind: problem, detail: problem === 'status' ? '503' : '' },
    ...{ damaged: problem === 'status' ? 2 : 0, notTaken: problem === 'newer' ? 3 : 0 },
  };
}

/** What is set off is logged. */
export function galleryFolderDeeds(
  log: (kind: string) => (value: unknown) => void,
): Pick<DashboardSource, 'switchFolderOn' | 'switchFolderOff' | 'syncFolder'> {
  return {
    switchFolderOn: async (typed) => {
      log('folderOn')(typed);
      if (!typed.address.startsWith('https:')) return 'bad-address';
      if (typed.passphrase.length < 10) return 'short-passphrase';
      isOnNow = true;
      return 'on';
    },
    switchFolderOff: async (withFiles) => {
      log('folderOff')(withFiles);
      isOnNow = false;
      return true;
    },
    syncFolder: async () => log('folderSync')(null),
  };
}
