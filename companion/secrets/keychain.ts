import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';

/** The system's own store of secrets. Secrets go in and out by pipes: whoever lists processes sees none. */
export interface Keychain {
  readonly name: string;
  /** Null: there is nothing under this name. Rejects where the keychain does not answer, or is locked. */
  readonly read: (account: string) => Promise<string | null>;
  readonly write: (account: string, secret: string) => Promise<void>;
  /** Resolves when there is nothing under this name, whether there was or not. */
  readonly remove: (account: string) => Promise<void>;
}

/** Whether a keychain works, and if not why, as a sentence for people. */
export type Probed =
  | { readonly keychain: Keychain; readonly why: null }
  | { readonly keychain: null; readonly why: string };

/** The system's keychain, as far as it has one. */
export interface KeychainSource {
  /** Without asking whether it works. */
  readonly keychain: Keychain;
  /** Writes, reads and cleans it once; where it works that is remembered. */
  readonly probe: () => Promise<Probed>;
}

/** How a program of the system is run: its arguments, and what it is told. */
interface Run {
  readonly file: string;
  readonly args: readonly string[];
  readonly input?: string;
}

/** Runs a program of the system with this input; rejects where it cannot be started or does not end in time. */
type Ask = (run: Run) => Promise<Ran>;

const SERVICE = 'tollkeeper';
/** Long enough to type a password; a keychain that waits longer for a person is none for a service. */
const ANSWER_MS_MAX = 20_000;
const OUTPUT_BYTES_MAX = 64 * 1024;
/** What an account may be called where the name becomes part of a command. */
const ACCOUNT = /^[\w.@/-]{1,200}$/;

/** freedesktop's Secret Service: GNOME Keyring, KWallet. */
function secretTool(run: Ask): Keychain {
  const of = (account: string): readonly string[] => ['service', SERVICE, 'account', account];
  /** What is locked is not given out, and not cleared either, with the code of what is not there; a search lists it. */
  const isThere = async (account: string): Promise<boolean> => {
    const { code, output } = await run({ file: 'secret-tool', args: ['search', ...of(account)] });
    if (code !== 0) throw new KeychainError(`secret-tool ended with ${code}`);
    return output.trim() !== '';
  };
  return {
    name: 'secret-tool',
    async read(account) {
      const { code, output } = await run({ file: 'secret-tool', args: ['lookup', ...of(account)] });
      if (code === 0) return output.replace(/\n$/, '');
      if (code !== 1 || output !== '') throw new KeychainError(`secret-tool ended with ${code}`);
      if (await isThere(account)) throw new KeychainError('it is locked');
      return null;
    },
    async write(account, secret) {
      const args = ['store', '--label', `Tollkeeper: ${account}`, ...of(account)];
      expectDone('secret-tool', await run({ file: 'secret-tool', args, input: secret }));
    },
    async remove(account) {
      await run({ file: 'secret-tool', args: ['clear', ...of(account)] });
      if (await isThere(account)) throw new KeychainError('it is locked');
    },
  };
}

/** macOS. Its password option would stand in argv, so it is told by its own prompt, in hex: nothing needs quoting. */
function macKeychain(run: Ask): Keychain {
  return {
    name: 'security',
    async read(account) {
      const { code, output } = await run({
        file: 'security',
        args: ['find-generic-password', '-s', SERVICE, '-a', account, '-w'],
      });
      if (code === NOT_THERE) return null;
      if (code !== 0) throw new KeychainError(`security ended with ${code}`);
      return output.replace(/\n$/, '');
    },
    async write(account, secret) {
      const hex = Buffer.from(secret, 'utf8').toString('hex');
      const input = `add-generic-password -U -s ${SERVICE} -a ${account} -X ${hex}\n`;
      expectDone('security', await run({ file: 'security', args: ['-i'], input }));
    },
    async remove(account) {
      const args = ['delete-generic-password', '-s', SERVICE, '-a', account];
      expectDone('security', await run({ file: 'security', args }), [0, NOT_THERE]);
    },
  };
}

