import type { Command } from './command.ts';
import { runSandbox, sandboxOptions } from './run-sandbox.ts';

/** `tollkeeper sandbox`: the paid API to practise on. */
export const sandboxCommand: Command = {
  name: 'sandbox',
  summary: 'Start a small paid API with play money, to see how an app takes an empty wallet',
  options: sandboxOptions,
  run: runSandbox,
};
