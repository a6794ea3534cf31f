import type { DrivenPage } from '../support/driver.ts';

/** Waits until a part of a page says something: by default what was done. */
export async function says(page: DrivenPage, part: string, selector = 'main [role=status]'): Promise<void> {
  await page.waitFor(
    (wanted: string, where: string) => document.querySelector(where)?.textContent?.includes(wanted) === true,
    { args: [part, selector], what: `a page that says ${part}` },
  );
}

/** Presses a button by its name, with the real mouse. */
export async function press(page: DrivenPage, name: string): Promise<void> {
  await page.waitFor(markButton, { args: [name], what: `the button ${name}` });
  await page.click('[data-wanted]');
}

function markButton(name: string): boolean {
  for (const old of document.querySelectorAll('[data-wanted]')) old.removeAttribute('data-wanted');
  const nameOf = (button: HTMLButtonElement): string => button.getAttribute('aria-label') ?? button.textContent ?? '';
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
  const found = buttons.find((each) => nameOf(each) === name) ?? buttons.find((each) => nameOf(each).startsWith(name));
  found?.setAttribute('data-wanted', '');
  return found !== undefined;
}
