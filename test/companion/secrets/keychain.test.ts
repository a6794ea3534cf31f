import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeychain } from '../../../companion/secrets/keychain.ts';

/*
 * The systems' own programs are not on every machine that tests; a script in their place keeps secrets in files, and writes
 * down with which arguments it was started. It shows what we say to them, and to whom a secret is shown.
 */

const SECRET = 'sk-canary-0123456789"\'$`\\';
const KEEP = `#!/bin/sh
log() { for a in "$@"; do printf '%s\\n' "$a" >> "$STORE/argv"; done; }
log "$@"
file() { printf '%s/%s' "$STORE" "$(printf '%s' "$1" | tr '/@' '__')"; }
`;
const SECRET_TOOL = `${KEEP}
command=$1; for last; do :; done
case $command in
  store) cat > "$(file "$last")";;
  lookup) [ -f "$(file "$last")" ] || exit 1; cat "$(file "$last")";;
  clear) rm -f "$(file "$last")";;
  search) if [ -f "$(file "$last")" ]; then echo '[/1]'; fi;;
esac
`;
const SECURITY = `${KEEP}
if [ "$1" = -i ]; then
  read -r command u s service a account x hex
  [ "$command" = add-generic-password ] || exit 1
  printf '%s' "$hex" > "$(file "$account")"; exit 0
fi
for word; do [ "$before" = -a ] && account=$word; before=$word; done
case $1 in
  find-generic-password) [ -f "$(file "$account")" ] || exit 44; node -e 'process.stdout.write(Buffer.from(require("fs").readFileSync(process.argv[1],"utf8"),"hex").toString()+"\\n")' "$(file "$account")";;
  delete-generic-password) rm -f "$(file "$account")";;
esac
`;

/** Its script comes as one argument, and what it is to read by a pipe, a line each. */
const POWERSHELL = `${KEEP}
IFS= read -r account
case "$*" in
  *'$v.Add('*) IFS= read -r secret; printf '%s' "$secret" > "$(file "$account")";;
  *RetrievePassword*) [ -f "$(file "$account")" ] || exit 44; cat "$(file "$account")";;
  *'$v.Remove('*) [ -f "$(file "$account")" ] || exit 44; rm "$(file "$account")";;
esac
`;

let folder: string;
let before: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-keychain-'));
  mkdirSync(join(folder, 'bin'));
  before = process.env.PATH;
  process.env.STORE = folder;
});
afterEach(() => {
  process.env.PATH = before;
  delete process.env.STORE;
  rmSync(folder, { recursive: true, force: true });
});

function install(name: string, script: string, isAlone = false): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  process.env.PATH = isAlone ? join(folder, 'bin') : `${join(folder, 'bin')}:${before}`;
}

describe.skipIf(process.platform === 'win32')('the system’s keychain', () => {
  it.each([
    ['linux', 'secret-tool', SECRET_TOOL],
    ['darwin', 'security', SECURITY],
    ['win32', 'powershell.exe', POWERSHELL],
  ] as const)('%s: keeps and gives back; no secret is ever an argument', async (platform, program, script) => {
    install(program, script);
    const keychain = (await openKeychain(process.env, platform)?.probe())?.keychain;
    expect(keychain?.name).toBe(platform === 'win32' ? 'Windows Credential Locker' : program);
    await keychain?.write('openai/work', SECRET);
    expect(await keychain?.read('openai/work')).toBe(SECRET);
    await keychain?.remove('openai/work');
    expect(await keychain?.read('openai/work')).toBeNull();
    // What is gone already is no trouble.
    await keychain?.remove('openai/work');
    const argv = readFileSync(join(folder, 'argv'), 'utf8');
    if (platform !== 'win32') expect(argv).toContain('openai/work');
    expect(argv).not.toContain('canary');
    expect(argv).not.toContain(Buffer.from(SECRET).toString('hex'));
  });

  it.each([
    ['is not there', null, 'there is no program "secret-tool"'],
    ['cannot write', '#!/bin/sh\nexit 1\n', 'secret-tool ended with 1: it is locked, or none runs here'],
    ['forgets', '#!/bin/sh\n[ "$1" = store ] && exit 0\n[ "$1" = search ] && exit 0\nexit 1\n', 'does not give back'],
    ['says the same to everybody', '#!/bin/sh\necho yes\n', 'it is locked'],
    ['never answers', '#!/bin/sh\nsleep 600 &\nwait\n', 'secret-tool did not answer within 1 s'],
  ])('one that %s is none, and it is said why', async (_, script, why) => {
    if (script === null) process.env.PATH = join(folder, 'bin');
    else install('secret-tool', script);
    const probed = await openKeychain(process.env, 'linux', 1000)?.probe();
    expect([probed?.keychain, probed?.why]).toEqual([null, expect.stringContaining(why)]);
  });

  it('a name or a secret that could be read as a command is refused before a program is started', async () => {
    install('security', SECURITY);
    const keychain = (await openKeychain(process.env, 'darwin')?.probe())?.keychain;
    await expect(keychain?.write('a -X 00', SECRET)).rejects.toThrow(/letters/);
    await expect(keychain?.write('a\nb', SECRET)).rejects.toThrow(/letters/);
    await expect(keychain?.write('a', 'one\ntwo')).rejects.toThrow(/line/);
  });

  it('a platform without one has none', async () => {
    expect(openKeychain(process.env, 'aix')).toBeNull();
  });
});
