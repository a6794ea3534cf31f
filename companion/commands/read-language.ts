import type { Language } from '../../lib/domain/text.ts';
import type { CommandOption } from './command.ts';

/** `--lang`, which every command has that means nothing else by it. */
export const LANG_OPTION: CommandOption = { type: 'string', value: '<en|zh>' };

/** The language of the surroundings (POSIX: LC_ALL, LC_MESSAGES, LANG); English where they name none of ours. */
export function languageAround(environment: NodeJS.ProcessEnv): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return /^zh(?![a-z])/i.test(locale) ? 'zh' : 'en';
}

/** Null: it is no language of ours. */
export function toLanguage(value: unknown): Language | null {
  return value === 'en' || value === 'zh' ? value : null;
}

/** What `--lang` names, wherever it stands before `--`: also what is wrong is said in it. Null: nothing that is known. */
export function languageNamed(args: readonly string[]): Language | null {
  const end = args.indexOf('--');
  const ours = end < 0 ? args : args.slice(0, end);
  const named = ours.flatMap((arg, at) => {
    if (arg === '--lang') return [ours[at + 1]];
    return arg.startsWith('--lang=') ? [arg.slice('--lang='.length)] : [];
  });
  return toLanguage(named.at(-1));
}
