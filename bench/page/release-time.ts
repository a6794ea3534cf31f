import { setTimeout as pause } from 'node:timers/promises';
import { VERDICT_MS_MAX } from '../../lib/page/protocol.ts';
import { pollUntil } from '../../test/e2e/support/bounded.ts';
import type { DrivenPage } from '../../test/e2e/support/driver.ts';
import type { FigureId, Reading } from './figures.ts';
import type { Host, Lab } from './lab.ts';
import { countLedger, fillLedger } from './ledger-fill.ts';
import type { Counts } from './options.ts';
import { p95Of } from './readings.ts';

const PROMPT_CHARS = 10_000;
/** How far apart two readings of one clock may be rounded, ms. */
const CLOCK_MS = 2;
const WARM_UP = 10;
/** Between calls: the settlement of one must not stand in the way of the next, ms. */
const BETWEEN_MS = 20;
const SETTLED_MS_MAX = 10_000;

/**
 * From the page's `fetch()` to the moment the browser starts the request, as its own resource timing has it: both are
 * readings of one clock. The page is the sandbox's console, so account, key and balances are known as for a real user;
 * the ledger is full. The open-call row is part of it: the verdict is only given once that is committed.
 */
export async function measureRelease(lab: Lab, counts: Counts): Promise<readonly (readonly [FigureId, Reading])[]> {
  await setBalance(lab, '900000');
  const key = lab.sandbox.world.keys[0]?.key ?? '';
  const page = await openConsole(lab, 'watched');
  await send(page, key, 0);
  await settled(lab, 1);
  await fillLedger(lab.browser, counts.ledgerRows);
  await warmUp(page, key);

  const warm: number[] = [];
  for (let index = 0; index < counts.warmCalls; index++) {
    warm.push(await send(page, key, index));
    await pause(BETWEEN_MS);
  }
  const cold: number[] = [];
  for (let index = 0; index < counts.coldCalls; index++) {
    await stopBackground(lab);
    cold.push(await send(page, key, index));
    // What it settles must be over before it is stopped again.
    await pause(10 * BETWEEN_MS);
  }
  const sent = 1 + WARM_UP + counts.warmCalls + counts.coldCalls;
  const { unreviewed, records } = await settled(lab, counts.ledgerRows + sent, sent - 1);
  const note = `${records.toLocaleString('en')} records, ${unreviewed} of ${sent - 1} calls without a verdict`;
  const native = await measureNative(lab, key, counts.warmCalls);
  await page.close();
  return [
    ['release-warm', p95Of(warm, note)],
    ['release-cold', p95Of(cold)],
    ['release-native', p95Of(native)],
  ];
}

async function openConsole(lab: Lab, host: Host): Promise<DrivenPage> {
  const page = await lab.browser.newPage();
  await page.goto(`http://${host}.localhost:${lab.sandbox.port}/console`);
  if (host === 'watched') {
    await pollUntil(SETTLED_MS_MAX, 'the console balance to be read', () => lab.browser.backgroundEvaluate(hasReading));
  }
  return page;
}

async function measureNative(lab: Lab, key: string, calls: number): Promise<readonly number[]> {
  const page = await openConsole(lab, 'plain');
  await warmUp(page, key);
  const times: number[] = [];
  for (let index = 0; index < calls; index++) times.push(await send(page, key, index));
  await page.close();
  return times;
}

async function warmUp(page: DrivenPage, key: string): Promise<void> {
  for (let index = 0; index < WARM_UP; index++) await send(page, key, index);
}

async function stopBackground(lab: Lab): Promise<void> {
  await lab.browser.stopBackground();
  await pause(BETWEEN_MS);
  if (await lab.browser.isBackgroundRunning()) await lab.browser.stopBackground();
}

/** Resolves once as many records are there as calls were made. */
function settled(lab: Lab, records: number, newest = 0): ReturnType<typeof countLedger> {
  return pollUntil(SETTLED_MS_MAX, `${records} records`, async () => {
    const found = await countLedger(lab.browser, newest);
    return found.records >= records ? found : null;
  });
}

async function setBalance(lab: Lab, total: string): Promise<void> {
  const response = await fetch(`${lab.sandbox.origin}/console/api/state`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ balances: [{ unit: 'USD', total, frozen: '0', held: '0' }] }),
  });
  if (!response.ok) throw new Error(`[bench] the sandbox refused the balance: ${await response.text()}`);
}

/** Resolves to ms. After a verdict that did not come the tap asks nobody for a while: a new document begins afresh. */
async function send(page: DrivenPage, key: string, index: number): Promise<number> {
  const tookMs = await page.evaluate(timeRelease, key, PROMPT_CHARS, index);
  if (tookMs > VERDICT_MS_MAX - CLOCK_MS) await page.reload();
  return tookMs;
}

/** Runs in the page: sent as source, so it sees nothing of this file. Resolves to ms. */
async function timeRelease(key: string, promptChars: number, index: number): Promise<number> {
  const words = 'What would this question cost at a toll road of tokens? ';
  const content = `${index} ${words.repeat(Math.ceil(promptChars / words.length))}`.slice(0, promptChars);
  const body = JSON.stringify({ model: 'toll-mini', max_tokens: 20, messages: [{ role: 'user', content }] });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const url = `${location.origin}/v1/chat/completions?bench=${index}`;
  performance.clearResourceTimings();
  const calledMs = performance.now();
  const response = await fetch(url, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`the sandbox said ${response.status}: ${await response.text()}`);
  await response.text();
  for (let attempt = 0; attempt < 100; attempt++) {
    const [entry] = performance.getEntriesByName(url, 'resource');
    if (entry) return entry.startTime - calledMs;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the browser has no timing of the request');
}

/** Runs in the background. */
async function hasReading(): Promise<boolean> {
  const names = await indexedDB.databases();
  if (!names.some(({ name }) => name === 'tollkeeper')) return false;
  const opened = indexedDB.open('tollkeeper');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opened.onsuccess = () => resolve(opened.result);
    opened.onerror = () => reject(opened.error);
  });
  try {
    if (!database.objectStoreNames.contains('readings')) return false;
    const count = database.transaction('readings').objectStore('readings').count();
    await new Promise((resolve) => {
      count.onsuccess = resolve;
    });
    return count.result > 0;
  } finally {
    database.close();
  }
}
