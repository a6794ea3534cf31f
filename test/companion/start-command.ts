import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A command in a process of its own. */
interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has said so far. */
  readonly output: { readonly out: string; readonly err: string };
  /** Resolves to its exit code; null: it was killed. */
  readonly ended: Promise<number | null>;
}

/** What is run as the command line: ours from source, unless somewhere else it is installed. */
export interface Program {
  readonly node: string;
  readonly cli: string;
}

const ours: Program = { node: `${root}node_modules/.bin/node`, cli: 'companion/cli.mjs' };

/** Starts the command line as people do; it is gone with the test. `env` is all that it knows of its surroundings. */
export function startCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  { node, cli }: Program = ours,
): Started {
  const child = spawn(node, [cli, ...args], { cwd: root, env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    output.err += chunk;
  });
  return { child, output, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** The same to its end, with `input` at its standard input. */
export async function runCommand(
  args: readonly string[],
  { env, input = '', program }: { readonly env?: NodeJS.ProcessEnv; readonly input?: string; program?: Program } = {},
): Promise<{ readonly out: string; readonly err: string; readonly code: number | null }> {
  const { child, output, ended } = startCommand(args, env, program);
  child.stdin.end(input);
  const code = await ended;
  return { ...output, code };
}
