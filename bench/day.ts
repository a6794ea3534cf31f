import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PACK_CALLS } from '../lib/webext/pack-old-calls.ts';
import { pollUntil } from '../test/e2e/support/bounded.ts';
import type { DrivenPage } from '../test/e2e/support/driver.ts';
import { countStored, makeCalls, ringAt } from './day/in-browser.ts';
import { type Options, readOptions } from './day/options.ts';
import type { ChromiumProbe } from './page/chromium-lab.ts';
import { type Lab, openLab } from './page/lab.ts';

/*
 * `npm run bench -- day`: a day of heavy use in Chromium, in minutes. Pages make real calls, which go all the way: tap, bridge,
 * background, ledger. Between them the background's clock is put ahead, five minutes at a time, and its alarm rings; every half hour it is
 * stopped, except for six hours in the afternoon, in which it may show what one life of it gathers. A dashboard and the pages are open
 * all day. What it was told is booked before the day goes on: in truth there is nearly two seconds from one call to the next, and no browser
 * stops a background that has work. On a machine that is too busy for all of its calls in the time there is, fewer are made, and the result says how many. Exit
 * code 1: calls got lost, or something could not be measured; a missed target is printed and is no failure.
 */

const OUTPUT = '.output/bench/day.json';
const MINUTES = 24 * 60;
const MINUTE_MS = 60_000;
/** Minutes from one alarm to the next. In truth it is one: then a day would be mostly alarms that have nothing to do. */
const STEP = 5;
const PAGES = 6;
/** A life of the background, minutes; and the afternoon in which it is left alone. */
const LIFE_MINUTES = 30;
const AFTERNOON = { from: 12 * 60, to: 18 * 60 };
/** Screens that somebody looks at, an hour each; looked into is the first. */
const SCREENS = ['overview', 'calls', 'spend', 'refusals'] as const;
/** Of a heap, from the sixth hour to the last. */
const GROWTH_MAX = 1.2;
const CALLS_MS_MAX = 60_000;
const PACKED_MS_MAX = 300_000;
const COUNT_MS_MAX = 120_000;
/** After it calls are old enough to be packed. */
const DAYS_LATER_MS = 4 * 24 * 60 * MINUTE_MS;

interface Line {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number | null;
  readonly note: string;
}

/** Heaps after a collection, MB, as the day goes on. */
interface Heaps {
  /** At the end of each life of half an hour. */
  readonly lives: number[];
  /** In the one long life, every half hour. */
  readonly afternoon: number[];
  /** Each hour. */
  readonly dashboard: number[];
  readonly pages: number[];
}

