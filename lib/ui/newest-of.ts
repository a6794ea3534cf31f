/** What a store says where reading failed: what was shown before stays. */
export const FAILED = { status: 'failed' } as const;

/**
 * A reading that is done again and again: what was asked for last is shown, whatever comes in late. `read` has to say itself what a
 * failure is shown as.
 */
export function newestOf<T>(read: () => Promise<T>, show: (found: T) => void): () => Promise<void> {
  let turn = 0;
  return async () => {
    turn += 1;
    const mine = turn;
    const found = await read();
    if (mine === turn) show(found);
  };
}
