import type { Box, DrivenPage } from '../support/driver.ts';

/*
 * Web components keep what people click in shadow roots, one inside the other. These look through all open ones; what is
 * done there is done by mouse and keys, at the place where a person would see it.
 */

/** Clicks the middle of the first match, scrolled into view. Rejects where nothing shows up. */
export async function clickInside(page: DrivenPage, selector: string): Promise<void> {
  const { x, y, width, height } = await page.waitFor<Box>(`(${boxInside})(${JSON.stringify(selector)})`, {
    what: `${selector} to be seen`,
  });
  await page.clickAt(x + width / 2, y + height / 2);
}

/** Clicks the first match and types, key by key. */
export async function typeInside(page: DrivenPage, selector: string, text: string): Promise<void> {
  await clickInside(page, selector);
  for (const letter of text) await page.press(letter === ' ' ? 'Space' : letter);
}

/** The text of every match, in the order of the page. */
export function textsInside(page: DrivenPage, selector: string): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(${readInside})(${JSON.stringify(selector)})`);
}

/** Both run in the page: sent as source, so they see nothing of this file. */
function boxInside(selector: string): Box | null {
  const find = (root: Document | ShadowRoot): Element | null => {
    const found = root.querySelector(selector);
    if (found !== null) return found;
    for (const element of root.querySelectorAll('*')) {
      const inner = element.shadowRoot && find(element.shadowRoot);
      if (inner) return inner;
    }
    return null;
  };
  const element = find(document);
  if (element === null) return null;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

function readInside(selector: string): readonly string[] {
  const texts: string[] = [];
  const collect = (root: Document | ShadowRoot): void => {
    // biome-ignore lint/performance/useDomNodeTextContent: what a person sees.
    for (const element of root.querySelectorAll<HTMLElement>(selector)) texts.push(element.innerText);
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) collect(shadowRoot);
  };
  collect(document);
  return texts;
}