try {
  process.exitCode = await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
process.exit();

async function main(options: Options): Promise<number> {
  const loadBefore = loadavg()[0];
  const startedAt = performance.now();
  const lab = await openLab('chromium');
  const wrong: string[] = [];
  let lines: readonly Line[] = [];
  try {
    lines = await liveADay(lab, options, wrong);
  } finally {
    await lab.close();
  }
  const minutes = (performance.now() - startedAt) / MINUTE_MS;
  const about = { at: new Date().toISOString(), calls: options.calls, minutes, cores: cpus().length, loadBefore };
  const result = { bench: 'day', ...about, loadAfter: loadavg()[0], results: { chromium: lines }, wrong };
  mkdirSync(dirname(OUTPUT), { recursive: true });
  writeFileSync(OUTPUT, `${JSON.stringify(result, null, 2)}\n`);
  if (options.isJson) console.log(JSON.stringify(result, null, 2));
  else print(lines, result);
  for (const what of wrong) console.error(`WRONG  ${what}`);
  return wrong.length === 0 ? 0 : 1;
}

async function liveADay(lab: Lab, { calls, minutes }: Options, wrong: string[]): Promise<readonly Line[]> {
  const { browser, probe, sandbox } = lab;
  if (probe === null) throw new Error('[bench] only Chromium tells how large its heaps are');
  await setBalance(sandbox.origin, '900000');
  const key = sandbox.world.keys[0]?.key ?? '';
  const pages = await openPages(lab);
  const dashboard = await browser.newPage();
  const heaps: Heaps = { lives: [], afternoon: [], dashboard: [], pages: [] };
  const total = { made: 0, answered: 0 };
  let callsMs = 0;
  let restarts = 0;
  for (let minute = 0; minute < MINUTES; minute += STEP) {
    if (minute % 60 === 0) await show(lab, dashboard, SCREENS[(minute / 60) % SCREENS.length] ?? 'overview');
    const ring = (): Promise<unknown> => browser.backgroundEvaluate(ringAt, minute * MINUTE_MS);
    // A background that goes away while it is asked never answers; the next one does.
    await ring().catch(ring);
    const [from, to] = [Math.floor((minute * calls) / MINUTES), Math.floor(((minute + STEP) * calls) / MINUTES)];
    // Of what is left an even share: calls of the morning alone would tell nothing of the evening.
    const forMs = Math.max(0, minutes * MINUTE_MS - callsMs) / ((MINUTES - minute) / STEP);
    const startedAt = performance.now();
    const { made, answered } = await callFrom(pages, key, { from, to, forMs });
    total.made += made;
    total.answered += answered;
    await untilBooked(lab, total.made).catch(() => null);
    callsMs += performance.now() - startedAt;
    const isAfternoon = minute >= AFTERNOON.from && minute < AFTERNOON.to;
    if ((minute + STEP) % LIFE_MINUTES === 0) {
      heaps[isAfternoon ? 'afternoon' : 'lives'].push(await workerHeap(lab, probe));
      if (!isAfternoon) {
        await browser.stopBackground();
        restarts += 1;
      }
    }
    if ((minute + STEP) % 60 === 0) await lookInto(lab, { dashboard, heaps, probe });
    if ((minute + STEP) % 60 === 0) console.error(`${(minute + STEP) / 60} h, ${total.made} calls`);
  }
  const { made, answered } = total;
  if (answered !== made) wrong.push(`${answered} of ${made} calls were answered`);
  // What the day has shown is not lost where the background has no time to count, or old calls are not packed in time.
  const noted = (error: unknown): null => {
    wrong.push(error instanceof Error ? error.message : String(error));
    return null;
  };
  await untilBooked(lab, made).catch(noted);
  const stored = await countNow(lab).catch(noted);
  if (stored !== null && stored.rows !== made) wrong.push(`${stored.rows} of ${made} calls are in the ledger`);
  if (stored !== null && stored.open !== 0) wrong.push(`${stored.open} calls are still open`);
  const packed = (await packAll(lab, made).catch(noted)) ?? (await countNow(lab).catch(noted));
  return linesOf(heaps, { calls: made, asked: calls, restarts, packed });
}

type Stored = Awaited<ReturnType<typeof countStored>>;

/** A background that packs, on a machine that is busy, takes its time. */
function countNow({ browser }: Lab): Promise<Stored> {
  return pollUntil(COUNT_MS_MAX, 'the background to count', () => browser.backgroundEvaluate(countStored));
}

/** Resolves to what is stored once all of so many calls are, and none is open. */
function untilBooked({ browser }: Lab, made: number): Promise<Stored> {
  return pollUntil(CALLS_MS_MAX, 'every call to be booked', async () => {
    const found = await browser.backgroundEvaluate(countStored);
    return found.open === 0 && found.rows >= made ? found : null;
  });
}

async function openPages(lab: Lab): Promise<readonly DrivenPage[]> {
  const pages: DrivenPage[] = [];
  for (let index = 0; index < PAGES; index++) {
    const page = await lab.browser.newPage();
    // The first reads the balance, as a person's first look does.
    await page.goto(`http://watched.localhost:${lab.sandbox.port}/${index === 0 ? 'console' : 'playground'}`);
    pages.push(page);
  }
  return pages;
}

async function callFrom(
  pages: readonly DrivenPage[],
  key: string,
  { from, to, forMs }: Parameters<typeof makeCalls>[1],
): ReturnType<typeof makeCalls> {
  const share = (index: number): number => from + Math.floor(((to - from) * index) / pages.length);
  const all = await Promise.all(
    pages.map((page, index) =>
      page.evaluateWithin<{ readonly made: number; readonly answered: number }, [string, object]>(
        CALLS_MS_MAX,
        makeCalls as never,
        key,
        { from: share(index), to: share(index + 1), forMs },
      ),
    ),
  );
  const sumOf = (name: 'made' | 'answered'): number => all.reduce((sum, one) => sum + one[name], 0);
  return { made: sumOf('made'), answered: sumOf('answered') };
}

async function show({ browser }: Lab, dashboard: DrivenPage, screen: string): Promise<void> {
  await dashboard.goto(`${browser.extensionOrigin}/dashboard.html#${screen}`);
  await dashboard.waitFor('document.querySelector("main h1") !== null', { timeoutMs: CALLS_MS_MAX });
}

function workerHeap({ browser }: Lab, probe: ChromiumProbe): Promise<number> {
  return probe.heapBytes(`${browser.extensionOrigin}/background.js`).then(toMb);
}

async function lookInto(
  lab: Lab,
  { dashboard, heaps, probe }: { readonly dashboard: DrivenPage; readonly heaps: Heaps; readonly probe: ChromiumProbe },
): Promise<void> {
  // The document is the same all day: only the screen in it changes.
  await show(lab, dashboard, SCREENS[0]);
  await pause(1000);
  heaps.dashboard.push(toMb(await probe.heapBytes(`${lab.browser.extensionOrigin}/dashboard.html`)));
  heaps.pages.push(toMb(await probe.heapBytes(`http://watched.localhost:${lab.sandbox.port}/playground`)));
}

/** Some days later: the alarm rings until all that is old is packed. Resolves to what is stored then. */
function packAll({ browser }: Lab, calls: number): Promise<Stored> {
  let minute = MINUTES;
  return pollUntil(PACKED_MS_MAX, 'old calls to be packed', async () => {
    minute += 1;
    await browser.backgroundEvaluate(ringAt, DAYS_LATER_MS + minute * MINUTE_MS);
    await pause(1000);
    const found = await browser.backgroundEvaluate(countStored);
    return found.packs >= Math.floor((calls - 2 * PACK_CALLS - 2000) / PACK_CALLS) ? found : null;
  });
}

interface Lived {
  readonly calls: number;
  /** For which there may have been no time. */
  readonly asked: number;
  readonly restarts: number;
  /** Null: nobody could tell. */
  readonly packed: Stored | null;
}

function linesOf(heaps: Heaps, { calls, asked, restarts, packed }: Lived): readonly Line[] {
  const about = `of ${asked.toLocaleString('en')} in 24 hours, with ${MINUTES / STEP} alarms and ${restarts} restarts`;
  return [
    { name: 'calls', value: calls, unit: '', target: null, note: about },
    growth('background, lives of half an hour', heaps.lives, 'at the end of each'),
    growth('background, one life of six hours', heaps.afternoon, 'each half hour'),
    growth('dashboard, open all day', heaps.dashboard, 'each hour another screen'),
    growth('a page, open all day', heaps.pages, `one of ${PAGES} that call`),
    ...(packed === null ? [] : [storedLine(calls, packed)]),
  ];
}

function storedLine(calls: number, { bytes, rows, packs }: Stored): Line {
  const note = `${rows} rows, ${packs} packs; right after packing, before the browser tidies up`;
  const target = packs > 0 ? 250 : null;
  return { name: 'stored, once packed', value: bytes / calls, unit: 'bytes a call', target, note };
}

/** How much larger the line through the heaps is at its end than at its beginning. Without the first quarter, which warms caches up. */
function growth(name: string, heaps: readonly number[], note: string): Line {
  const mb = heaps.slice(Math.floor(heaps.length / 4));
  const middle = (mb.length - 1) / 2;
  const mean = mb.reduce((sum, each) => sum + each, 0) / mb.length;
  const [along, spread] = mb.reduce(
    ([sum, squares], each, at) => [sum + (at - middle) * (each - mean), squares + (at - middle) ** 2],
    [0, 0],
  );
  const slope = along / spread;
  const [from, to] = [mean - slope * middle, mean + slope * middle];
  const said = `${from.toFixed(2)} MB to ${to.toFixed(2)} MB by the slope of ${mb.length} heaps; ${note}`;
  return { name, value: to / from, unit: '×', target: GROWTH_MAX, note: said };
}

async function setBalance(origin: string, total: string): Promise<void> {
  const response = await fetch(`${origin}/console/api/state`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ balances: [{ unit: 'USD', total, frozen: '0', held: '0' }] }),
  });
  if (!response.ok) throw new Error(`[bench] the sandbox refused the balance: ${await response.text()}`);
}

function toMb(bytes: number): number {
  return bytes / 1_000_000;
}

function print(
  lines: readonly Line[],
  about: { readonly minutes: number; readonly cores: number; readonly loadAfter: number | undefined },
): void {
  console.log(
    `\nchromium · ${about.minutes.toFixed(0)} min, ${about.cores} cores, load ${about.loadAfter?.toFixed(1)}`,
  );
  for (const { name, value, unit, target, note } of lines) {
    const isMissed = target !== null && value > target;
    const held = target === null ? '' : `at most ${target}${isMissed ? '  MISSED' : ''}`;
    console.log(`  ${name.padEnd(36)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(13)} ${held.padEnd(20)} ${note}`);
  }
}
