import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';

/** The system's own store of secrets. Secrets go in and out by pipes: whoever lists processes sees none. */
export interface Keychain {
  readonly name: string;
  /** Null: there is nothing under this name. Rejects where the keychain does not answer. */
  readonly read: (account: string) => Promise<string | null>;
  readonly write: (account: string, secret: string) => Promise<void>;
  readonly remove: (account: string) => Promise<void>;
}

/** How a program of the system is run: its arguments, and what it is told. */
interface Run {
  readonly file: string;
  readonly args: readonly string[];
  readonly input?: string;
}

const SERVICE = 'tollkeeper';
/** A keychain that waits for a person to unlock it is none for a service. */
const ANSWER_MS_MAX = 10_000;
const OUTPUT_BYTES_MAX = 64 * 1024;
/** What an account may be called where the name becomes part of a command. */
const ACCOUNT = /^[\w.@/-]{1,200}$/;

/** freedesktop's Secret Service: GNOME Keyring, KWallet. */
function secretTool(): Keychain {
  const of = (account: string): readonly string[] => ['service', SERVICE, 'account', account];
  return {
    name: 'secret-tool',
    async read(account) {
      const { code, output } = await run({ file: 'secret-tool', args: ['lookup', ...of(account)] });
      if (code === 0) return output.replace(/\n$/, '');
      if (code === 1 && output === '') return null;
      throw new Error(`[secrets] secret-tool ended with ${code}`);
    },
    async write(account, secret) {
      const args = ['store', '--label', `Tollkeeper: ${account}`, ...of(account)];
      expectDone('secret-tool', await run({ file: 'secret-tool', args, input: secret }));
    },
    async remove(account) {
      await run({ file: 'secret-tool', args: ['clear', ...of(account)] });
    },
  };
}

/** macOS. Its password option would stand in argv, so it is told by its own prompt, in hex: nothing needs quoting. */
function macKeychain(): Keychain {
  return {
    name: 'security',
    async read(account) {
      const { code, output } = await run({
        file: 'security',
        args: ['find-generic-password', '-s', SERVICE, '-a', account, '-w'],
      });
      if (code === 44) return null;
      if (code !== 0) throw new Error(`[secrets] security ended with ${code}`);
      return output.replace(/\n$/, '');
    },
    async write(account, secret) {
      const hex = Buffer.from(secret, 'utf8').toString('hex');
      const input = `add-generic-password -U -s ${SERVICE} -a ${account} -X ${hex}\n`;
      expectDone('security', await run({ file: 'security', args: ['-i'], input }));
    },
    async remove(account) {
      await run({ file: 'security', args: ['delete-generic-password', '-s', SERVICE, '-a', account] });
    },
  };
}

/** Windows' Credential Locker, by the PowerShell that every Windows has; the name and the secret come in by a pipe, a line each. */
function windowsLocker(): Keychain {
  const script = (what: string): readonly string[] => [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    `$ErrorActionPreference='Stop'; [void][Windows.Security.Credentials.PasswordVault,Windows.Security.Credentials,ContentType=WindowsRuntime]; $v=New-Object Windows.Security.Credentials.PasswordVault; $a=[Console]::In.ReadLine(); ${what}`,
  ];
  const file = 'powershell.exe';
  const find = `try{$c=$v.Retrieve('${SERVICE}',$a)}catch{exit 44}`;
  return {
    name: 'Windows Credential Locker',
    async read(account) {
      const args = script(`${find}; $c.RetrievePassword(); [Console]::Out.Write($c.Password)`);
      const { code, output } = await run({ file, args, input: `${account}\n` });
      if (code === 44) return null;
      if (code !== 0) throw new Error(`[secrets] the Credential Locker ended with ${code}`);
      return output;
    },
    async write(account, secret) {
      const args = script(
        `$s=[Console]::In.ReadLine(); $v.Add((New-Object Windows.Security.Credentials.PasswordCredential('${SERVICE}',$a,$s)))`,
      );
      expectDone('the Credential Locker', await run({ file, args, input: `${account}\n${secret}\n` }));
    },
    async remove(account) {
      await run({ file, args: script(`${find}; $v.Remove($c)`), input: `${account}\n` });
    },
  };
}

const byPlatform: Partial<Record<NodeJS.Platform, () => Keychain>> = {
  linux: secretTool,
  darwin: macKeychain,
  win32: windowsLocker,
};

/**
 * The system's keychain if it really works: it is written to, read and cleaned once, because one without a desktop, or locked,
 * answers reads with "nothing". Null: there is none, and the encrypted file is used.
 */
export async function findKeychain(platform: NodeJS.Platform = process.platform): Promise<Keychain | null> {
  const keychain = byPlatform[platform]?.();
  if (keychain === undefined) return null;
  const checked = bounded(keychain);
  const account = `probe-${randomBytes(8).toString('hex')}`;
  const secret = randomBytes(16).toString('hex');
  try {
    await checked.write(account, secret);
    const found = await checked.read(account);
    await checked.remove(account);
    return found === secret && (await checked.read(account)) === null ? checked : null;
  } catch {
    return null;
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

function run({ file, args, input = '' }: Run): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: ANSWER_MS_MAX, windowsHide: true });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(0, OUTPUT_BYTES_MAX);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
    // A program that ends without reading is told by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function expectDone(name: string, { code }: Ran): void {
  if (code !== 0) throw new Error(`[secrets] ${name} ended with ${code}`);
}
