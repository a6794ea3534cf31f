import css from './page-ui.css?inline';

/**
 * Puts our styles into a shadow root. A constructed sheet needs no permission of the page's policy; Firefox refuses one
 * from a content script's world, there a `<style>` element does it (never `innerHTML`, which it ignores).
 */
export function applyStyles(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    if (root.adoptedStyleSheets.length === 1) return;
  } catch {
    // Falls through to the element.
  }
  const style = document.createElement('style');
  style.textContent = css;
  root.append(style);
}
