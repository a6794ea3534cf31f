import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import type { BrowserKind, DrivenPage } from '../test/e2e/support/driver.ts';
import { type Lab, openLab } from './page/lab.ts';
import { median } from './page/statistics.ts';
import { BALANCE_SHOWN } from './page/watch-shown.ts';
import type { ledgerBench } from './ui/in-page.ts';
import { type Options, readOptions } from './ui/options.ts';
import { CALLS_SHOWN, OVERVIEW_SHOWN, timeFilters, timeOpening } from './ui/screens.ts';

/*
 * `npm run bench -- ui`: the extension's screens and its ledger with few calls and with many, in both browsers. A missed target is
 * printed and is no failure; the exit code is 1 when something could not be measured, or when the ledger gives wrong calls.
 */

const OUTPUT = '.output/bench/ui.json';
const LEDGER = 'tollkeeper';
/** Held against it in the same run, so that a busy machine is as busy for both. */
const SMALL = 'bench-small';
const CALLS_PER_MESSAGE = 51_200;
const MESSAGE_MS_MAX = 300_000;
const APPENDS = 150;
/** Browsers tidy up their files when nothing happens. */
const IDLE_MS = 20_000;

interface Line {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly target: number | null;
  readonly note: string;
}

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
    const lab = await openLab(kind);
    try {
      results[kind] = await measure(lab, options, wrong);
    } catch (error) {
      wrong.push(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await lab.close();
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

async function measure(lab: Lab, { calls, few }: Options, wrong: string[]): Promise<readonly Line[]> {
  const { browser, kind } = lab;
  const now = Date.now();
  const page = await openLedgerPage(lab);
  const ask = ledgerOf(page);
  const lines: Line[] = [];
  const say = (line: Line): void => {
    lines.push(line);
    console.error(`${kind}: ${line.name} ${line.value?.toFixed(1) ?? '–'} ${line.unit} ${line.note}`);
  };
  await ask('begin', LEDGER, now);
  await ask('begin', SMALL, now);
  const emptyBytes = await ask('usedBytes');
  const packing = await ask('fillAndPack', LEDGER, { from: 0, to: few, total: few, now });
  await ask('fillAndPack', SMALL, { from: 0, to: few, total: few, now });
  say({ name: 'one pack made', value: median([...packing]), unit: 'ms', target: null, note: `of ${packing.length}` });
  await screens(lab, say, few);
  const small = await ask('append', [LEDGER, SMALL], 10, now + 1);
  console.error(`${kind}: appended ${Object.values(small).flat().length} to warm up`);

  await ask('drop', LEDGER);
  await ask('begin', LEDGER, now);
  const bytesBefore = await ask('usedBytes');
  const startedAt = performance.now();
  for (let from = 0; from < calls; from += CALLS_PER_MESSAGE) {
    await ask('fill', LEDGER, { from, to: Math.min(calls, from + CALLS_PER_MESSAGE), total: calls, now });
  }
  const seconds = (performance.now() - startedAt) / 1000;
  say({ name: `filling ${calls.toLocaleString('en')}`, value: seconds, unit: 's', target: null, note: '' });
  await pause(IDLE_MS);
  const bytes = ((await ask('usedBytes')) - Math.min(bytesBefore, emptyBytes)) / calls;
  say({
    name: 'stored',
    value: bytes,
    unit: 'bytes a call',
    target: 250,
    note: 'as the browser says, sums by day included',
  });
  wrong.push(...(await ask('check', LEDGER, { total: calls, now, more: 0 })).map((what) => `${kind}: ${what}`));
  const times = await ask('append', [LEDGER, SMALL], APPENDS, now + 2);
  const [many, other] = [median(times[LEDGER] ?? []), median(times[SMALL] ?? [])];
  const note = `${many.toFixed(2)} ms against ${other.toFixed(2)} ms with ${few.toLocaleString('en')}`;
  say({ name: 'one more call', value: many / other, unit: '×', target: 1.2, note });
  await lists(ask, { kind, calls, now }, say, wrong);
  await screens(lab, say, calls);
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
  await page.close();
  return lines;
}

/** What each way of narrowing the list gives, held against calls that were made again, and how long it takes without a screen. */
async function lists(
  ask: Ask,
  { kind, calls: total, now }: { readonly kind: BrowserKind; readonly calls: number; readonly now: number },
  say: (line: Line) => void,
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

async function screens({ browser }: Lab, say: (line: Line) => void, calls: number): Promise<void> {
  const of = `with ${calls.toLocaleString('en')}`;
  const time = (path: string, isThere: string): Promise<number> => timeOpening(browser, path, isThere);
  const popup = await time('popup.html', BALANCE_SHOWN);
  say({ name: `popup, first balance ${of}`, value: popup, unit: 'ms', target: 80, note: '' });
  const overview = await time('dashboard.html#overview', OVERVIEW_SHOWN);
  say({ name: `dashboard, first content ${of}`, value: overview, unit: 'ms', target: 400, note: '' });
  const calls1 = await time('dashboard.html#calls', CALLS_SHOWN);
  say({ name: `dashboard, first calls ${of}`, value: calls1, unit: 'ms', target: 400, note: '' });
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
      timeoutMs: MESSAGE_MS_MAX,
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
  await page.goto(`${browser.extensionOrigin}/popup.html`);
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
  for (const { name, value, unit, target, note } of lines) {
    const isMissed = target !== null && value !== null && value > target;
    const held = target === null ? '' : `at most ${target}${isMissed ? '  MISSED' : ''}`;
    console.log(
      `  ${name.padEnd(44)} ${(value?.toFixed(1) ?? '–').padStart(9)} ${unit.padEnd(13)} ${held.padEnd(20)} ${note}`,
    );
  }
}
