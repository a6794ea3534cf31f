import type browser from 'webextension-polyfill';
import type { Sandbox } from '../../../companion/sandbox/server.ts';
import type { DrivenPage } from '../support/driver.ts';

/** What a script sent into the background finds: `browser` in Firefox, `chrome` in both. */
export interface ExtensionScope {
  readonly browser?: typeof browser;
  readonly chrome: typeof browser;
}

/** Chooses one of the sandbox's models on its playground. */
export async function chooseModel(page: DrivenPage, model: string): Promise<void> {
  await page.evaluate((wanted: string) => {
    const select = document.querySelector('#model') as HTMLSelectElement;
    select.value = wanted;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, model);
}

/** Switches the whole sandbox to a scenario; rejects when it knows none of that name. */
export async function setScenario(sandbox: Sandbox, scenario: string): Promise<void> {
  const response = await fetch(`${sandbox.origin}/console/api/scenario`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ scenario }),
  });
  if (!response.ok) throw new Error(`the sandbox has no scenario ${scenario}: ${await response.text()}`);
}

export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
