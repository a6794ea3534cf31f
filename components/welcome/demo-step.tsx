import { use, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import type { CardAction, ChipView } from '../../lib/domain/card.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { Demo, DemoTurn } from '../../lib/domain/welcome.ts';
import type { CardHandle, ChipHandle, Look } from '../../lib/webext/page-ui.ts';
import { showCard } from '../page-ui/show-card.tsx';
import { showChip } from '../page-ui/show-chip.tsx';
import { LanguageContext, useSay } from '../popup/say.ts';

interface DemoStepProps {
  readonly demo: Demo;
  readonly theme: Look['theme'];
}

/** A page like those people use: what is typed has the real chip, and what is sent the real card. Nothing leaves it. */
export function DemoStep({ demo, theme }: DemoStepProps) {
  const say = useSay();
  const id = useId();
  const language = use(LanguageContext);
  const look: Look = { language, theme };
  const { provider, model, wallet } = demo.about;
  const [message, setMessage] = useState(() => say('welcome.demo.first'));
  const [answer, setAnswer] = useState<Text | null>(null);
  const [said, setSaid] = useState<Text | null>(null);
  const composer = useRef<HTMLTextAreaElement>(null);
  const chip = useRef<ChipHandle | null>(null);
  const card = useRef<CardHandle | null>(null);

  const paintChip = (view: ChipView): void => {
    if (chip.current === null) {
      chip.current = showChip(view, { anchor: composer.current, onClick: null }, look);
    } else chip.current.update(view);
  };
  const take = (turn: DemoTurn): void => {
    if (turn.kind === 'card') {
      if (card.current === null) card.current = showCard(turn.card, { look, onAction: (action) => void act(action) });
      else card.current.update(turn.card);
      return;
    }
    closeCard();
    setAnswer(turn.kind === 'answered' ? turn.answer : null);
    setSaid(turn.kind === 'said' ? turn.said : null);
    if (turn.kind === 'answered') paintChip(turn.chip);
    else void lookAt(message);
  };
  const closeCard = (): void => {
    card.current?.close();
    card.current = null;
    composer.current?.focus();
  };
  const fail = (): void => {
    closeCard();
    setSaid({ key: 'welcome.demo.failed' });
  };
  const act = (action: CardAction): Promise<void> => demo.act(action).then(take, fail);
  const send = (): Promise<void> => demo.send(message).then(take, fail);
  /** What is shown is of what was typed last. */
  const latest = useRef(0);
  const lookAt = async (typed: string): Promise<void> => {
    latest.current += 1;
    const turn = latest.current;
    const view = await demo.preview(typed).catch(() => null);
    if (turn === latest.current && view !== null) paintChip(view);
  };
  const begin = useEffectEvent(() => void lookAt(message));
  useEffect(() => {
    begin();
    return () => {
      chip.current?.close();
      card.current?.close();
      chip.current = null;
      card.current = null;
    };
  }, []);
  return (
    <>
      <p>{say('welcome.demo.what', { provider, money: { kind: 'money', money: wallet } })}</p>
      <p className="hint">{say('welcome.demo.hint')}</p>
      <form
        className="played"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label htmlFor={`${id}-message`}>{say('welcome.demo.message', { model })}</label>
        <textarea
          id={`${id}-message`}
          ref={composer}
          rows={3}
          value={message}
          onChange={({ target }) => {
            setMessage(target.value);
            void lookAt(target.value);
          }}
        />
        <div className="buttons">
          <button type="submit" className="primary">
            {say('welcome.demo.send')}
          </button>
        </div>
        <div role="status">
          {said !== null && <p>{renderText(said, language)}</p>}
          {answer !== null && (
            <>
              <p className="hint">{say('welcome.demo.answer')}</p>
              <p className="answer">{renderText(answer, language)}</p>
            </>
          )}
        </div>
      </form>
    </>
  );
}
