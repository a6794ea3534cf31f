import { use } from 'react';
import { STORED_TABLES, type StoredView } from '../../lib/domain/dashboard.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { PrivacyDeeds, PrivacyState } from '../../lib/ui/privacy-store.ts';
import { formatBytes, formatDay } from '../format-time.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { ExportFile } from './export-file.tsx';
import { ImportFile } from './import-file.tsx';
import { KeepDaysChoice } from './keep-days.tsx';
import { Notice } from './notice.tsx';
import { Wipe } from './wipe.tsx';
import { WordList } from './word-list.tsx';

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
          <WordList level={2} head="priv.kept" items={KEPT} />
          <WordList level={2} head="priv.never" items={NEVER} />
          <p className="hint">{say('priv.private')}</p>
        </div>
        {stored && <Size stored={stored} />}
        {stored && <KeepDaysChoice stored={stored} isBusy={busy !== null} onKeep={deeds.keepFor} />}
        <ExportFile isBusy={busy !== null} onExport={deeds.exportAll} />
        <ImportFile isBusy={busy !== null} isLocked={state.isLocked} onImport={deeds.importFile} />
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
  const said = renderText({ ...notice.text, params: { list: LIST, ...notice.text.params } }, language);
  const more = notice.more ? ` ${renderText(notice.more, language)}` : '';
  return `${said.replace(LIST, list)}${more}`;
}

const LIST = '{list}';

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
