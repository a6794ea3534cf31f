import { parseDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language, Text, TextParam } from '../../lib/domain/text.ts';
import { type Html, html } from './html.ts';

/** How a page says things to its reader. */
export interface Words {
  readonly language: Language;
  /** Epoch ms. */
  readonly now: number;
  /** A text of the catalogue, finished. */
  readonly say: (key: Text['key'], params?: Readonly<Record<string, TextParam>>) => string;
  /** A text that was made elsewhere. */
  readonly tell: (text: Text) => string;
  /** A decimal with its unit, rounded for reading; null: not known. */
  readonly money: (amount: string | null, unit: string) => string;
  /** A day and time of the past or to come, epoch ms. */
  readonly time: (at: number) => Html;
  /** Its day alone. */
  readonly day: (at: number) => Html;
  /** Sentences one after the other. */
  readonly join: (sentences: readonly string[]) => string;
  /** "3 h": a length of time, ms. */
  readonly span: (ms: number) => string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The words of one reader. `zone`: IANA name; `now`: epoch ms. */
export function wordsOf({ language, now, zone }: Pick<Words, 'language' | 'now'> & { readonly zone: string }): Words {
  const say: Words['say'] = (key, params) => renderText({ key, ...(params && { params }) }, language);
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: zone });
  return {
    ...{ language, now, say, tell: (text) => renderText(text, language) },
    money: (amount, unit) => sayAmount(amount, unit, say),
    time: (at) => html`<time datetime="${new Date(at).toISOString()}">${format.format(at)}</time>`,
    day: (at) => html`<time datetime="${new Date(at).toISOString()}">${days.format(at)}</time>`,
    join: (sentences) => sentences.join(language === 'zh' ? '' : ' '),
    span(ms) {
      if (ms < MINUTE_MS) return say('no.span.moment');
      if (ms < HOUR_MS) return say('no.span.minutes', { n: Math.floor(ms / MINUTE_MS) });
      return ms < DAY_MS * 2
        ? say('no.span.hours', { n: Math.floor(ms / HOUR_MS) })
        : say('no.span.days', { n: Math.floor(ms / DAY_MS) });
    },
  };
}

function sayAmount(amount: string | null, unit: string, say: Words['say']): string {
  const nano = parseDecimal(amount);
  if (amount === null || nano === null) return say('page.unknown');
  if (unit === 'tokens' || unit === 'calls') {
    return say(`alert.amount.${unit}`, { count: { kind: 'decimal', digits: amount } });
  }
  return say('page.money', { money: { kind: 'money', money: { unit, nano } } });
}
