import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A real keychain: GNOME Keyring on a bus of its own, with a home of its own. Nobody is there to be asked for a password. */
export interface SecretService {
  /** What a program is started with that is to find it, and no other. */
  readonly environment: NodeJS.ProcessEnv;
  /** Locks it, as a desktop does whose person has left. */
  readonly lock: () => void;
  /** Its person logs in anew. */
  readonly unlock: () => Promise<void>;
  /** What is in it for us, without the secrets; empty: nothing. */
  readonly list: () => string;
  readonly close: () => Promise<void>;
}

/** Starts one, unlocked. Rejects with what to install where the programs are not there. */
export async function startSecretService(): Promise<SecretService> {
  const home = mkdtempSync(join(tmpdir(), 'tollkeeper-secret-service-'));
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const own = { PATH: process.env.PATH, HOME: home, XDG_DATA_HOME: join(home, 'data') };
  const environment: NodeJS.ProcessEnv = { ...own, XDG_RUNTIME_DIR: join(home, 'run') };
  let bus: ChildProcess | null = null;
  let keyring: ChildProcess | null = null;
  const close = async (): Promise<void> => {
    await end(keyring);
    await end(bus);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const started = await start(['dbus-daemon', '--session', '--nofork', '--print-address'], environment);
    bus = started;
    started.stdin.end();
    const [address] = (await once(started.stdout.setEncoding('utf8'), 'data')) as [string];
    environment.DBUS_SESSION_BUS_ADDRESS = address.trim();
    keyring = await logIn(environment);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ environment, close },
    lock: () => {
      const login = 'array:objpath:/org/freedesktop/secrets/collection/login';
      tell(environment, 'org.freedesktop.secrets', [
        '/org/freedesktop/secrets',
        'org.freedesktop.Secret.Service.Lock',
        login,
      ]);
    },
    unlock: async () => {
      await end(keyring);
      keyring = await logIn(environment);
    },
    list: () =>
      run(environment, 'secret-tool', ['search', '--all', 'service', 'tollkeeper']).replace(/^secret = .*$/gm, ''),
  };
}

const BUS = 'org.freedesktop.DBus';

/** The daemon that has the keychain, opened with its password. */
async function logIn(environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const keyring = await start(
    ['gnome-keyring-daemon', '--foreground', '--components=secrets', '--unlock'],
    environment,
  );
  keyring.stdin.end('of a test alone\n');
  const asked = [`/${BUS.replaceAll('.', '/')}`, `${BUS}.NameHasOwner`, 'string:org.freedesktop.secrets'];
  // Asked for anything before it is there, the bus itself would start another one, without a password.
  while (!tell(environment, BUS, asked).includes('true')) await wait(20);
  return keyring;
}

async function start([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child, 'spawn').catch(() => {
    const packages = 'dbus gnome-keyring libsecret-tools';
    throw new Error(`no program "${file}": run "npm run setup" as root, or apt-get install ${packages}`);
  });
  return child;
}

async function end(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

function tell(environment: NodeJS.ProcessEnv, to: string, words: readonly string[]): string {
  return run(environment, 'dbus-send', ['--session', '--print-reply', `--dest=${to}`, ...words]);
}

function run(env: NodeJS.ProcessEnv, file: string, args: readonly string[]): string {
  return execFileSync(file, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
