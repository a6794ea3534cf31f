import { type ReactNode, use } from 'react';
import type { CallView } from '../../lib/domain/dashboard.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';
import { formatInstant } from '../format-time.ts';
import { LanguageContext, type Say, useSay } from '../popup/say.ts';
import { siteName } from '../popup/site-name.ts';
import { CallReport } from './call-report.tsx';

interface DetailProps {
  readonly detail: CallView;
  readonly copy: (text: string) => Promise<boolean>;
}

/** Everything about one call: the sum, its circumstances, and a way to say that it is wrong. */
export function CallDetails({ detail, copy }: DetailProps) {
  const say = useSay();
  const language = useLanguage();
  const { record, sum } = detail;
  return (
    <div className="call-detail" id={`call-${record.callId}`}>
      <section className="sum">
        <h3>{say('calls.sum')}</h3>
        <Lines texts={sum.cost} isSum />
        {detail.priceFrom !== null && <p className="price-from">{renderText(detail.priceFrom, language)}</p>}
        <h3>{say('calls.detail.estimate')}</h3>
        <Lines texts={sum.estimate} />
        <p className={record.certainty === 'billed' ? 'sure' : 'unsure'}>{renderText(sum.certainty, language)}</p>
      </section>
      <div className="circumstances">
        <Facts detail={detail} />
        {detail.held.length > 0 && (
          <section className="held">
            <h3>{say('calls.detail.held')}</h3>
            <Lines texts={detail.held} />
          </section>
        )}
      </div>
      <CallReport report={detail.report} copy={copy} />
    </div>
  );
}

function Lines({ texts, isSum = false }: { readonly texts: readonly Text[]; readonly isSum?: boolean }) {
  const language = useLanguage();
  const lines = texts.map((text) => renderText(text, language));
  return (
    <ul className={isSum ? 'lines is-sum' : 'lines'}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Facts({ detail }: { readonly detail: CallView }) {
  const say = useSay();
  const language = useLanguage();
  const { record, accountName, keyName } = detail;
  const seconds = ((record.settledAt - record.openedAt) / 1000).toFixed(1);
  return (
    <dl className="facts">
      <Fact name={say('calls.detail.when')}>{formatInstant(record.openedAt, language)}</Fact>
      <Fact name={say('calls.detail.took')}>{say('calls.seconds', { s: seconds })}</Fact>
      <Fact name={say('calls.detail.asked')}>{askedText(record, say)}</Fact>
      {record.refusalCause !== null && (
        <Fact name={say('calls.detail.cause')}>{say(`cause.${record.refusalCause}`)}</Fact>
      )}
      <Fact name={say('calls.detail.site')}>
        {record.origin === 'null' ? siteName(record.origin, say) : record.origin}
      </Fact>
      <Fact name={say('calls.detail.account')}>{accountName ?? say('calls.unknownAccount')}</Fact>
      {keyName !== null && <Fact name={say('calls.detail.key')}>{keyName}</Fact>}
      <Fact name={say('calls.detail.request')}>
        {record.providerRequestId ? <code>{record.providerRequestId}</code> : say('calls.notStated')}
      </Fact>
      <Fact name={say('calls.detail.own')}>
        <code>{record.requestId}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** "at most 4,096 tokens of answer · as a stream" */
function askedText({ draft }: CallRecord, say: Say): string {
  if (draft === null) return say('calls.unknownAccount');
  const units = draft.units && `${say(`meter.${draft.units.meter}`)}: ${draft.units.count}`;
  const output = draft.outputTokensMax === null ? null : say('calls.outputMax', { n: draft.outputTokensMax });
  const answers = draft.units ? null : say('calls.answers', { n: draft.answers });
  const stream = draft.isStream ? say('calls.stream') : null;
  return [units, output, answers, stream].filter((part) => part !== null).join(' · ');
}

function useLanguage() {
  return use(LanguageContext);
}
