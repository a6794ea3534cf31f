/** Does it again once, however often that is asked for meanwhile. `work` must not reject. */
export function oneAtATime(work: () => Promise<void>): () => void {
  let running: Promise<void> | null = null;
  let isDue = false;
  const run = (): void => {
    isDue = running !== null;
    running ??= work().then(() => {
      running = null;
      if (isDue) run();
    });
  };
  return run;
}
