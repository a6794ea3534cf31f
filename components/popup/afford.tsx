import type { AffordView } from '../../lib/domain/explain-afford.ts';
import { useSay } from './say.ts';

/** What the popup opens to: whether what is done here can be afforded. Its mood shows in a sign besides the colour. */
export function Afford({ view }: { readonly view: AffordView }) {
  const say = useSay();
  return (
    <section className="afford" data-mood={view.mood} aria-labelledby="popup-can">
      <h2 id="popup-can">{say('popup.can')}</h2>
      <p className="answer">{say(view.text.key, view.text.params)}</p>
      {view.age !== null && <p>{say(view.age.key, view.age.params)}</p>}
    </section>
  );
}
