import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { within } from './bounded.ts';

/** A browser process of ours: it and its children never outlive the test process. */
export interface OwnedProcess {
  readonly pid: number;
  /** True once the process has ended. */
  hasExited(): boolean;
  /** Resolves when the process has ended, however it ended. */
  readonly exited: Promise<void>;
  /** The last lines the process wrote to stderr, for error messages. */
  stderrTail(): string;
  /** Kills the process and its whole group; resolves once the process is gone. */
  kill(): Promise<void>;
}

const STDERR_CHARACTERS_MAX = 4000;
const liveGroups = new Set<number>();
const temporaryFolders = new Set<string>();
let isCleanupInstalled = false;

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is already gone.
  }
}

function removeFolder(folder: string): void {
  // Chromium's children may still write while they die: a few retries instead of an ENOTEMPTY.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

function installCleanup(): void {
  if (isCleanupInstalled) return;
  isCleanupInstalled = true;
  process.on('exit', () => {
    for (const pid of liveGroups) killGroup(pid);
    for (const folder of temporaryFolders) removeFolder(folder);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
}

/** Starts `command` in a process group of its own, killed with this process at the latest. */
export function startOwnedProcess(
  command: string,
  args: readonly string[],
  environment: Record<string, string>,
): OwnedProcess {
  installCleanup();
  const child: ChildProcess = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let tail = '';
  let isGone = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-STDERR_CHARACTERS_MAX);
  });
  const pid = child.pid ?? 0;
  if (pid > 0) liveGroups.add(pid);
  const exited = new Promise<void>((resolve) => {
    const end = (): void => {
      isGone = true;
      killGroup(pid);
      liveGroups.delete(pid);
      resolve();
    };
    child.once('exit', end);
    child.once('error', (error) => {
      tail += error.message;
      end();
    });
  });
  return {
    pid,
    hasExited: () => isGone,
    exited,
    stderrTail: () => tail,
    async kill() {
      if (!isGone) killGroup(pid);
      await within(5000, `the end of ${command} (${pid})`, exited);
    },
  };
}

/** A new folder below the system's temporary folder, removed by `removeTemporaryFolder` or with this process. */
export function makeTemporaryFolder(name: string): string {
  installCleanup();
  const folder = mkdtempSync(join(tmpdir(), `tollkeeper-${name}-`));
  temporaryFolders.add(folder);
  return folder;
}

/** Removes a folder that `makeTemporaryFolder` made; other folders are left alone. */
export function removeTemporaryFolder(folder: string): void {
  if (!temporaryFolders.delete(folder)) return;
  removeFolder(folder);
}
