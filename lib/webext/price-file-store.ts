import type { HeldPriceFile, PriceFileProblem, PriceKey } from '../domain/price-file.ts';
import { browser } from './settings.ts';

/*
 * Two entries of `storage.local` beside the settings, which every bridge reads: the choice and what came of the last check,
 * and, apart from them, the file itself, which is read by those alone who look up prices.
 */
const STATE = 'priceFile';
const HELD = 'priceFileHeld';
/** Held for as long as a write takes: not the one that is held while a file is on its way, which may be long. */
const WRITE_LOCK = 'price-file-write';

/** What was chosen, and what is remembered of checks. */
export interface PriceFileState {
  readonly isOn: boolean;
  readonly url: string;
  readonly keys: readonly PriceKey[];
  /** The match pattern whose permission was given for the file alone: its pages are not watched. Null: none. */
  readonly dataPattern: string | null;
  /** Epoch ms; null: never. */
  readonly checkedAt: number | null;
  /** When it is asked for again, epoch ms. */
  readonly nextAt: number;
  readonly etag: string | null;
  readonly problem: PriceFileProblem | null;
  /** The highest serial that was seen of each key, also while it is off. */
  readonly serials: Readonly<Record<string, number>>;
}

const OFF: PriceFileState = {
  isOn: false,
  url: '',
  keys: [],
  dataPattern: null,
  checkedAt: null,
  nextAt: 0,
  etag: null,
  problem: null,
  serials: {},
};

/** What holds now. */
export async function readPriceFileState(): Promise<PriceFileState> {
  const { [STATE]: stored } = await browser.storage.local.get(STATE);
  return { ...OFF, ...(typeof stored === 'object' && stored !== null ? stored : {}) };
}

/** The file in force, whole as it was accepted; null: none, or it is switched off. */
export async function readHeldPriceFile(): Promise<HeldPriceFile | null> {
  const { [HELD]: held } = await browser.storage.local.get(HELD);
  return (held as HeldPriceFile | null | undefined) ?? null;
}

/** What changes: of the choice, and with it, where one is given, the file (null: none is in force). */
export interface PriceFileChange {
  readonly change: Partial<PriceFileState>;
  readonly held?: HeldPriceFile | null;
}

/** Writes what changed of the choice; with it, where one is given, the file (null: none is in force). Both or nothing. */
export async function writePriceFile(change: Partial<PriceFileState>, held?: HeldPriceFile | null): Promise<void> {
  await changePriceFile(() => ({ change, ...(held !== undefined && { held }) }));
}

/**
 * Writes what comes of what holds now, which nobody else changes meanwhile; null: nothing. `decide` is not to wait for
 * anything but the store: who switches it off waits for it.
 */
export async function changePriceFile(
  decide: (state: PriceFileState) => PriceFileChange | null | Promise<PriceFileChange | null>,
): Promise<void> {
  await navigator.locks.request(WRITE_LOCK, async () => {
    const before = await readPriceFileState();
    const decided = await decide(before);
    if (decided === null) return;
    const { change, held } = decided;
    const state = { ...before, ...change };
    await browser.storage.local.set({ [STATE]: state, ...(held !== undefined && { [HELD]: held }) });
  });
}

/** The host of the file is to be watched from now on, as any other. */
export async function watchPriceHost(pattern: string): Promise<void> {
  await changePriceFile(({ dataPattern }) => (dataPattern === pattern ? { change: { dataPattern: null } } : null));
}

/** Whether a change of settings by these names is one of the file in force. */
export function isHeldChanged(names: readonly string[]): boolean {
  return names.includes(HELD);
}

/** Whether changes of storage are one of the host that is there for its file alone. */
export function isDataPatternChanged(
  changes: Readonly<Record<string, { readonly oldValue?: unknown; readonly newValue?: unknown }>>,
): boolean {
  const of = (state: unknown): unknown => (state as PriceFileState | null | undefined)?.dataPattern ?? null;
  const change = changes[STATE];
  return change !== undefined && of(change.oldValue) !== of(change.newValue);
}
