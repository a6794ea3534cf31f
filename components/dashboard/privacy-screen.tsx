import { use } from 'react';
import { STORED_TABLES, type StoredView } from '../../lib/domain/dashboard.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { TextKey } from '../../lib/domain/texts/en.ts';
import type { PrivacyDeeds, PrivacyState } from '../../lib/ui/privacy-store.ts';
import { formatBytes, formatDay } from '../format-time.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { KeepDaysChoice } from './keep-days.tsx';
import { Notice } from './notice.tsx';
import { Wipe } from './wipe.tsx';

interface PrivacyProps {
  readonly state: PrivacyState;
  readonly deeds: PrivacyDeeds;
}

const KEPT = ['priv.kept.calls', 'priv.kept.wallets', 'priv.kept.keys'] as const;
const NEVER = ['priv.never.text', 'priv.never.keys', 'priv.never.errors', 'priv.never.sent'] as const;

/** What is stored, in words and in figures; a copy of it, and a way to be rid of it. */
export function PrivacyScreen({ state, deeds }: PrivacyProps) {
  const say = useSay();
  const { status, stored, busy } = state;
  return (
    <>
      <Notice words={useNotice(state)} isFailed={status === 'failed'} />
      <div className="panels">
        <div className="panel columns">
          <WordList head="priv.kept" items={KEPT} />
          <WordList head="priv.never" items={NEVER} />
          <p className="hint">{say('priv.private')}</p>
        </div>
        {stored && <Size stored={stored} />}
        {stored && <KeepDaysChoice stored={stored} isBusy={busy !== null} onKeep={deeds.keepFor} />}
        <section className="panel" aria-labelledby="priv-export">
          <h2 id="priv-export">{say('priv.export')}</h2>
          <p>{say('priv.exportWhat')}</p>
          <div className="buttons">
            <button type="button" disabled={busy !== null} onClick={deeds.exportAll}>
              {say('priv.exportDo')}
            </button>
          </div>
        </section>
        {stored && <Wipe stored={stored} isBusy={busy !== null} onWipe={deeds.wipe} />}
      </div>
    </>
  );
}

function useNotice({ notice }: PrivacyState): string {
  const language = use(LanguageContext);
  if (notice === null) return '';
  const list = new Intl.ListFormat(language === 'zh' ? 'zh-CN' : 'en', { type: 'conjunction' }).format(
    notice.list.map((text) => renderText(text, language)),
  );
  // Not as a parameter: those are cut to the length of a name.
  return renderText({ ...notice.text, params: { list: LIST, ...notice.text.params } }, language).replace(LIST, list);
}

const LIST = '{list}';

function WordList({ head, items }: { readonly head: TextKey; readonly items: readonly TextKey[] }) {
  const say = useSay();
  return (
    <section aria-labelledby={head}>
      <h2 id={head}>{say(head)}</h2>
      <ul className="words">
        {items.map((item) => (
          <li key={item}>{say(item)}</li>
        ))}
      </ul>
    </section>
  );
}

function Size({ stored }: { readonly stored: StoredView }) {
  const say = useSay();
  const language = use(LanguageContext);
  const { bytes, oldestDay, counts } = stored;
  const digits = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en');
  return (
    <section className="panel" aria-labelledby="priv-size">
      <h2 id="priv-size">{say('priv.size')}</h2>
      {bytes !== null && <p>{say('priv.bytes', { size: formatBytes(bytes, language) })}</p>}
      {oldestDay !== null && <p>{say('priv.since', { day: formatDay(oldestDay, language) })}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">{say('priv.table')}</th>
            <th scope="col">{say('priv.rows')}</th>
          </tr>
        </thead>
        <tbody>
          {STORED_TABLES.map((table) => (
            <tr key={table}>
              <th scope="row">{say(`priv.table.${table}`)}</th>
              <td>{digits.format(counts[table])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
