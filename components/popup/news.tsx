import type { TextKey } from '../../lib/domain/texts/en.ts';
import { useSay } from './say.ts';

/** What an update has brought, until somebody says that they know. */
export function News({ news, onKnown }: { readonly news: readonly TextKey[]; readonly onKnown: () => void }) {
  const say = useSay();
  if (news.length === 0) return null;
  return (
    <section className="site news" aria-labelledby="popup-news">
      <div className="site-words">
        <strong id="popup-news">{say('news.head')}</strong>
        <ul>
          {news.map((key) => (
            <li key={key}>{say(key)}</li>
          ))}
        </ul>
      </div>
      <button type="button" onClick={onKnown}>
        {say('news.known')}
      </button>
    </section>
  );
}
