import { toDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';

/**
 * An answer for programs: amounts as decimals and fields named without "Nano", texts by their key and in every language.
 * Values are plain data of ours.
 */
export function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return toDecimal(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (isText(value)) return { key: value.key, en: renderText(value, 'en'), zh: renderText(value, 'zh') };
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [plainName(name), toPlain(part)]));
}

function isText(value: object): value is Text {
  const names = Object.keys(value);
  return 'key' in value && names.every((name) => name === 'key' || name === 'params');
}

function plainName(name: string): string {
  return name === 'nano' ? 'amount' : name.replace(/Nano$/, '');
}
