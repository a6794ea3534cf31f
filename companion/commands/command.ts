import type { Readable } from 'node:stream';

/** One `--name` of a command; what it is for stands in the help texts. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for the value in help: `<port>`. */
  readonly value?: string;
}

/** What a command is given to work with. */
export interface CommandContext {
  /** Options as given; `undefined` when left out. */
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  /** What stands beside the options; empty where the command takes nothing of the kind. */
  readonly operands: readonly string[];
  /** UTF-8 text. */
  readonly input: Readable & { readonly isTTY?: boolean };
  /** Writes one line for people (or a script) to read. */
  readonly print: (line: string) => void;
  /** Writes one line of what went wrong, where it is in nobody's way. */
  readonly complain: (line: string) => void;
  /** Shows a line that the next one takes the place of; empty: none. Absent: nobody looks at a terminal. */
  readonly showProgress?: (line: string) => void;
  /** Resolves when what was printed has left. Absent: it leaves at once. */
  readonly drained?: () => Promise<void>;
  /** Aborted by SIGINT or SIGTERM: finish and return. */
  readonly stopped: AbortSignal;
}

/** A command of the command line, as data; what it is for stands in the help texts. */
export interface Command {
  readonly name: string;
  /** What stands for the operands in help: `[body]`. Absent: it takes none. */
  readonly operands?: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** What stands for a `{name}` in its help (texts/en-help-….ts), a line each. Absent: there is none. */
  readonly fills?: () => Readonly<Record<string, readonly string[]>>;
  /** Does the work; the result is the exit code. Throws a user error for what the user can put right. */
  readonly run: (context: CommandContext) => Promise<number>;
}
