/** Runs it; what it throws is ours to swallow, never the page's to see. */
export function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // Nothing: a call that waits is let go by its timer, and what is not understood stays unknown.
  }
}
