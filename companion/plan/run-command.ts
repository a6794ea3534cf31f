import { spawn } from 'node:child_process';

/** What the user's command is told. */
export interface CommandFacts {
  readonly run: string;
  readonly account: string;
  /** Decimal. */
  readonly amount: string;
  readonly unit: string;
}

/** `nothing-done`: it certainly did nothing; `unknown`: it may have. */
export interface CommandEnd {
  readonly kind: 'done' | 'nothing-done' | 'unknown';
  readonly detail: string;
}

/** What a command ends with that did nothing and may be run again: `EX_TEMPFAIL` of sysexits.h. */
const NOTHING_DONE = 75;
/** What of the environment it gets: nothing that could hold a key. */
const ENVIRONMENT = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'SystemRoot', 'APPDATA', 'LOCALAPPDATA'];

/** The words of a command with what stands for the facts filled in: each stays one word, whatever is in it. */
export function fillIn(command: readonly string[], facts: CommandFacts): readonly string[] {
  return command.map((word, at) =>
    at === 0 ? word : word.replace(/\{(run|account|amount|unit)\}/g, (_, name: keyof CommandFacts) => facts[name]),
  );
}

/** Runs it without a shell; nothing that it prints is kept. Never rejects. */
export function runCommand(
  command: readonly string[],
  facts: CommandFacts,
  timeoutMs: number,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<CommandEnd> {
  const [file = '', ...args] = fillIn(command, facts);
  const env = Object.fromEntries(
    ENVIRONMENT.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const named = { TOLLKEEPER_RUN: facts.run, TOLLKEEPER_ACCOUNT: facts.account };
  const sums = { TOLLKEEPER_AMOUNT: facts.amount, TOLLKEEPER_UNIT: facts.unit };
  return new Promise((resolve) => {
    const child = spawn(file, args, { env: { ...env, ...named, ...sums }, stdio: 'ignore', shell: false });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const end = (how: CommandEnd): void => {
      clearTimeout(timer);
      resolve(how);
    };
    child.once('error', (error) => {
      const hasRun = child.pid !== undefined;
      const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
      end({ kind: hasRun ? 'unknown' : 'nothing-done', detail: `it could not be run (${code})` });
    });
    child.once('exit', (code, signal) => end(endOf(code, signal, isLate)));
  });
}

function endOf(code: number | null, signal: string | null, isLate: boolean): CommandEnd {
  if (isLate) return { kind: 'unknown', detail: 'it took too long and was ended' };
  if (code === 0) return { kind: 'done', detail: 'it ended with 0' };
  if (code === NOTHING_DONE) return { kind: 'nothing-done', detail: `it ended with ${code}: nothing was done` };
  return { kind: 'unknown', detail: code === null ? `it was ended by ${signal}` : `it ended with ${code}` };
}
