import type { CompanionView } from '../../lib/domain/dashboard.ts';
import type { DashboardSource } from '../../lib/ui/dashboard-source.ts';
import { nano } from '../domain/explain-examples.ts';

const ADDRESS = 'http://127.0.0.1:4117';
const PROBLEMS = ['unreachable', 'unknown-here', 'no-permission', 'strange-answer'] as const;

/** Paired by a click: then the screen shows it so. */
let isPairedNow = false;

/** Not paired; paired, as it is as a rule (`full`); or with one of the problems (`companion:<problem>`). */
export function galleryCompanion(state: string): CompanionView {
  const problem = PROBLEMS.find((one) => state === `companion:${one}`) ?? null;
  if (problem === null && state !== 'full' && !isPairedNow) return { isPaired: false, address: ADDRESS };
  const over = [{ budget: 'daily', unit: 'USD', cap: nano('5'), over: nano('0.2') }];
  return {
    ...{ isPaired: true, address: ADDRESS, name: 'b-3f92c1d07a5e', syncedAt: new Date().setHours(9, 30, 12, 0) },
    ...{
      waiting: problem === null ? 0 : 12,
      problem,
      notTaken: problem === 'strange-answer' ? 2 : 0,
      over: problem === null ? over : [],
    },
  };
}

/** What is set off is logged. */
export function galleryCompanionDeeds(
  log: (kind: string) => (value: unknown) => void,
): Pick<DashboardSource, 'pairCompanion' | 'unpairCompanion' | 'syncCompanion'> {
  return {
    pairCompanion: async (address, code) => {
      log('pair')([address, code]);
      if (!address.startsWith('http')) return 'bad-address';
      if (code === '') return 'wrong';
      isPairedNow = true;
      return 'paired';
    },
    unpairCompanion: async () => {
      log('unpair')(null);
      isPairedNow = false;
    },
    syncCompanion: async () => log('sync')(null),
  };
}
