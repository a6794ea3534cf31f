import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { NOTICES_FILE } from '../build/third-party.ts';
import type { BrowserKind, DrivenPage } from '../test/e2e/support/driver.ts';
import { BUILDS, type Lab, openLab } from './page/lab.ts';
import { median } from './page/statistics.ts';
import { BALANCE_SHOWN } from './page/watch-shown.ts';
import type { ledgerBench } from './ui/in-page.ts';
import { type Options, readOptions } from './ui/options.ts';
import { CALLS_SHOWN, OVERVIEW_SHOWN, timeFilters, timeOpenings } from './ui/screens.ts';

/*
 * `npm run bench -- ui`: the extension's screens and its ledger with few calls and with many, in both browsers. A missed target is
 * printed and is no failure; the exit code is 1 when something could not be measured, or when the ledger gives wrong calls.
 */

const OUTPUT = '.output/bench/ui.json';
const LEDGER = 'tollkeeper';
/** Held against it in the same run, so that a busy machine is as busy for both. */
const SMALL = 'bench-small';
/** A text in the extension's package: a document of its origin, in which nothing follows the ledger while it is filled and timed. */
const QUIET_PAGE = NOTICES_FILE;
const CALLS_PER_MESSAGE = 51_200;
const MESSAGE_MS_MAX = 300_000;
/** What takes that much longer than others: everything goes out and in again. */
const MOVE_MS_MAX = 3_600_000;
const APPENDS = 150;
/** To warm up. */
const APPENDS_BEFORE = 10;
/** Browsers tidy up their files when nothing happens. */
const IDLE_MS = 20_000;

interface Line {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly target: number | null;
  readonly note: string;
  /** Of the machine when it was measured, processes that want a core. */
  readonly load: number;
}

/** Tells a figure that was measured. */
type Say = (line: Omit<Line, 'load'>) => void;

