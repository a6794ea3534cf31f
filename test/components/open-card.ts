import type { Page } from 'playwright';

/** The half second in which nothing counts, and the time a browser takes to see that a card is not covered. ms */
export const ARMED_MS = 750;

/** Runs in the page: the last dialog of ours, in its closed root (the gallery keeps roots where tests reach them). */
export const FIND_DIALOG = `globalThis.roots.map((root) => root.querySelector('dialog')).filter((dialog) => dialog?.isConnected).at(-1)`;

/** The middle of the button with this label, CSS px; null when there is none. */
export async function findButton(
  page: Page,
  label: string,
): Promise<{ readonly x: number; readonly y: number } | null> {
  return page.evaluate<{ x: number; y: number } | null>(`(() => {
    const buttons = [...(${FIND_DIALOG})?.querySelectorAll('button') ?? []];
    const button = buttons.find((each) => (each.ariaLabel ?? each.textContent) === ${JSON.stringify(label)});
    const box = button?.getBoundingClientRect();
    return box && box.width > 0 ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : null;
  })()`);
}

/** A real click on a button of the card; throws when it is not there. */
export async function clickButton(page: Page, label: string): Promise<void> {
  const at = await findButton(page, label);
  if (at === null) throw new Error(`no button "${label}"`);
  await page.mouse.click(at.x, at.y);
}

/** What the bridge would have heard, by kind. */
export async function heard(page: Page): Promise<readonly string[]> {
  return page.evaluate('globalThis.tried.actions.map((action) => action.kind)');
}

/** The text of the card that is open; null when none is. */
export async function cardText(page: Page): Promise<string | null> {
  return page.evaluate<string | null>(`(${FIND_DIALOG})?.innerText ?? null`);
}

/** What has the focus inside our root. */
export async function focusedText(page: Page): Promise<string | null> {
  return page.evaluate<string | null>(
    `globalThis.roots.map((root) => root.activeElement).filter(Boolean).at(-1)?.textContent ?? null`,
  );
}
