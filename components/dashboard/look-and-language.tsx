import type { Language } from '../../lib/domain/text.ts';
import { useSay } from '../popup/say.ts';
import { Choice } from './choice.tsx';

/** What was chosen; null: as the system has it. */
export interface Look {
  readonly language: Language | null;
  readonly theme: 'light' | 'dark' | null;
}

interface LookProps {
  readonly chosen: Look;
  readonly onChoose: (change: Partial<Look>) => void;
}

/** What the page speaks, and how it looks. */
export function LookAndLanguage({ chosen, onChoose }: LookProps) {
  const say = useSay();
  const languages = [
    [null, say('set.language.auto')],
    ['en', 'English'],
    ['zh', '中文'],
  ] as const;
  return (
    <section className="panel" aria-labelledby="set-look">
      <h2 id="set-look">{say('set.look')}</h2>
      <div className="columns">
        <fieldset>
          <legend>{say('set.language')}</legend>
          {languages.map(([language, name]) => (
            <Choice
              key={name}
              group="language"
              isChosen={chosen.language === language}
              onChoose={() => onChoose({ language })}
            >
              <span lang={language === 'zh' ? 'zh-CN' : (language ?? undefined)}>{name}</span>
            </Choice>
          ))}
        </fieldset>
        <fieldset>
          <legend>{say('set.theme')}</legend>
          {([null, 'light', 'dark'] as const).map((theme) => (
            <Choice key={theme} group="theme" isChosen={chosen.theme === theme} onChoose={() => onChoose({ theme })}>
              {say(`set.theme.${theme ?? 'auto'}`)}
            </Choice>
          ))}
        </fieldset>
      </div>
    </section>
  );
}
