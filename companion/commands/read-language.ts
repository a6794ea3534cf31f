import type { Language } from '../../lib/domain/text.ts';
import type { CommandContext, CommandOption } from './command.ts';

/** `--lang` of commands that speak more than one language. */
export const LANG_OPTION: CommandOption = {
  type: 'string',
  value: '<en|zh>',
  summary: "In which language (your terminal's, else en).",
};

/** The language that was asked for, else the one of the surroundings (POSIX: LC_ALL, LC_MESSAGES, LANG), else English. */
export function readLanguage(
  value: CommandContext['values'][string],
  notUnderstood: (why: string) => Error,
  env: NodeJS.ProcessEnv = process.env,
): Language {
  if (value === 'en' || value === 'zh') return value;
  if (value !== undefined) throw notUnderstood(`"${value}" is no language of it; there are en and zh.`);
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^zh(?![a-z])/i.test(locale) ? 'zh' : 'en';
}
