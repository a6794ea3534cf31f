import type { Language } from '../../lib/domain/text.ts';
import { enHelp } from '../texts/en-help.ts';
import { zhHelp } from '../texts/zh-help.ts';
import type { Command, CommandOption } from './command.ts';
import { optionsOf } from './options-of.ts';

/** A command with what is said of it in one language. */
export interface DescribedCommand {
  readonly name: string;
  /** One line, no full stop. */
  readonly summary: string;
  readonly operands?: string;
  /** All of them, `--lang` and `--help` too. */
  readonly options: Readonly<Record<string, CommandOption & { readonly summary: string }>>;
  /** What stands below the options: paragraphs, and examples that begin with two blanks. */
  readonly notes: readonly string[];
}

const TEXTS: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en: enHelp, zh: zhHelp };

/** What is said of a command. */
export function describeCommand(command: Command, language: Language): DescribedCommand {
  const { name, operands } = command;
  const texts = TEXTS[language];
  const filled = command.fills?.() ?? {};
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (all, key: string) => filled[key]?.join('\n') ?? all);
  const options = Object.entries(optionsOf(command)).map(([option, one]) => {
    const summary = fill(texts[`${name}.${option}=`] ?? texts[`any.${option}=`] ?? '');
    return [option, { ...one, summary }] as const;
  });
  const notes = texts[`${name}.notes`];
  return {
    ...{ name, summary: texts[name] ?? '', options: Object.fromEntries(options) },
    ...(operands !== undefined && { operands }),
    notes: notes === undefined ? [] : fill(notes).split('\n'),
  };
}
