import { templateOf } from './catalogue.ts';
import { fillTemplate } from './fill-template.ts';
import { formatClock } from './format-clock.ts';
import { formatMoment } from './format-moment.ts';
import { formatDigits, formatExact, formatMoney, formatRate, grouped, isCurrency } from './format-money.ts';
import type { Language, Text, TextParam } from './text.ts';
import type { TextKey } from './texts/en.ts';

/** Names of models, keys and providers are cut to this: they come from outside. */
const NAME_CHARS_MAX = 60;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The finished sentence. Never throws; a parameter that is missing shows as "?". */
export function renderText(text: Text, language: Language): string {
  const params: Readonly<Record<string, TextParam>> = text.params ?? {};
  const count = params.n;
  const template = templateOf(text.key, language, typeof count === 'number' ? count : null);
  const fill = (name: string): string => {
    const param = params[name];
    return param === undefined ? '?' : renderParam(param, language);
  };
  return fillTemplate(template, fill, language);
}

function renderParam(param: TextParam, language: Language): string {
  if (typeof param === 'string') return cleanName(param);
  if (typeof param === 'number') return grouped(String(param), language);
  if ('key' in param) return renderText(param, language);
  switch (param.kind) {
    case 'money':
      return formatMoney(param.money, language, param);
    case 'about':
      return renderText({ key: 'unit.about', params: { money: { kind: 'money', money: param.money } } }, language);
    case 'brief':
      return language === 'en' && !isCurrency(param.money.unit)
        ? formatDigits(param.money, language, param)
        : formatMoney(param.money, language, param);
    case 'digits':
      return formatDigits(param.money, language);
    case 'exact':
      return formatExact(param.money, language);
    case 'rate':
      return formatRate(param.unit, param.picoPerUnit, param.per, language);
    case 'decimal':
      return grouped(param.digits, language);
    case 'age':
      return renderText(ageText(param.ms), language);
    case 'clock':
      return formatClock(param.at, language);
    case 'moment':
      return formatMoment(param, language);
    case 'verbatim':
      return cleanText(param.text);
  }
}

/** Control and direction characters could rearrange the sentence around a hostile name. */
function cleanText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').trim();
}

function cleanName(name: string): string {
  const clean = cleanText(name);
  return clean.length > NAME_CHARS_MAX ? `${clean.slice(0, NAME_CHARS_MAX - 1)}…` : clean;
}

/** "3 min ago". A time in the future (a clock set back) is just now. */
function ageText(ms: number): Text {
  if (ms < MINUTE_MS) return { key: 'age.now' };
  if (ms < HOUR_MS) return counted('age.minutes', ms / MINUTE_MS);
  return ms < DAY_MS ? counted('age.hours', ms / HOUR_MS) : counted('age.days', ms / DAY_MS);
}

function counted(key: TextKey, count: number): Text {
  return { key, params: { n: Math.floor(count) } };
}
