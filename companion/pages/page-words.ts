import { type ReportWords, wordsIn } from '../report/report-words.ts';
import { type Html, html } from './html.ts';

/** How a page says things to its reader. */
export interface Words extends ReportWords {
  /** Epoch ms. */
  readonly now: number;
  /** A day and time of the past or to come, epoch ms. */
  readonly time: (at: number) => Html;
  /** Its day alone. */
  readonly day: (at: number) => Html;
  /** "3 h": a length of time, ms. */
  readonly span: (ms: number) => string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The words of one reader. `zone`: IANA name; `now`: epoch ms. */
export function wordsOf({ language, now, zone }: Pick<Words, 'language' | 'now'> & { readonly zone: string }): Words {
  const words = wordsIn(language);
  const { say } = words;
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: zone });
  return {
    ...words,
    now,
    time: (at) => html`<time datetime="${new Date(at).toISOString()}">${format.format(at)}</time>`,
    day: (at) => html`<time datetime="${new Date(at).toISOString()}">${days.format(at)}</time>`,
    span(ms) {
      if (ms < MINUTE_MS) return say('no.span.moment');
      if (ms < HOUR_MS) return say('no.span.minutes', { n: Math.floor(ms / MINUTE_MS) });
      return ms < DAY_MS * 2
        ? say('no.span.hours', { n: Math.floor(ms / HOUR_MS) })
        : say('no.span.days', { n: Math.floor(ms / DAY_MS) });
    },
  };
}
