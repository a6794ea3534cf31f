import { Mark } from '../mark.tsx';
import { useSay } from './say.ts';

/** What the screen is, beside the mark. */
export function Head({ title }: { readonly title: 'popup.title' | 'explain.title' }) {
  const say = useSay();
  return (
    <header>
      <Mark />
      <h1>{say(title)}</h1>
    </header>
  );
}
