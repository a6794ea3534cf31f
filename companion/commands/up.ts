import type { Command } from './command.ts';
import { runSandbox, sandboxOptions } from './run-sandbox.ts';

/** `tollkeeper up`: the companion. It embeds the sandbox, and so far that is all it serves. */
export const upCommand: Command = {
  name: 'up',
  summary: 'Start the companion with its embedded sandbox',
  options: sandboxOptions,
  run: runSandbox,
};
