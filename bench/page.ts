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
  const options = readOptions(process.argv.slice(2));
  await within(RUN_MS_MAX, 'the whole bench', run(options));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Browsers that were started die with this process.
  process.exit(1);
}

async function run({ browsers, counts, isJson, isQuick }: Options): Promise<void> {
  const loadBefore = loadavg()[0] ?? Number.NaN;
  const results = new Map<BrowserKind, ReadonlyMap<FigureId, Reading>>();
  const versions: Partial<Record<BrowserKind, string>> = {};
  for (const kind of browsers) {
    const lab = await openLab(kind);
    try {
      versions[kind] = lab.browser.version;
      results.set(kind, await measureAll(lab, counts));
    } finally {
      await lab.close();
    }
  }
  const [cpu] = cpus();
  const machine = { at: new Date().toISOString(), cpu: cpu?.model ?? 'unknown', cores: cpus().length };
  report(results, { ...machine, loadBefore, versions, isQuick }, isJson);
}

async function measureAll(lab: Lab, counts: Counts): Promise<ReadonlyMap<FigureId, Reading>> {
  const readings = new Map<FigureId, Reading>();
  for (const [name, measure] of Object.entries(measures)) {
    const startMs = performance.now();
    for (const [id, reading] of await measure(lab, counts)) readings.set(id, reading);
    console.error(`${lab.kind}: ${name} measured in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  }
  return readings;
}

function report(results: Results, circumstances: Circumstances, isJson: boolean): void {
  const json = toJson(results, circumstances);
  mkdirSync(dirname(OUTPUT), { recursive: true });
  writeFileSync(OUTPUT, json);
  console.log(isJson ? json : toTable(results, circumstances));
}
