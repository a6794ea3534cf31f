import { useSay } from './say.ts';

/** That permissions were withdrawn, wherever that was, and the way to where they are given again. */
export function Lost({ count, onOpen }: { readonly count: number; readonly onOpen: () => void }) {
  const say = useSay();
  if (count === 0) return null;
  return (
    <section className="site lost" aria-label={say('set.lost')}>
      <div className="site-words">
        <span>{say('popup.lost', { n: count })}</span>
      </div>
      <button type="button" onClick={onOpen}>
        {say('popup.lostOpen')}
      </button>
    </section>
  );
}
