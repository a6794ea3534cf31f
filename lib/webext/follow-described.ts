import { toProviders } from '../described/to-provider.ts';
import { learnOwnProviders } from '../providers/registry.ts';
import { readSettings, watchSettings } from './settings.ts';

/**
 * Keeps the APIs that the user described known to the registry of this context, also when they change. The function that is
 * returned resolves when they are known: whatever looks a provider up waits for it.
 */
export function followDescribed(): () => Promise<void> {
  let learned: Promise<void> | null = null;
  watchSettings((names) => {
    if (names.includes('descriptions')) learned = null;
  });
  return () => {
    learned ??= readSettings().then(
      ({ descriptions }) => learnOwnProviders(toProviders(descriptions)),
      // Without storage there is no ledger either: what was known stays known, and is asked for again.
      () => {
        learned = null;
      },
    );
    return learned;
  };
}
