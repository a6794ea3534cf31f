import { use } from 'react';
import type { CallRow } from '../../lib/domain/dashboard.ts';
import { formatClock } from '../../lib/domain/format-clock.ts';
import { costText, estimateText } from '../popup/cost-text.ts';
import { LanguageContext, useSay } from '../popup/say.ts';
import { siteName } from './site-name.ts';

interface LineProps {
  readonly row: CallRow;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** One call in the list; a click opens what is known of it. */
export function CallLine({ row, isOpen, onToggle }: LineProps) {
  const say = useSay();
  const language = use(LanguageContext);
  const { record, providerName } = row;
  const isWrong = record.outcome === 'refusal' || record.outcome === 'error';
  return (
    <h3>
      <button
        type="button"
        className="call-line"
        aria-expanded={isOpen}
        aria-controls={isOpen ? `call-${record.callId}` : undefined}
        onClick={onToggle}
      >
        <time dateTime={new Date(record.openedAt).toISOString()}>{formatClock(record.openedAt, language)}</time>
        <span className="line-name">
          <b>{record.model ?? say('calls.noModel')}</b>
          <span>{`${providerName} · ${siteName(record.origin, say)}`}</span>
        </span>
        <span className={isWrong ? 'line-outcome is-wrong' : 'line-outcome'}>
          {say(`popup.outcome.${record.outcome}`)}
          {!record.isReviewed && <span>{say('popup.unreviewed')}</span>}
        </span>
        <span className="line-cost">
          <b>{costText(record, say)}</b>
          <span>{estimateText(record, say)}</span>
        </span>
      </button>
    </h3>
  );
}
