/** A page that is not looked at paints nothing. */
const WAIT_MS_MAX = 100;

/** Resolves when what stands in the page now was handed over for painting: what is loaded from then on is in nobody's way. */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, WAIT_MS_MAX);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
