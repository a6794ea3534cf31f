import { use } from 'react';
import type { CallRow } from '../../lib/domain/dashboard.ts';
import { formatClock } from '../../lib/domain/format-clock.ts';
import { costText, estimateText } from '../popup/cost-text.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { siteName } from '../popup/site-name.ts';

interface LineProps {
  readonly row: CallRow;
  /** Its place in the list, 0 the newest. */
  readonly index: number;
  /** The one that Tab leads to. */
  readonly isCurrent: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onFocus: () => void;
}

/** One call in the list; a click, or Enter, opens what is known of it. */
export function CallLine({ row, index, isCurrent, isOpen, onToggle, onFocus }: LineProps) {
  const say = useSay();
  const language = use(LanguageContext);
  const { record, providerName } = row;
  const isWrong = record.outcome === 'refusal' || record.outcome === 'error';
  return (
    // The keys are those of the whole list.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it hears them
    <div
      role="row"
      className="call-line"
      // The first is that of the heads.
      aria-rowindex={index + 2}
      aria-expanded={isOpen}
      tabIndex={isCurrent ? 0 : -1}
      onClick={onToggle}
      onFocus={onFocus}
    >
      <span role="gridcell" className="line-time">
        <time dateTime={new Date(record.openedAt).toISOString()}>{formatClock(record.openedAt, language)}</time>
      </span>
      <span role="gridcell" className="line-name">
        <b>{record.model ?? say('calls.noModel')}</b>
        <span>{`${providerName} · ${siteName(record.origin, say)}`}</span>
      </span>
      <span role="gridcell" className={isWrong ? 'line-outcome is-wrong' : 'line-outcome'}>
        {say(`popup.outcome.${record.outcome}`)}
        {!record.isReviewed && <span>{say('popup.unreviewed')}</span>}
      </span>
      <span role="gridcell" className="line-cost">
        <b>{costText(record, say)}</b>
        <span>{estimateText(record, say)}</span>
      </span>
    </div>
  );
}