try {
  process.exitCode = await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
process.exit();

async function main(options: Options): Promise<number> {
  const results: Partial<Record<BrowserKind, readonly Line[]>> = {};
  const wrong: string[] = [];
  const loadBefore = loadavg()[0];
  for (const kind of options.browsers) {
    const labs: Lab[] = [];
    try {
      const kept = options.keep === null ? undefined : keptIn(options.keep, kind, options.calls);
      labs.push(await openLab(kind, BUILDS[kind], kept), await openLab(kind));
      results[kind] = await measure(labs as [Lab, Lab], { ...options, kept }, wrong);
    } catch (error) {
      wrong.push(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      for (const lab of labs) await lab.close();
    }
  }
  const about = {
    at: new Date().toISOString(),
    calls: options.calls,
    cores: cpus().length,
    loadBefore,
    loadAfter: loadavg()[0],
  };
  const json = JSON.stringify({ bench: 'ui', ...about, results, wrong }, null, 2);
  mkdirSync(dirname(OUTPUT), { recursive: true });
  writeFileSync(OUTPUT, `${json}\n`);
  if (options.isJson) console.log(json);
  else for (const [kind, lines] of Object.entries(results)) print(kind, lines ?? [], about);
  for (const what of wrong) console.error(`WRONG  ${what}`);
  return wrong.length === 0 ? 0 : 1;
}

/** The folder for this browser's ledger of so many calls. */
function keptIn(folder: string, kind: BrowserKind, calls: number): string {
  const kept = join(resolve(folder), `${kind}-${calls}`);
  mkdirSync(kept, { recursive: true });
  return kept;
}

interface Given extends Options {
  /** Where the large ledger is kept. */
  readonly kept: string | undefined;
}

/** The large ledger lies in the first browser, and one with few calls in the second. */
async function measure([lab, other]: readonly [Lab, Lab], given: Given, wrong: string[]): Promise<readonly Line[]> {
  const { calls, few } = given;
  const { browser, kind } = lab;
  const lines: Line[] = [];
  const say: Say = (told) => {
    const line = { ...told, load: loadavg()[0] ?? Number.NaN };
    lines.push(line);
    console.error(`${kind}: ${line.name} ${line.value?.toFixed(1) ?? '–'} ${line.unit} ${line.note}`);
  };
  await fillFew(other, few);
  const page = await openLedgerPage(lab);
  const ask = ledgerOf(page);
  const now = await fillMany(ask, given, say);
  wrong.push(...(await ask('check', LEDGER, { total: calls, now })).map((what) => `${kind}: ${what}`));
  await lists(ask, { kind, calls, now }, say, wrong);
  await ask('append', [LEDGER, SMALL], APPENDS_BEFORE, Date.now());
  const times = await ask('append', [LEDGER, SMALL], APPENDS, Date.now());
  const [many, small] = [median(times[LEDGER] ?? []), median(times[SMALL] ?? [])];
  const note = `${many.toFixed(2)} ms against ${small.toFixed(2)} ms with ${few.toLocaleString('en')}`;
  say({ name: 'one more call', value: many / small, unit: '×', target: 1.2, note });
  await screens([lab, other], say, [calls, few]);
  const day = new Date(now - 200 * 86_400_000).toISOString().slice(0, 10);
  for (const [name, { firstMs, fullMs }] of Object.entries(await timeFilters(browser, { day }))) {
    say({
      name: `filter by ${name}`,
      value: firstMs,
      unit: 'ms',
      target: 150,
      note: `page full after ${fullMs.toFixed(0)} ms`,
    });
  }
  if (given.isImported) await moveAll(ask, { kind, calls }, say, wrong);
  await page.close();
  return lines;
}

/** The large ledger as a file, taken in again. */
async function moveAll(
  ask: Ask,
  { kind, calls }: { readonly kind: BrowserKind; readonly calls: number },
  say: Say,
  wrong: string[],
): Promise<void> {
  const moved = await ask('move', LEDGER, 'bench-moved');
  const heap = (mb: number | null): string => (mb === null ? 'heap unknown' : `heap at most ${mb.toFixed(0)} MB`);
  const of = calls.toLocaleString('en');
  const seconds = { unit: 's', target: null } as const;
  const outNote = `${moved.fileMb.toFixed(0)} MB; ${heap(moved.exportHeapMb)}`;
  say({ name: `export of ${of}`, value: moved.exportMs / 1000, ...seconds, note: outNote });
  const inNote = `${heap(moved.importHeapMb)}; something was told at least every ${(moved.silentMs / 1000).toFixed(1)} s`;
  say({ name: `import of ${of}`, value: moved.importMs / 1000, ...seconds, note: inNote });
  if (moved.outcome !== 'taken' || moved.calls !== moved.there)
    wrong.push(`${kind}: of ${moved.there} calls ${moved.calls} were taken in (${moved.outcome})`);
}

async function fillFew(lab: Lab, few: number): Promise<void> {
  const page = await openLedgerPage(lab);
  const ask = ledgerOf(page);
  const now = Date.now();
  await ask('begin', LEDGER, now);
  await ask('fill', LEDGER, { from: 0, to: few, total: few, now });
}

/** What is kept of a filled ledger, besides the browser's own files. */
interface Filled {
  /** Its calls were made in the year before, epoch ms. */
  readonly now: number;
  /** What the browser had stored before, bytes. */
  readonly emptyBytes: number;
}

/** Makes the large ledger where it is not there yet, and one with few calls beside it; the instant it was made for, epoch ms. */
async function fillMany(ask: Ask, { calls, few, kept }: Given, say: Say): Promise<number> {
  const file = kept && join(kept, 'filled.json');
  const known = file && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Filled) : null;
  const filled = known ?? { now: Date.now(), emptyBytes: await ask('usedBytes') };
  const { now, emptyBytes } = filled;
  if (known === null) {
    await ask('begin', LEDGER, now);
    await ask('begin', SMALL, now);
    const packing = await ask('fillAndPack', SMALL, { from: 0, to: few, total: few, now });
    say({ name: 'one pack made', value: median([...packing]), unit: 'ms', target: null, note: `of ${packing.length}` });
    const startedAt = performance.now();
    for (let from = 0; from < calls; from += CALLS_PER_MESSAGE) {
      await ask('fill', LEDGER, { from, to: Math.min(calls, from + CALLS_PER_MESSAGE), total: calls, now });
    }
    const seconds = (performance.now() - startedAt) / 1000;
    say({ name: `filling ${calls.toLocaleString('en')}`, value: seconds, unit: 's', target: null, note: '' });
    if (file) writeFileSync(file, `${JSON.stringify(filled satisfies Filled)}\n`);
  }
  await pause(IDLE_MS);
  const bytes = ((await ask('usedBytes')) - emptyBytes) / calls;
  const note = 'as the browser says, sums by day and the small ledger included';
  say({ name: 'stored', value: bytes, unit: 'bytes a call', target: 250, note });
  return now;
}

/** What each way of narrowing the list gives, held against calls that were made again, and how long it takes without a screen. */
async function lists(
  ask: Ask,
  { kind, calls: total, now }: { readonly kind: BrowserKind; readonly calls: number; readonly now: number },
  say: Say,
  wrong: string[],
): Promise<void> {
  const day = new Date(now - 200 * 86_400_000).toISOString().slice(0, 10);
  const all = [
    ['all', {}],
    ['a provider', { provider: 'deepseek' }],
    ['an account', { account: 'openrouter:acc_1' }],
    ['a model', { model: 'gpt-4.1' }],
    ['a rare model', { model: 'rare-model' }],
    ['refused', { outcome: 'refusal' }],
    ['unchecked', { outcome: 'unreviewed' }],
    ['days', { fromDay: day, toDay: day }],
    ['a site', { search: 'site-7.' }],
    ['provider and outcome', { provider: 'openrouter', outcome: 'refusal' }],
  ] as const;
  for (const [name, filter] of all) {
    const found = await ask('list', LEDGER, filter, { total, now });
    if (found.wrong !== null) wrong.push(`${kind}: the list of ${name} has ${found.wrong}`);
    const note = `${found.calls} calls after ${found.fullMs.toFixed(0)} ms`;
    say({ name: `list of ${name}`, value: found.firstMs, unit: 'ms', target: 150, note });
  }
}

/** What a person sees first, with many calls and with few; medians of openings in turns. */
async function screens(labs: readonly Lab[], say: Say, calls: readonly number[]): Promise<void> {
  const browsers = labs.map(({ browser }) => browser);
  const time = async (name: string, path: string, isThere: string, target: number | null): Promise<void> => {
    const times = await timeOpenings(browsers, path, isThere);
    for (const [at, value] of times.entries()) {
      say({ name: `${name} with ${calls[at]?.toLocaleString('en')}`, value, unit: 'ms', target, note: '' });
    }
  };
  // The bare platform: what no screen can be faster than.
  await time('a bare page of the extension', QUIET_PAGE, 'document.body !== null', null);
  await time('popup, first balance', 'popup.html', BALANCE_SHOWN, 80);
  await time('dashboard, first content', 'dashboard.html#overview', OVERVIEW_SHOWN, 400);
  await time('dashboard, first calls', 'dashboard.html#calls', CALLS_SHOWN, 400);
}

type Ledger = typeof ledgerBench;
type Ask = <Name extends keyof Ledger>(
  name: Name,
  ...args: Parameters<Ledger[Name]>
) => Promise<Awaited<ReturnType<Ledger[Name]>>>;

/** Set off and then asked for: a driver waits for one answer no longer than a busy machine may take for this. */
function ledgerOf(page: DrivenPage): Ask {
  return async (name, ...args) => {
    await page.evaluate(`(() => {
      const task = (globalThis.benchTask = {});
      globalThis.ledgerBench[${JSON.stringify(name)}](...${JSON.stringify(args)}).then(
        (value) => { task.done = [value]; },
        (error) => { task.failed = String(error?.stack ?? error); },
      );
      return true;
    })()`);
    type Task = { readonly done?: [never]; readonly failed?: string };
    const task = await page.waitFor<Task>('benchTask.done || benchTask.failed ? benchTask : null', {
      timeoutMs: name === 'move' ? MOVE_MS_MAX : MESSAGE_MS_MAX,
      what: `the end of ${name} in the page`,
    });
    if (task.failed !== undefined) throw new Error(task.failed);
    return task.done?.[0] as never;
  };
}

/** A page of the extension with the extension's own ledger in it, made of the same code. */
async function openLedgerPage({ browser }: Lab): Promise<DrivenPage> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('./ui/in-page.ts', import.meta.url)),
    logLevel: 'silent',
    transform: { define: { 'import.meta.env': '{}' } },
  });
  const { output } = await bundle.generate({ format: 'iife', name: 'made', minify: true });
  await bundle.close();
  const page = await browser.newPage();
  await page.goto(`${browser.extensionOrigin}/${QUIET_PAGE}`);
  await page.evaluateWithin(
    MESSAGE_MS_MAX,
    `() => { ${output[0].code}; globalThis.ledgerBench = made.ledgerBench; return true; }`,
  );
  return page;
}

function print(
  kind: string,
  lines: readonly Line[],
  about: { readonly cores: number; readonly loadAfter: number | undefined },
): void {
  console.log(`\n${kind} · ${about.cores} cores, load ${about.loadAfter?.toFixed(1)}`);
  for (const { name, value, unit, target, note, load } of lines) {
    const isMissed = target !== null && value !== null && value > target;
    const held = target === null ? '' : `at most ${target}${isMissed ? '  MISSED' : ''}`;
    console.log(
      `  ${name.padEnd(44)} ${(value?.toFixed(1) ?? '–').padStart(9)} ${unit.padEnd(13)} ${held.padEnd(20)} load ${load.toFixed(0).padStart(2)}  ${note}`,
    );
  }
}
