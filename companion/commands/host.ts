import { readMessage, writeMessage } from '../host/native-messages.ts';
import { askCompanion, runningDaemon } from './ask-companion.ts';
import type { Command } from './command.ts';
import { isUserError } from './user-error.ts';

/** `tollkeeper host`: what a browser starts to be handed a code, so that nobody has to type one. */
export const hostCommand: Command = {
  name: 'host',

  options: {},

  run: async () => {
    const answer = await handOver(await readMessage(process.stdin));
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(writeMessage(answer), (error) => (error ? reject(error) : resolve()));
    });
    // Whoever has asked may keep the pipe open.
    process.stdin.destroy();
    return 0;
  },
};

async function handOver(message: unknown): Promise<object> {
  const { kind } = (message ?? {}) as { readonly kind?: unknown };
  if (kind !== 'pair') return { problem: 'not-understood' };
  try {
    const { origin: address } = runningDaemon();
    const { code } = await askCompanion<{ code: string }>({ method: 'POST', path: '/pair/codes' });
    return { address, code };
  } catch (error) {
    if (isUserError(error)) return { problem: 'not-running' };
    throw error;
  }
}
