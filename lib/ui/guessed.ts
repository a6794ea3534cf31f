import type { Text } from '../domain/text.ts';
import { notSaved } from './not-saved.ts';

/** What of a store is shown before it is kept. */
interface Shown<View> {
  readonly getState: () => { readonly view: View | null };
  readonly setState: (change: { readonly view: View | null }) => void;
}

/**
 * Shows at once what `guess` makes of what is shown. Where the deed fails, what was so is shown again, unless something else is by
 * then; what is resolved with is why. Never rejects.
 */
export function guessed<View, Said>(
  { getState, setState }: Shown<View>,
  deed: Promise<Said>,
  guess: (view: View) => View = (view) => view,
): Promise<Said | Text> {
  const { view: was } = getState();
  const view = was && guess(was);
  setState({ view });
  return deed.catch((cause: unknown): Text => {
    if (getState().view === view) setState({ view: was });
    return notSaved(cause);
  });
}
