import type { Command } from './command.ts';
import { runSandbox, sandboxOptions } from './run-sandbox.ts';

/** `tollkeeper sandbox`: the paid API to practise on. */
export const sandboxCommand: Command = {
  name: 'sandbox',

  options: sandboxOptions,
  run: runSandbox,
};
