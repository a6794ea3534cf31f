import browser from 'webextension-polyfill';
import type { RepeatsView } from '../domain/dashboard.ts';
import { REPEATS_ASK_MAX } from '../domain/waste.ts';

/** Apart from the settings: those are read by every bridge, this by the background only. */
export const REPEAT_ENTRY = 'repeatLimit';
/** Pages that are remembered at most. */
const PAGES_MAX = 200;
/** The longest day, ms. What would hold for longer was said while the clock was ahead. */
const QUIET_MS_MAX = 25 * 60 * 60 * 1000;

/** When somebody wants to be asked about the same request again. */
export interface RepeatLimit {
  /** Above so many in ten minutes; null: never. */
  readonly above: number | null;
  /** Until when pages are left alone, epoch ms, by origin. */
  readonly quiet: Readonly<Record<string, number>>;
}

/** What holds now; whatever is missing or malformed is as if it was never set. */
export async function readRepeatLimit(): Promise<RepeatLimit> {
  const { [REPEAT_ENTRY]: stored } = await browser.storage.local.get(REPEAT_ENTRY);
  const { above, quiet } = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const pages = typeof quiet === 'object' && quiet !== null ? Object.entries(quiet) : [];
  return {
    above: isLimit(above) ? above : null,
    quiet: Object.fromEntries(pages.filter((page): page is [string, number] => typeof page[1] === 'number')),
  };
}

/** How the settings show it. */
export async function readRepeatsView(now: number): Promise<RepeatsView> {
  const { above, quiet } = await readRepeatLimit();
  return { above, quietPages: Object.values(quiet).filter((until) => isQuiet(until, now)).length };
}

/** Whether this number can be asked above. */
function isLimit(above: unknown): above is number {
  return typeof above === 'number' && Number.isInteger(above) && above >= 1 && above <= REPEATS_ASK_MAX;
}

/** Above how many equal requests to ask; null: never. Pages that were to be left alone are asked about again. */
export async function writeRepeatLimit(above: number | null): Promise<void> {
  await browser.storage.local.set({ [REPEAT_ENTRY]: { above: isLimit(above) ? above : null, quiet: {} } });
}

/** "Don't ask here again today": until this time, epoch ms. */
export async function quietPage(origin: string, until: number, now: number): Promise<void> {
  const { above, quiet } = await readRepeatLimit();
  const others = Object.entries(quiet).filter(([page, end]) => page !== origin && isQuiet(end, now));
  const pages = Object.fromEntries([...others, [origin, until] as const].slice(-PAGES_MAX));
  await browser.storage.local.set({ [REPEAT_ENTRY]: { above, quiet: pages } });
}

/** Above how many this page's equal requests are asked about now; null: not at all. */
export function askAboveOn(origin: string, { above, quiet }: RepeatLimit, now: number): number | null {
  const until = Object.hasOwn(quiet, origin) ? (quiet[origin] ?? 0) : 0;
  return isQuiet(until, now) ? null : above;
}

function isQuiet(until: number, now: number): boolean {
  return until > now && until - now <= QUIET_MS_MAX;
}
