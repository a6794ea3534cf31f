import { accuracyCommand } from './accuracy.ts';
import { balanceCommand } from './balance.ts';
import type { Command } from './command.ts';
import { estimateCommand } from './estimate.ts';
import { explainCommand } from './explain.ts';
import { sandboxCommand } from './sandbox.ts';
import { upCommand } from './up.ts';

/** Every command, in the order help lists them; a new command is one file and one line here. */
export const commands: readonly Command[] = [
  upCommand,
  estimateCommand,
  explainCommand,
  balanceCommand,
  accuracyCommand,
  sandboxCommand,
];
