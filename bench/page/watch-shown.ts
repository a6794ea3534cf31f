/** In `window.benchShown`: when a frame in which this is so was handed over for painting. For scripts that run before a page's own. */
export function watchFor(isThere: string): string {
  // A task posted in an animation frame runs after that frame's painting.
  return `
    window.benchShown = new Promise((resolve) => {
      const isThere = () => ${isThere};
      const observer = new MutationObserver(() => {
        if (!isThere()) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => resolve(performance.now());
          channel.port2.postMessage(null);
        });
      });
      observer.observe(document, { childList: true, characterData: true, subtree: true });
    });`;
}

export const WAIT_FOR_SHOWN = 'window.benchShown';
export const BALANCE_SHOWN =
  "[...document.querySelectorAll('.amount')].some(({ textContent }) => /\\d/.test(textContent))";
