import browser from 'webextension-polyfill';
import type { HeldPriceFile, PriceFileProblem } from '../domain/price-file.ts';
import { permissionPattern } from '../domain/site.ts';
import { type FetchedPriceFile, fetchPriceFile } from './fetch-price-file.ts';
import {
  changePriceFile,
  type PriceFileChange,
  type PriceFileState,
  readHeldPriceFile,
  readPriceFileState,
} from './price-file-store.ts';
import { readPriceFile } from './read-price-file.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Not all at once: up to so much of the time until the next check is added to it. */
const JITTER = 0.1;
/** One at a time in the whole extension, whichever of its pages asks; given back also by one that is stopped. */
const LOCK = 'price-file';
const OTHER_SERIALS_MAX = 16;

/** Asks for the file where it is time to. The last good one stays in force whatever comes of it. */
export async function checkWhenDue(now: number): Promise<void> {
  if (!isDue(await readPriceFileState(), now)) return;
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock !== null && isDue(await readPriceFileState(), now)) await check(now);
  });
}

/** Asks for the file now. */
export async function checkNow(now: number): Promise<void> {
  await navigator.locks.request(LOCK, () => check(now));
}

/** A clock that was ahead must not put it off for ever. */
function isDue({ isOn, nextAt }: PriceFileState, now: number): boolean {
  return isOn && (now >= nextAt || nextAt - now > 8 * DAY_MS);
}

async function check(now: number): Promise<void> {
  const before = await readPriceFileState();
  if (!before.isOn) return;
  const came = await obtain(before, await readHeldPriceFile(), now);
  const waitMs = came.problem === null ? 7 * DAY_MS : isPassing(came.problem) ? HOUR_MS : DAY_MS;
  const done = { checkedAt: now, nextAt: Math.round(now + waitMs * (1 + JITTER * Math.random())) };
  const { held } = came;
  if (held === undefined) return await changeIfSame(before, () => ({ change: { ...done, problem: came.problem } }));
  await changeIfSame(before, (state) => {
    const serials = withSerial(state, held.kid, held.serial);
    return { change: { ...done, problem: null, etag: came.etag, serials }, held };
  }).catch(() =>
    // There was no room for it.
    changeIfSame(before, () => ({ change: { ...done, problem: { kind: 'not-kept', detail: '' } } })),
  );
}

/** Not where it was switched off, or another file asked for, while this one was on its way. */
function changeIfSame(before: PriceFileState, decide: (state: PriceFileState) => PriceFileChange): Promise<void> {
  return changePriceFile((state) => {
    const isSame = state.isOn && state.url === before.url && kidsOf(state) === kidsOf(before);
    return isSame ? decide(state) : null;
  });
}

/** Of keys that are trusted no more, some are remembered. */
function withSerial({ keys, serials }: PriceFileState, kid: string, serial: number): PriceFileState['serials'] {
  const isTrusted = ([one]: readonly [string, number]): boolean => keys.some((key) => key.kid === one);
  const all = Object.entries({ ...serials, [kid]: serial });
  const others = all.filter((entry) => !isTrusted(entry)).slice(-OTHER_SERIALS_MAX);
  return Object.fromEntries([...all.filter(isTrusted), ...others]);
}

interface Came {
  readonly problem: PriceFileProblem | null;
  /** Absent: what is in force stays so. */
  readonly held?: HeldPriceFile;
  readonly etag: string | null;
}

async function obtain(state: PriceFileState, held: HeldPriceFile | null, now: number): Promise<Came> {
  const { url, etag } = state;
  const origins = [permissionPattern(new URL(url).origin)];
  if (!(await browser.permissions.contains({ origins }))) return stay({ kind: 'no-permission', detail: '' });
  const fetched = await fetchPriceFile(url, held === null ? null : etag);
  return take(fetched, state, held, now);
}

async function take(
  fetched: FetchedPriceFile,
  { url, keys, serials }: PriceFileState,
  held: HeldPriceFile | null,
  now: number,
): Promise<Came> {
  if (fetched.kind === 'problem') return stay(fetched.problem);
  if (fetched.kind === 'same') return stay(held === null ? { kind: 'no-file', detail: '' } : expiryOf(held, now));
  const serialSeen = Math.max(0, ...keys.map(({ kid }) => serials[kid] ?? 0));
  const { file, problem } = await readPriceFile(fetched.text, { keys, serialSeen, now });
  if (file === null) return stay(problem);
  // A serial is used once: another file under the same one is as good as none.
  const isOther = held !== null && held.serial === file.serial && held.digest !== file.digest;
  if (isOther) return stay({ kind: 'older', detail: String(file.serial) });
  return { problem: null, held: { ...file, host: new URL(url).host }, etag: fetched.etag };
}

function stay(problem: PriceFileProblem | null): Came {
  return { problem, etag: null };
}

function expiryOf({ expiresAt }: HeldPriceFile, now: number): PriceFileProblem | null {
  return Date.parse(expiresAt) > now ? null : { kind: 'expired', detail: expiresAt.slice(0, 10) };
}

/** What is over by itself as a rule. */
function isPassing({ kind }: PriceFileProblem): boolean {
  return kind === 'unreachable' || kind === 'too-slow';
}

function kidsOf({ keys }: PriceFileState): string {
  return keys.map(({ kid }) => kid).join(' ');
}
