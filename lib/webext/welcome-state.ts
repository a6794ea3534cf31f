import { WELCOME_STEPS, type WelcomeStep } from '../domain/welcome.ts';
import { browser } from './settings.ts';

/** An entry of `storage.local` beside the settings, which every watched page reads. */
const NAME = 'welcome';

/** What the first page remembers of somebody who has been there. */
export interface WelcomeState {
  readonly step: WelcomeStep;
  /** Name of the budget that was set there; null: none was. */
  readonly budget: string | null;
}

/** Null: nobody has been there, and it was never opened. */
export async function readWelcome(): Promise<WelcomeState | null> {
  const { [NAME]: stored } = await browser.storage.local.get(NAME);
  if (typeof stored !== 'object' || stored === null) return null;
  const { step, budget } = stored as Partial<Record<keyof WelcomeState, unknown>>;
  return {
    step: WELCOME_STEPS.find((one) => one === step) ?? 'providers',
    budget: typeof budget === 'string' ? budget : null,
  };
}

/** Writes some of it; the rest stays. */
export async function writeWelcome(change: Partial<WelcomeState>): Promise<void> {
  const known = (await readWelcome()) ?? { step: 'providers', budget: null };
  await browser.storage.local.set({ [NAME]: { ...known, ...change } });
}
