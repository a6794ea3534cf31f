import { fillTemplate } from '../../lib/domain/fill-template.ts';
import { nameField } from './name-field.ts';
import { spokenChinese } from './speak.ts';

/**
 * A reason that the companion's API gives, in the language that is spoken here; what is not known is said as it came. Fields are called
 * what the command line calls them.
 */
export function sayReason(reason: string): string {
  // Of several fields each is a sentence of its own.
  return reason
    .split(/(?<=\.) (?=[\w.]+: )/)
    .map(saySentence)
    .join(spokenChinese() === null ? ' ' : '');
}

/** What is asked for in a field of a channel, in the language that is spoken here. */
export function sayField(summary: string): string {
  return spokenChinese()?.fields.find(([english]) => english === summary)?.[1] ?? summary;
}

function saySentence(reason: string): string {
  // What is wrong with a field stands behind its name, as a sentence.
  const [, field = '', inField] = /^([\w.]+|policy\.models\.\S+): (.+)\.$/s.exec(reason) ?? [];
  if (spokenChinese() === null) return inField === undefined ? reason : `${nameField(field)}: ${inField}.`;
  const told = translate(reason);
  if (told !== null) return told;
  const ofField = inField === undefined ? null : translate(inField);
  return ofField === null ? reason : `${nameField(field)}：${ofField}。`;
}

/** Null: it is not among those that are known. A code in brackets behind it is nobody's language. */
function translate(reason: string): string | null {
  const whole = translateWhole(reason);
  if (whole !== null) return whole;
  const [, front, code] = /^(.+) \(([^()]+)\)$/.exec(reason) ?? [];
  const told = front === undefined ? null : translateWhole(front);
  return told === null ? null : `${told}（${code}）`;
}

function translateWhole(reason: string): string | null {
  for (const [english, chinese] of spokenChinese()?.reasons ?? []) {
    const filled = toPattern(english).exec(reason)?.slice(1);
    if (filled === undefined) continue;
    // What stands in a reason may be one itself.
    const said = filled.map((part) => translate(part) ?? part);
    let at = 0;
    return fillTemplate(
      chinese.replaceAll('{}', () => `{p${at++}}`),
      (name) => said[Number(name.slice(1))] ?? '',
      'zh',
    );
  }
  return null;
}

function toPattern(english: string): RegExp {
  return new RegExp(`^${english.split('{}').map(escapeSigns).join('(.*?)')}$`);
}

function escapeSigns(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
