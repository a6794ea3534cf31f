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
}

/** The words of one reader. `zone`: IANA name; `now`: epoch ms. */
export function wordsOf({ language, now, zone }: Pick<Words, 'language' | 'now'> & { readonly zone: string }): Words {
  const words = wordsIn(language);
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: zone });
  return {
    ...words,
    now,
    time: (at) => html`<time datetime="${new Date(at).toISOString()}">${format.format(at)}</time>`,
    day: (at) => html`<time datetime="${new Date(at).toISOString()}">${days.format(at)}</time>`,
  };
}
