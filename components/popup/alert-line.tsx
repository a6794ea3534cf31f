import { useId } from 'react';
import type { PopupAlert, PopupSource } from '../../lib/webext/popup-model.ts';
import { useSay } from './say.ts';

interface AlertProps {
  readonly alert: PopupAlert;
  /** Nobody has said yet whether a notification should tell such things: asked here. */
  readonly isUnanswered: boolean;
  readonly on: Pick<PopupSource, 'onAlert' | 'onOpen'> &
    Partial<Pick<PopupSource, 'onOpenPage' | 'onRecharge' | 'onTellLow'>>;
}

/** What needs somebody most: what is happening, what it means, what to do; "I know", or again tomorrow. */
export function AlertLine({ alert, isUnanswered, on }: AlertProps) {
  const say = useSay();
  const labelId = useId();
  const { id, level, title, lines, link, others, recharges = null, isOfBudget = false } = alert;
  const { onOpenPage, onRecharge } = on;
  const open = (url: string): void =>
    recharges === null || onRecharge === undefined ? on.onOpen(url) : onRecharge(recharges, url);
  return (
    <section className="site asks" aria-labelledby={labelId}>
      <div className="site-words">
        <strong id={labelId}>
          <span className={`level is-${level}`}>{say(`notice.level.${level}`)}</span> {say(title.key, title.params)}
        </strong>
        {lines.map((line) => (
          <span key={line.key}>{say(line.key, line.params)}</span>
        ))}
        {others > 0 && <span>{say('notice.more', { n: others })}</span>}
      </div>
      <div className="answers">
        {link !== null && (
          <button type="button" onClick={() => open(link)}>
            {say(recharges === null ? 'notice.recharge' : 'popup.recharge')}
          </button>
        )}
        {isOfBudget && onOpenPage !== undefined && (
          <button type="button" onClick={() => onOpenPage('budgets')}>
            {say('popup.budgetsOpen')}
          </button>
        )}
        <button type="button" onClick={() => on.onAlert(id, 'known')}>
          {say('notice.known')}
        </button>
        <button type="button" onClick={() => on.onAlert(id, 'tomorrow')}>
          {say('notice.tomorrow')}
        </button>
      </div>
      {isUnanswered && (
        <>
          <div className="site-words">
            <span>{say('popup.lowAsk')}</span>
          </div>
          <div className="answers">
            <button type="button" className="primary" onClick={() => on.onTellLow?.(true)}>
              {say('popup.lowYes')}
            </button>
            <button type="button" onClick={() => on.onTellLow?.(false)}>
              {say('popup.lowNo')}
            </button>
          </div>
        </>
      )}
    </section>
  );
}
