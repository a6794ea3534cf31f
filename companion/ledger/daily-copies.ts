import type { OpenedDatabase } from './open-database.ts';

/** What copies are made with. */
export interface DailyCopiesOptions extends Pick<OpenedDatabase, 'backUp' | 'backedUpAt'> {
  readonly now: () => number;
  /** Told where one could not be made. */
  readonly onTrouble: (error: unknown) => void;
  /** From the start to the first look, and from one to the next, ms. Absent: {@link FIRST_MS}, {@link LOOK_MS}. */
  readonly firstMs?: number;
  readonly lookMs?: number;
}

/** The ledger is copied where the last copy is older than this, ms. */
const COPY_AFTER_MS = 24 * 3_600_000;
/** Nobody who starts it waits for a copy, ms. */
const FIRST_MS = 10_000;
const LOOK_MS = 10 * 60_000;

/**
 * Copies a ledger's file every day, by the age of the last copy: a companion that is started every morning and stopped every evening
 * never runs for a whole day. `stop` waits for a copy under way.
 */
export function startDailyCopies({
  backUp,
  backedUpAt,
  now,
  onTrouble,
  firstMs = FIRST_MS,
  lookMs = LOOK_MS,
}: DailyCopiesOptions): { readonly stop: () => Promise<void> } {
  if (backUp === null) return { stop: async () => {} };
  let copying: Promise<unknown> | null = null;
  /** When this run made its last one, epoch ms. */
  let own: number | null = null;
  const look = (): void => {
    const at = now();
    // A copy from the future says that the clock was set back: it is none to go by, the last one of this run is.
    const isFresh = [backedUpAt(), own].some((last) => last !== null && last <= at && at - last < COPY_AFTER_MS);
    if (copying !== null || isFresh) return;
    copying = backUp()
      .then(() => {
        own = at;
      })
      .catch(onTrouble)
      .finally(() => {
        copying = null;
      });
  };
  const first = setTimeout(look, firstMs);
  const looking = setInterval(look, lookMs);
  for (const timer of [first, looking]) timer.unref();
  return {
    stop: async () => {
      clearTimeout(first);
      clearInterval(looking);
      await copying;
    },
  };
}
