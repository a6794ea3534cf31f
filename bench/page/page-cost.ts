import type { LoadCost } from './chromium-lab.ts';
import type { FigureId, Reading } from './figures.ts';
import type { Host, Lab } from './lab.ts';
import type { Counts } from './options.ts';
import { exactly, medianOf, notMeasured } from './readings.ts';
import { median, pairwise } from './statistics.ts';

const BYTES_PER_MB = 1_000_000;
const NO_DEVTOOLS = 'Firefox has no counterpart of Performance.getMetrics that is limited to one document';

interface FirstScript {
  /** From the navigation's first byte to the page's first script, ms. */
  readonly delayMs: number;
}

/**
 * Loads the same page on a watched host and on one without any script of ours, in turn, each load in a renderer of its
 * own. The unwatched host is "no extension": nothing of ours is registered for it.
 */
export async function measurePageCost(lab: Lab, { loads }: Counts): Promise<readonly (readonly [FigureId, Reading])[]> {
  const firsts: Record<Host, number[]> = { watched: [], plain: [] };
  const costs: Record<Host, LoadCost[]> = { watched: [], plain: [] };
  // The first loads fill caches of the browser itself.
  for (let index = -1; index < loads; index++) {
    for (const host of index % 2 === 0 ? (['watched', 'plain'] as const) : (['plain', 'watched'] as const)) {
      const cost = await lab.probe?.load(lab.url(host, '/page'));
      const first = await measureFirstScript(lab, host);
      if (index < 0) continue;
      if (cost) costs[host].push(cost);
      firsts[host].push(first.delayMs);
    }
  }
  return [
    ...(lab.probe ? costFigures(costs) : missingFigures()),
    ['page-first-script', medianOf(pairwise(firsts.watched, firsts.plain, (ours, theirs) => ours - theirs))],
  ];
}

function costFigures(costs: Readonly<Record<Host, readonly LoadCost[]>>): readonly (readonly [FigureId, Reading])[] {
  const added = (read: (cost: LoadCost) => number, note: (theirs: number) => string): Reading => {
    const theirs = costs.plain.map(read);
    // Each against the median of the others: a pair of loads shares nothing.
    const usual = median(theirs);
    return medianOf(
      costs.watched.map((cost) => read(cost) - usual),
      note(usual),
    );
  };
  const longTasks = (host: Host): number => costs[host].reduce((sum, cost) => sum + cost.longTasks, 0);
  return [
    [
      'page-script',
      added(
        ({ scriptMs }) => scriptMs,
        (ms) => `without: ${ms.toFixed(1)} ms`,
      ),
    ],
    [
      'page-task',
      added(
        ({ taskMs }) => taskMs,
        (ms) => `without: ${ms.toFixed(1)} ms`,
      ),
    ],
    [
      'page-long-tasks',
      exactly(
        Math.max(0, longTasks('watched') - longTasks('plain')),
        'count',
        costs.watched.length,
        `${longTasks('watched')} with, ${longTasks('plain')} without, over all loads`,
      ),
    ],
    [
      'page-heap',
      added(
        ({ heapBytes }) => heapBytes / BYTES_PER_MB,
        (megabytes) => `without: ${megabytes.toFixed(2)} MB`,
      ),
    ],
  ];
}

function missingFigures(): readonly (readonly [FigureId, Reading])[] {
  return [
    ['page-script', notMeasured(NO_DEVTOOLS)],
    ['page-task', notMeasured(NO_DEVTOOLS)],
    ['page-long-tasks', notMeasured('Firefox has no longtask entries in PerformanceObserver')],
    ['page-heap', notMeasured(NO_DEVTOOLS)],
  ];
}

/** What tap and bridge take before any script of the page has run; both browsers can tell this. */
async function measureFirstScript(lab: Lab, host: Host): Promise<FirstScript> {
  const page = await lab.browser.newPage();
  try {
    await page.goto(lab.url(host, '/page'));
    return await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      const { benchFirstScriptMs } = globalThis as unknown as { readonly benchFirstScriptMs: number };
      return { delayMs: benchFirstScriptMs - (navigation?.responseStart ?? Number.NaN) };
    });
  } finally {
    await page.close();
  }
}
