import { setTimeout as pause } from 'node:timers/promises';
import type { LabBrowser } from '../page/lab.ts';
import { median } from '../page/statistics.ts';
import { WAIT_FOR_SHOWN, watchFor } from '../page/watch-shown.ts';

const OPENINGS = 7;
const BETWEEN_MS = 200;
const WAIT_MS_MAX = 60_000;

/**
 * From the start of the navigation until a frame with what was waited for was handed over for painting, the median for each browser,
 * ms; in turns, so that a busy machine is as busy for all of them.
 */
export async function timeOpenings(
  browsers: readonly LabBrowser[],
  path: string,
  isThere: string,
): Promise<readonly number[]> {
  const times: number[][] = browsers.map(() => []);
  for (let index = -1; index < OPENINGS; index++) {
    const turn = [...browsers.entries()];
    for (const [at, browser] of index % 2 === 0 ? turn : turn.reverse()) {
      const tookMs = await openOnce(browser, path, isThere);
      if (index >= 0) times[at]?.push(tookMs);
      await pause(BETWEEN_MS);
    }
  }
  return times.map(median);
}

async function openOnce(browser: LabBrowser, path: string, isThere: string): Promise<number> {
  const page = await browser.newPage();
  try {
    await page.evaluateOnNewDocument(watchFor(isThere));
    await page.goto(`${browser.extensionOrigin}/${path}`);
    return await page.evaluateWithin<number>(WAIT_MS_MAX, WAIT_FOR_SHOWN);
  } finally {
    await page.close();
  }
}

export const CALLS_SHOWN = "document.querySelector('.call-line:not(.is-away)') !== null";
export const OVERVIEW_SHOWN = "document.querySelector('.overview .amount, .overview li') !== null";

/** A way of narrowing the list, by the place of its field on the screen. */
export interface Narrowing {
  readonly name: string;
  readonly kind: 'select' | 'input';
  readonly field: number;
  /** Null: the last choice there is. */
  readonly value: string;
}

export const NARROWINGS: readonly Narrowing[] = [
  { name: 'provider', kind: 'select', field: 0, value: 'deepseek' },
  { name: 'account', kind: 'select', field: 1, value: 'openrouter:acc_1' },
  { name: 'model', kind: 'select', field: 2, value: 'gpt-4.1' },
  { name: 'rare model', kind: 'select', field: 2, value: 'rare-model' },
  { name: 'refused', kind: 'select', field: 3, value: 'refusal' },
  { name: 'unchecked', kind: 'select', field: 3, value: 'unreviewed' },
];

/** From the choice until a frame with the first call that fits was handed over, and until the page is full; medians, ms. */
export async function timeFilters(
  browser: LabBrowser,
  days: { readonly day: string },
): Promise<Readonly<Record<string, { readonly firstMs: number; readonly fullMs: number }>>> {
  const page = await browser.newPage();
  const all: readonly Narrowing[] = [...NARROWINGS, { name: 'days', kind: 'input', field: 2, value: days.day }];
  try {
    await page.goto(`${browser.extensionOrigin}/dashboard.html#calls`);
    await page.waitFor("document.querySelectorAll('.call-line:not(.is-away)').length >= 5", { timeoutMs: WAIT_MS_MAX });
    await page.waitFor(
      "document.querySelectorAll('search select').length >= 4 && document.querySelectorAll('search option').length > 12",
    );
    const found: Record<string, { firstMs: number; fullMs: number }> = {};
    for (const narrowing of all) {
      const [first, full]: number[][] = [[], []];
      for (let turn = 0; turn < 5; turn++) {
        const took = await page.evaluateWithin<{ firstMs: number; fullMs: number }, [Narrowing]>(
          WAIT_MS_MAX,
          chooseAndWait as never,
          narrowing,
        );
        first?.push(took.firstMs);
        full?.push(took.fullMs);
        await page.evaluateWithin(WAIT_MS_MAX, chooseAndWait as never, { ...narrowing, value: '' } as never);
      }
      found[narrowing.name] = { firstMs: median(first ?? []), fullMs: median(full ?? []) };
    }
    return found;
  } finally {
    await page.close();
  }
}

/** Runs in the dashboard: sent as source, so it sees nothing of this file. */
async function chooseAndWait({ name, kind, field, value }: Narrowing): Promise<{ firstMs: number; fullMs: number }> {
  const fields = document.querySelectorAll<HTMLInputElement>(`search ${kind}`);
  // The last day is the last input, whatever stands before it.
  const chosen = kind === 'input' ? fields[fields.length - 1] : fields[field];
  if (chosen === undefined) throw new Error(`there is no field for ${name}`);
  const own = kind === 'input' ? HTMLInputElement.prototype : HTMLSelectElement.prototype;
  // As the screen says it in English: it goes on as long as a page is not full.
  const isDone = (): boolean =>
    /^(The|\d|$)/.test(document.querySelector('.list-head [role=status]')?.textContent ?? '');
  const painted = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
      });
    });
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      if (isSo()) return resolve();
      const observer = new MutationObserver(() => {
        if (!isSo()) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(document, { childList: true, characterData: true, subtree: true });
    });
  const startedAt = performance.now();
  Object.getOwnPropertyDescriptor(own, 'value')?.set?.call(chosen, value);
  if (chosen.value !== value) throw new Error(`${name} cannot be chosen: ${value}`);
  chosen.dispatchEvent(new Event(kind === 'input' ? 'input' : 'change', { bubbles: true }));
  await until(() => document.querySelector('.call-line:not(.is-away)') === null);
  await until(() => document.querySelector('.call-line:not(.is-away), .nothing') !== null);
  const firstMs = (await painted()) - startedAt;
  await until(isDone);
  const fullMs = (await painted()) - startedAt;
  return { firstMs, fullMs };
}
