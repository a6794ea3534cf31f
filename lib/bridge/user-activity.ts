/** How long after a click or key press a call still counts as started by it, ms. */
const STARTED_MS_MAX = 5000;

/** What the user does in one document. */
export interface UserActivity {
  /** Something was done just now, where it can be seen. */
  readonly isActive: () => boolean;
  /** When something was done at last, ms of this document's clock; minus infinity: never. */
  readonly lastAt: () => number;
}

/** Tells whether the user did something in this document just now. Only trusted events count; hidden tabs never do. */
export function watchUserActivity(): UserActivity {
  let lastAt = Number.NEGATIVE_INFINITY;
  const note = (event: Event): void => {
    if (event.isTrusted) lastAt = performance.now();
  };
  // A screen reader presses a button without a pointer or a key.
  for (const type of ['pointerdown', 'pointerup', 'keydown', 'click'])
    addEventListener(type, note, { capture: true, passive: true });
  return {
    isActive: () => performance.now() - lastAt <= STARTED_MS_MAX && document.visibilityState === 'visible',
    lastAt: () => lastAt,
  };
}
