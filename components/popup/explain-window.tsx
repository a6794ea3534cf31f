import type { PastedText } from '../../lib/domain/pasted-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import type { PopupSource } from '../../lib/webext/popup-model.ts';
import { Explain } from './explain.tsx';
import { Head } from './head.tsx';
import { LanguageContext } from './say.ts';

interface ExplainWindowProps {
  readonly language: Language;
  /** What was selected; absent: nothing was. */
  readonly initial?: PastedText;
  readonly on: Pick<PopupSource, 'onExplain' | 'onOpen'>;
}

/** The window that the entry in a page's menu opens. */
export function ExplainWindow({ language, initial, on }: ExplainWindowProps) {
  return (
    <LanguageContext value={language}>
      <div className="popup is-window" lang={language === 'zh' ? 'zh-CN' : 'en'}>
        <Head title="explain.title" />
        <main>
          <Explain explain={on.onExplain} onOpen={on.onOpen} {...(initial && { initial })} />
        </main>
      </div>
    </LanguageContext>
  );
}
