import { parseDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { spanText } from '../../lib/domain/span-text.ts';
import type { Language, Text, TextParam } from '../../lib/domain/text.ts';

/** How a report says things in one language. */
export interface ReportWords {
  readonly language: Language;
  /** A text of the catalogue, finished. */
  readonly say: (key: Text['key'], params?: Readonly<Record<string, TextParam>>) => string;
  /** A text that was made elsewhere. */
  readonly tell: (text: Text) => string;
  /** A decimal with its unit, rounded for reading; null: not known. */
  readonly money: (amount: string | null, unit: string) => string;
  /** The same of what there is: never more than that. */
  readonly have: (amount: string | null, unit: string) => string;
  /** "3 h": a length of time, ms. */
  readonly span: (ms: number) => string;
  /** Sentences one after the other. */
  readonly join: (sentences: readonly string[]) => string;
}

/** The words of a language. */
export function wordsIn(language: Language): ReportWords {
  const say: ReportWords['say'] = (key, params) => renderText({ key, ...(params && { params }) }, language);
  return {
    ...{ language, say, tell: (text) => renderText(text, language) },
    money: (amount, unit) => sayAmount(amount, unit, say),
    have: (amount, unit) => sayAmount(amount, unit, say, 'down'),
    span: (ms) => renderText(spanText(ms), language),
    join: (sentences) => sentences.join(language === 'zh' ? '' : ' '),
  };
}

function sayAmount(amount: string | null, unit: string, say: ReportWords['say'], rounding?: 'down'): string {
  const nano = parseDecimal(amount);
  if (amount === null || nano === null) return say('page.unknown');
  if (unit === 'tokens' || unit === 'calls') {
    return say(`alert.amount.${unit}`, { count: { kind: 'decimal', digits: amount } });
  }
  return say('page.money', { money: { kind: 'money', money: { unit, nano }, ...(rounding && { rounding }) } });
}