/** Windows' Credential Locker, by the PowerShell that every Windows has; the name and the secret come in by a pipe, a line each. */
function windowsLocker(run: Ask): Keychain {
  const script = (what: string): readonly string[] => [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    `$ErrorActionPreference='Stop'; [void][Windows.Security.Credentials.PasswordVault,Windows.Security.Credentials,ContentType=WindowsRuntime]; $v=New-Object Windows.Security.Credentials.PasswordVault; $a=[Console]::In.ReadLine(); ${what}`,
  ];
  const file = 'powershell.exe';
  const find = `try{$c=$v.Retrieve('${SERVICE}',$a)}catch{exit ${NOT_THERE}}`;
  return {
    name: 'Windows Credential Locker',
    async read(account) {
      const args = script(`${find}; $c.RetrievePassword(); [Console]::Out.Write($c.Password)`);
      const { code, output } = await run({ file, args, input: `${account}\n` });
      if (code === NOT_THERE) return null;
      if (code !== 0) throw new KeychainError(`the Credential Locker ended with ${code}`);
      return output;
    },
    async write(account, secret) {
      const args = script(
        `$s=[Console]::In.ReadLine(); $v.Add((New-Object Windows.Security.Credentials.PasswordCredential('${SERVICE}',$a,$s)))`,
      );
      expectDone('the Credential Locker', await run({ file, args, input: `${account}\n${secret}\n` }));
    },
    async remove(account) {
      const args = script(`${find}; $v.Remove($c)`);
      expectDone('the Credential Locker', await run({ file, args, input: `${account}\n` }), [0, NOT_THERE]);
    },
  };
}

/** What macOS ends with where there is no such item; our script for Windows does the same. */
const NOT_THERE = 44;

const byPlatform: Partial<Record<NodeJS.Platform, (run: Ask) => Keychain>> = {
  linux: secretTool,
  darwin: macKeychain,
  win32: windowsLocker,
};

/** Something that a keychain did not do. Its message is what happened, for people, and holds no secret. */
export class KeychainError extends Error {}

/** The system's keychain, not yet asked; null: this system has none. `environment`: what its program is started with. */
export function openKeychain(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  answerMsMax: number = ANSWER_MS_MAX,
): KeychainSource | null {
  const open = byPlatform[platform];
  if (open === undefined) return null;
  const keychain = bounded(open((run) => runProgram(run, environment, answerMsMax)));
  let works = false;
  return {
    keychain,
    async probe() {
      const why = works ? null : await probe(keychain);
      works = why === null;
      return why === null ? { keychain, why } : { keychain: null, why };
    },
  };
}

/** Null: it really works. One without a desktop, or locked, answers reads with "nothing": so it is written to, read and cleaned. */
async function probe(keychain: Keychain): Promise<string | null> {
  const account = `probe-${randomBytes(8).toString('hex')}`;
  const secret = randomBytes(16).toString('hex');
  try {
    await keychain.write(account, secret);
    const found = await keychain.read(account);
    await keychain.remove(account);
    if (found === secret && (await keychain.read(account)) === null) return null;
    return `${keychain.name} does not give back what it was given`;
  } catch (error) {
    return error instanceof KeychainError ? error.message : `${keychain.name} could not be started`;
  }
}

function bounded(keychain: Keychain): Keychain {
  const check = (account: string): void => {
    if (!ACCOUNT.test(account))
      throw new Error('[secrets] an account of a keychain has letters, digits and ._@/- only');
  };
  return {
    name: keychain.name,
    async read(account) {
      check(account);
      return keychain.read(account);
    },
    async write(account, secret) {
      check(account);
      if (/[\r\n\0]/.test(secret)) throw new Error('[secrets] a secret of a keychain is one line');
      await keychain.write(account, secret);
    },
    async remove(account) {
      check(account);
      await keychain.remove(account);
    },
  };
}

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

function runProgram(
  { file, args, input = '' }: Run,
  environment: Readonly<Record<string, string | undefined>>,
  answerMsMax: number,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: environment, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    // Not by its pipes: a program that it has started itself could hold them open.
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      reject(new KeychainError(`${file} did not answer within ${answerMsMax / 1000} s`));
    }, answerMsMax);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(0, OUTPUT_BYTES_MAX);
    });
    child.once('error', (cause) => {
      clearTimeout(timer);
      reject(new KeychainError(`there is no program "${file}"`, { cause }));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
    // A program that ends without reading is told by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function expectDone(name: string, { code }: Ran, codes: readonly (number | null)[] = [0]): void {
  if (!codes.includes(code)) throw new KeychainError(`${name} ended with ${code}: it is locked, or none runs here`);
}
