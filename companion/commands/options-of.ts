import type { Command, CommandOption } from './command.ts';
import { LANG_OPTION } from './read-language.ts';

const HELP_OPTION: CommandOption = { type: 'boolean', short: 'h' };

/** Every option of a command: its own, and those that all have. */
export function optionsOf({ options }: Command): Readonly<Record<string, CommandOption>> {
  return { ...options, ...(options.lang === undefined && { lang: LANG_OPTION }), help: HELP_OPTION };
}
