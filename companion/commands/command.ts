/** One `--name` of a command. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for the value in help: `<port>`. */
  readonly value?: string;
  readonly summary: string;
}

/** What a command is given to work with. */
export interface CommandContext {
  /** Options as given; `undefined` when left out. */
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  /** Writes one line for people (or a script) to read. */
  readonly print: (line: string) => void;
  /** Aborted by SIGINT or SIGTERM: finish and return. */
  readonly stopped: AbortSignal;
}

/** A command of the command line, as data. */
export interface Command {
  readonly name: string;
  /** One line, no full stop. */
  readonly summary: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Does the work; the result is the exit code. Throws a user error for what the user can put right. */
  readonly run: (context: CommandContext) => Promise<number>;
}
