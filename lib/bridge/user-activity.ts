/** How long after a click or key press a call still counts as started by it, ms. */
const STARTED_MS_MAX = 5000;

/** Tells whether the user did something in this document just now. Only trusted events count; hidden tabs never do. */
export function watchUserActivity(): () => boolean {
  let lastAt = Number.NEGATIVE_INFINITY;
  const note = (event: Event): void => {
    if (event.isTrusted) lastAt = performance.now();
  };
  for (const type of ['pointerdown', 'pointerup', 'keydown'])
    addEventListener(type, note, { capture: true, passive: true });
  return () => performance.now() - lastAt <= STARTED_MS_MAX && document.visibilityState === 'visible';
}
