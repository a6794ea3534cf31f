import type { Count } from '../domain/call.ts';
import { toDecimal } from '../domain/money.ts';
import type { CallRecord } from '../domain/record.ts';
import { renderText } from '../domain/render-text.ts';
import type { Language, TextParam } from '../domain/text.ts';
import type { TextKey } from '../domain/texts/en.ts';

/** Who writes a report, and for whom to read. */
export interface ReportMaker {
  readonly version: string;
  readonly language: Language;
}

/** How the parts of a report are said. */
export interface ReportSay {
  /** A line of the catalogue; texts are taken as they are, however long. */
  readonly say: (key: TextKey, params?: Readonly<Record<string, string | number>>) => string;
  /** "0.024 USD", with every digit; "unknown" for null. */
  readonly amount: (nano: bigint | null | undefined, unit: string | null | undefined) => string;
}

/** The words of a report in one language. */
export function sayIn(language: Language): ReportSay {
  const say: ReportSay['say'] = (key, params = {}) => renderText({ key, params: verbatim(params) }, language);
  return {
    say,
    amount: (nano, unit) => (nano == null ? say('report.unknown') : `${toDecimal(nano)} ${unit ?? ''}`.trim()),
  };
}

function verbatim(params: Readonly<Record<string, string | number>>): Readonly<Record<string, TextParam>> {
  const entries = Object.entries(params);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'number' ? value : { kind: 'verbatim', text: value }]),
  );
}

/**
 * What "This was wrong" copies, for whoever looks into it: sizes, prices, times. The record holds no prompt, answer, key
 * or error text; left out besides are the account, the mark of the key and the page's origin beyond its provider.
 */
export function writeReport(record: CallRecord, { version, language }: ReportMaker): string {
  const { draft, cost, usage } = record;
  const { say, amount } = sayIn(language);
  const of = cost?.unit;
  const [likely, low, high] = [amount(cost?.likelyNano, of), amount(cost?.lowNano, of), amount(cost?.highNano, of)];
  const counted = usage === null ? say('report.notStated') : JSON.stringify(usage);
  return [
    `Tollkeeper ${version}`,
    say('report.call', { id: record.callId }),
    say('report.request', { id: record.requestId }),
    say('report.provider', { provider: record.provider, api: record.surface }),
    say('report.model', { model: record.model ?? say('report.none') }),
    say('report.sent', {
      time: new Date(record.openedAt).toISOString(),
      end: new Date(record.settledAt).toISOString(),
    }),
    say('report.ended', {
      how: `${record.outcome}${record.refusalCause === null ? '' : `, ${record.refusalCause}`}`,
    }),
    say(record.isReviewed ? 'report.checked.yes' : 'report.checked.no'),
    say('report.asked', { sizes: draft === null ? say('report.notRead') : sizes(draft, language) }),
    say('report.counted', { usage: counted }),
    say('report.estimate', { likely: amount(record.estimateLikelyNano, of) }),
    say('report.cost', { likely, low, high, certainty: record.certainty }),
    `${say('report.should')} `,
  ].join('\n');
}

/** What a call asked for, in counts. */
export function sizes(draft: NonNullable<CallRecord['draft']>, language: Language): string {
  const { say } = sayIn(language);
  const { inputTokens, units, outputTokensMax } = draft;
  const parts = [
    draft.wire,
    inputTokens && say('report.size.input', { count: range(inputTokens, say) }),
    units && say('report.size.units', { count: String(units.count), meter: units.meter }),
    outputTokensMax !== null && say('report.size.output', { count: String(outputTokensMax) }),
    say('report.size.answers', { n: draft.answers }),
    say(draft.isStream ? 'report.size.stream' : 'report.size.noStream'),
  ];
  return parts.filter((part) => typeof part === 'string').join(language === 'zh' ? '，' : ', ');
}

function range({ low, likely, high }: Count, say: ReportSay['say']): string {
  return low === high
    ? String(likely)
    : say('report.range', { low: String(low), high: String(high), likely: String(likely) });
}
