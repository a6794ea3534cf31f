import { type ParseArgsConfig, parseArgs } from 'node:util';
import { speak } from '../terminal/speak.ts';
import type { Command, CommandContext, CommandOption } from './command.ts';
import { optionsOf } from './options-of.ts';
import { toLanguage } from './read-language.ts';
import { createUserError } from './user-error.ts';

type Options = Readonly<Record<string, CommandOption>>;

/** What was given to a command. Throws a user error where it is not what the command takes. */
export function readOptions(command: Command, args: readonly string[]): Pick<CommandContext, 'values' | 'operands'> {
  const options = optionsOf(command);
  const fault = findFault(command, options, args);
  if (fault !== null) throw notUnderstood(command, fault);
  // No option may be repeated into a list, so that every value is a text or a yes.
  const parsed = parseArgs({ args: [...args], options: toConfig(options), allowPositionals: true });
  const values = parsed.values as CommandContext['values'];
  if (command.options.lang === undefined && values.lang !== undefined && toLanguage(values.lang) === null) {
    throw notUnderstood(command, speak('readLanguage.isNoLanguageOfIt', { value: values.lang }));
  }
  return { values, operands: parsed.positionals };
}

/** What is wrong first, as people are told it: what Node says of it is English only. Null: nothing. */
function findFault({ operands }: Command, options: Options, args: readonly string[]): string | null {
  const { tokens } = parseArgs({ args: [...args], options: toConfig(options), strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional' && operands === undefined) {
      return speak('cli.operandTooMany', { operand: token.value });
    }
    if (token.kind !== 'option') continue;
    const option = token.rawName;
    const meant = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (meant === undefined) return speak('cli.optionUnknown', { option });
    if (meant.type === 'boolean') {
      if (token.value !== undefined) return speak('cli.optionTakesNone', { option });
    } else if (token.value === undefined) {
      return speak('cli.optionNeedsValue', { option, value: meant.value ?? '<value>' });
    } else if (!token.inlineValue && /^-./.test(token.value)) return speak('cli.optionLike', { option });
  }
  return null;
}

function toConfig(options: Options): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [name, short === undefined ? { type } : { type, short }]),
  );
}

function notUnderstood({ name }: Command, why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: name }),
    why,
    todo: speak('any.helpWritten', { command: name }),
    exitCode: 2,
  });
}
