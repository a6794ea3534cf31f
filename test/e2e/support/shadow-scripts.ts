// These functions are sent into pages as source text: each must stand alone, with no import and no helper outside.
// biome-ignore-all lint/performance/useDomNodeTextContent: innerText is what a person sees, with its line breaks.
import type { Box, DrivenButton } from './driver.ts';

/** Every button in the root with its name and state. */
export function listButtons(root: ShadowRoot): DrivenButton[] {
  const nameOf = (element: HTMLElement): string => {
    const labelledBy = element.getAttribute('aria-labelledby');
    const labels = labelledBy?.split(/\s+/).map((id) => root.getElementById(id)?.textContent ?? '');
    return (labels?.join(' ') || element.getAttribute('aria-label') || element.innerText).replace(/\s+/g, ' ').trim();
  };
  return [...root.querySelectorAll<HTMLElement>('button, [role="button"], input[type="submit"]')].map((element) => ({
    name: nameOf(element),
    isDisabled: element.matches(':disabled') || element.getAttribute('aria-disabled') === 'true',
    isPrimary:
      element.matches('[data-primary], [data-kind="primary"], [data-variant="primary"]') ||
      /(^|[\s_-])primary($|[\s_-])/.test(element.className),
    isVisible: element.checkVisibility({ visibilityProperty: true }),
  }));
}

/** The rectangle of the n-th match, scrolled into view first; null without a match. */
export function boxOf(root: ParentNode, selector: string, index: number): Box | null {
  const element = root.querySelectorAll(selector)[index];
  if (!element) return null;
  element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
}

/** The text a person sees in the root: style and script elements have none, closed dialogs neither. */
export function visibleText(root: ShadowRoot): string {
  const textOf = (element: Element): string => {
    if (!(element instanceof HTMLElement) || element.matches('style, script, template')) return '';
    // Without a box of its own innerText would give hidden children too.
    if (getComputedStyle(element).display === 'contents') return [...element.children].map(textOf).join('\n');
    return element.checkVisibility() ? element.innerText : '';
  };
  return [...root.children].map(textOf).filter(Boolean).join('\n').trim();
}

/** Name of the focused element, or null. */
export function nameOfFocused(root: ShadowRoot): string | null {
  const focused = root.activeElement;
  if (!(focused instanceof HTMLElement)) return null;
  const labelledBy = focused.getAttribute('aria-labelledby');
  const labels = labelledBy?.split(/\s+/).map((id) => root.getElementById(id)?.textContent ?? '');
  return (labels?.join(' ') || focused.getAttribute('aria-label') || focused.innerText).replace(/\s+/g, ' ').trim();
}
