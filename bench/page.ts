import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { within } from '../test/e2e/support/bounded.ts';
import type { BrowserKind } from '../test/e2e/support/driver.ts';
import { measureFetchCost } from './page/fetch-cost.ts';
import type { FigureId, Reading, Results } from './page/figures.ts';
import { type Lab, openLab } from './page/lab.ts';
import { type Counts, type Options, readOptions } from './page/options.ts';
import { measurePageCost } from './page/page-cost.ts';
import { measurePopup } from './page/popup-time.ts';
import { measureRelease } from './page/release-time.ts';
import { type Circumstances, toJson, toTable } from './page/report.ts';
import { measureSizes } from './page/sizes.ts';
import { measureStreams } from './page/stream-cost.ts';

/*
 * `npm run bench -- page`: what the extension costs a page. A missed target is printed and is no failure; the exit code
 * is 1 only when something could not be measured.
 */

const OUTPUT = '.output/bench/page.json';
const RUN_MS_MAX = 360_000;

type Measure = (lab: Lab, counts: Counts) => Promise<readonly (readonly [FigureId, Reading])[]>;

/** In this order: the popup is measured with the ledger that the release has filled. */
const measures: Readonly<Record<string, Measure>> = {
  'page cost': measurePageCost,
  fetch: measureFetchCost,
  streams: measureStreams,
  release: measureRelease,
  popup: measurePopup,
  sizes: async ({ kind }) => measureSizes(kind),
};

try {
  process.exitCode = await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(textOf(error));
  process.exitCode = 1;
}
// What hangs after the time is up must not keep the process; browsers that were started die with it.
process.exit();

/** Prints what was measured, all of it or not; 1 when something could not be. */
async function main({ browsers, counts, isJson, isQuick }: Options): Promise<number> {
  const run: Run = { results: new Map(), versions: {}, failures: [] };
  const loadBefore = loadavg()[0] ?? Number.NaN;
  try {
    await within(RUN_MS_MAX, 'the whole bench', measureBrowsers(browsers, counts, run));
  } catch (error) {
    run.failures.push(textOf(error));
  }
  const [cpu] = cpus();
  const machine = { at: new Date().toISOString(), cpu: cpu?.model ?? 'unknown', cores: cpus().length };
  const loads = { loadBefore, loadAfter: loadavg()[0] ?? Number.NaN };
  report(run.results, { ...machine, ...loads, versions: run.versions, isQuick }, isJson);
  for (const failure of run.failures) console.error(failure);
  return run.failures.length === 0 ? 0 : 1;
}

interface Run {
  readonly results: Map<BrowserKind, Map<FigureId, Reading>>;
  readonly versions: Partial<Record<BrowserKind, string>>;
  readonly failures: string[];
}

async function measureBrowsers(browsers: readonly BrowserKind[], counts: Counts, run: Run): Promise<void> {
  for (const kind of browsers) {
    const readings = new Map<FigureId, Reading>();
    run.results.set(kind, readings);
    const lab = await openLab(kind);
    try {
      run.versions[kind] = lab.browser.version;
      for (const name of Object.keys(measures)) {
        const failure = await measureOne(name, lab, counts, readings);
        if (failure !== null) run.failures.push(failure);
      }
    } finally {
      await lab.close();
    }
  }
}

/** A figure that cannot be had must not cost the others: resolves to why it cannot. */
async function measureOne(
  name: string,
  lab: Lab,
  counts: Counts,
  readings: Map<FigureId, Reading>,
): Promise<string | null> {
  const startMs = performance.now();
  try {
    for (const [id, reading] of (await measures[name]?.(lab, counts)) ?? []) readings.set(id, reading);
    console.error(`${lab.kind}: ${name} measured in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
    return null;
  } catch (error) {
    return `${lab.kind}: ${name} could not be measured: ${textOf(error)}`;
  }
}

function report(results: Results, circumstances: Circumstances, isJson: boolean): void {
  const json = toJson(results, circumstances);
  mkdirSync(dirname(OUTPUT), { recursive: true });
  writeFileSync(OUTPUT, json);
  console.log(isJson ? json : toTable(results, circumstances));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
