import css from './page-ui.css?inline';

const LINE = `:host {
    display: block !important;
    position: fixed !important;
    left: var(--tk-left, 0) !important;
    top: var(--tk-top, 0) !important;
    z-index: 2147483646 !important;
    width: max-content !important;
    max-width: var(--tk-max-width, 100vw) !important;
    visibility: var(--tk-visibility, hidden) !important;
    pointer-events: none !important;
  }`;

/** What each kind of host is; not by its attribute, which the page could take away. */
const HOSTS = {
  card: ':host { display: block !important; position: static !important }',
  /** By a composer. */
  chip: LINE,
  /** In the corner: something waits. */
  corner: LINE,
  /** By a composer, or in the corner: with buttons. */
  line: LINE,
} as const;

/** What a host of ours is for. */
export type HostKind = keyof typeof HOSTS;

/**
 * Puts our styles into a shadow root. A constructed sheet needs no permission of the page's policy; should a browser
 * refuse one from a content script's world, a `<style>` element does it (never `innerHTML`, which Firefox ignores).
 */
export function applyStyles(root: ShadowRoot, kind: HostKind): void {
  const text = css + HOSTS[kind];
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
    if (root.adoptedStyleSheets.length === 1) return;
  } catch {
    // Falls through to the element.
  }
  const style = document.createElement('style');
  style.textContent = text;
  root.append(style);
}
