import { use, useId, useState } from 'react';
import { explainStory } from '../../lib/domain/explain-story.ts';
import { NOTE_CHARS_MAX, type RefusalSaid, type ShownStory } from '../../lib/domain/refusal-view.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { RefusalsDeeds, RefusalsState } from '../../lib/ui/refusals-store.ts';
import { formatInstant } from '../format-time.ts';
import { LanguageContext, useSay } from '../popup/say.ts';

interface StoryProps {
  readonly story: ShownStory;
  readonly deeds: RefusalsDeeds;
  /** What became of what was said of it last; null: nothing was said lately. */
  readonly kept: RefusalsState['kept'];
}

/** One time the user heard no, and what they say of it. */
export function RefusalStoryItem({ story, deeds, kept }: StoryProps) {
  const say = useSay();
  const language = use(LanguageContext);
  const { no, again, providerName, accountName } = story;
  const { cause, tried, next } = explainStory(story, providerName);
  const time = formatInstant(no.at, language);
  return (
    <>
      <p className="hint">{accountName === null ? time : `${time} · ${accountName}`}</p>
      <h3>{renderText(cause, language)}</h3>
      <p>{[...tried, next].map((text) => renderText(text, language)).join(language === 'zh' ? '' : ' ')}</p>
      {again !== null && (
        <div className="buttons">
          <button
            type="button"
            aria-label={say('no.againOf', { model: no.model ?? '', time })}
            onClick={() => deeds.estimate(again)}
          >
            {say('no.again')}
          </button>
        </div>
      )}
      <Said said={story.said} kept={kept} onSay={(said) => deeds.say(story, said)} />
    </>
  );
}

interface SaidProps extends Pick<StoryProps, 'kept'> {
  readonly said: RefusalSaid;
  readonly onSay: (said: RefusalSaid) => void;
}

/** "Was this clear?", and a note. A note is kept when its field is left. */
function Said({ said, kept, onSay }: SaidProps) {
  const say = useSay();
  const id = useId();
  const [note, setNote] = useState(said.note);
  const answer = (isClear: boolean) => (
    <button
      type="button"
      aria-pressed={said.isClear === isClear}
      onClick={() => onSay({ isClear: said.isClear === isClear ? null : isClear, note })}
    >
      {say(isClear ? 'no.yes' : 'no.no')}
    </button>
  );
  return (
    <details>
      <summary>{say('no.clear')}</summary>
      <fieldset className="buttons" aria-labelledby={`${id}-clear`}>
        <span id={`${id}-clear`} hidden>
          {say('no.clear')}
        </span>
        {answer(true)}
        {answer(false)}
      </fieldset>
      <div className="field">
        <label htmlFor={`${id}-note`}>
          {say('no.note')} <span className="hint">({say('no.noteHint')})</span>
        </label>
        <textarea
          id={`${id}-note`}
          rows={2}
          maxLength={NOTE_CHARS_MAX}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onBlur={() => note !== said.note && onSay({ isClear: said.isClear, note })}
        />
      </div>
      <p role="status" className="hint">
        {kept === null ? '' : say(kept.isFailed ? 'no.noteFailed' : 'no.noteSaved')}
      </p>
    </details>
  );
}
