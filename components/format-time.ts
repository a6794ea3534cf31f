import type { Language } from '../lib/domain/text.ts';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/** A day in words: "Saturday, 21 November 2026". `day` is `YYYY-MM-DD`. */
export function formatDay(day: string, language: Language): string {
  return dayIn(day, language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** A day with little weight: "21 Nov 2026". */
export function formatDate(day: string, language: Language): string {
  return dayIn(day, language, { dateStyle: 'medium' });
}

/** The same where there is little room: "21 Nov"; of a month "Nov 2026". */
export function formatShortDay(day: string, step: 'day' | 'week' | 'month', language: Language): string {
  return dayIn(
    day,
    language,
    step === 'month' ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' },
  );
}

function dayIn(day: string, language: Language, style: Intl.DateTimeFormatOptions): string {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  const locale = language === 'en' ? 'en-GB' : LOCALES.zh;
  return new Intl.DateTimeFormat(locale, style).format(new Date(year, month - 1, date));
}

/** An instant with its day and seconds: "21 Nov 2026, 14:05:09". */
export function formatInstant(at: number, language: Language): string {
  const style = { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : LOCALES.zh, style).format(at);
}

/** An instant of today with its seconds: "14:05:09". */
export function formatTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { timeStyle: 'medium', hourCycle: 'h23' }).format(at);
}

/** Bytes as people read them: "12 kB", "3.4 MB". */
export function formatBytes(bytes: number, language: Language): string {
  const isSmall = bytes < 1_000_000;
  const digits = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: isSmall ? 0 : 1 });
  return isSmall ? `${digits.format(bytes / 1000)} kB` : `${digits.format(bytes / 1_000_000)} MB`;
}
