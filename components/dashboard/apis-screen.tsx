import { use } from 'react';
import { renderText } from '../../lib/domain/render-text.ts';
import type { ApisDeeds, ApisState } from '../../lib/ui/apis-store.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { ApiEditor } from './api-editor.tsx';
import { ApiList } from './api-list.tsx';
import { ApiPreviewPanel } from './api-preview.tsx';
import { ApiTrialPanel } from './api-trial.tsx';
import { Notice } from './notice.tsx';

interface ApisProps {
  readonly state: ApisState;
  readonly deeds: ApisDeeds;
}

/** APIs that a person describes: those in force, one being written, what it would do, and what it makes of a sample. */
export function ApisScreen({ state, deeds }: ApisProps) {
  const say = useSay();
  const language = use(LanguageContext);
  const { status, apis, checked, tried, notice } = state;
  return (
    <>
      <Notice words={notice === null ? '' : renderText(notice, language)} isFailed={status === 'failed'} />
      <p className="lead">{say('apis.what')}</p>
      {status === 'loading' ? (
        // The list stands above the editor: what is written and pressed there must not move when it comes.
        <p className="hint" role="status">
          {say('over.loading')}
        </p>
      ) : (
        <div className="panels">
          {status === 'ready' && <ApiList apis={apis} deeds={deeds} />}
          <ApiEditor text={state.text} problems={checked?.problems ?? []} deeds={deeds} />
          {checked?.preview && <ApiPreviewPanel preview={checked.preview} onAccept={deeds.accept} />}
          {state.text.trim() !== '' && <ApiTrialPanel tried={tried} onTry={deeds.tryOn} />}
        </div>
      )}
    </>
  );
}
