import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serviceFile } from '../../companion/service/service-files.ts';
import { runCommand } from './start-command.ts';

const ODD = `/opt/it's "odd" & <new> 100% $HOME \\ back`;
const program = { node: '/usr/bin/node', cli: `${ODD}/cli.mjs`, args: ['--port', '4118'], folder: `${ODD}/data` };
const at = { home: '/home/ada', uid: 1000 };
const isThere = (name: string): boolean => spawnSync(name, ['--version']).error === undefined;

/** What systemd makes of a quoted word. */
const ofSystemd = (text: string): string => text.replace(/\\(.)/g, '$1').replaceAll('%%', '%');
const ofXml = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|apos);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? '',
  );

describe('the file for the system', () => {
  it('of systemd reads back as the command it was made of', () => {
    const { text, path } = serviceFile('linux', program, at);
    expect(path).toBe('/home/ada/.config/systemd/user/tollkeeper.service');
    const line = /^ExecStart=(.*)$/m.exec(text)?.[1] ?? '';
    const words = [...line.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, word = '']) =>
      ofSystemd(word).replaceAll('$$', '$'),
    );
    expect(words).toEqual([program.node, program.cli, 'up', ...program.args]);
    expect(ofSystemd(/^Environment="(.*)"$/m.exec(text)?.[1] ?? '')).toBe(`TOLLKEEPER_HOME=${program.folder}`);
  });

  it.runIf(isThere('systemd-analyze'))('of systemd is sound by its own check', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-unit-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const unit = join(folder, 'tollkeeper.service');
    writeFileSync(unit, serviceFile('linux', { ...program, node: process.execPath }, at).text);
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--user', unit], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('of launchd has each word by itself', () => {
    const { text } = serviceFile('darwin', program, at);
    const array = /<array>(.*?)<\/array>/s.exec(text)?.[1] ?? '';
    const words = [...array.matchAll(/<string>(.*?)<\/string>/gs)].map(([, word = '']) => ofXml(word));
    expect(words).toEqual([program.node, program.cli, 'up', ...program.args]);
    expect(text).not.toMatch(/&(?!amp;|lt;|gt;|quot;|apos;)/);
  });

  it('of Windows has a command line that is read as it was meant', () => {
    const cli = 'C:\\Program Files\\toll "keeper"\\';
    const { text } = serviceFile('win32', { ...program, cli }, at);
    const line = ofXml(/<Arguments>(.*?)<\/Arguments>/.exec(text)?.[1] ?? '');
    expect(line).toBe('"C:\\Program Files\\toll \\"keeper\\"\\\\" "up" "--port" "4118"');
    expect(text).toContain('LeastPrivilege');
  });
});

/** A home, and a `systemctl` in it that notes what it is told and ends with `code`. */
function machine(code = 0): { readonly env: NodeJS.ProcessEnv; readonly told: () => string; readonly home: string } {
  const home = mkdtempSync(join(tmpdir(), 'tollkeeper-service-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'systemctl'), `#!/bin/sh\necho "$@" >> "${home}/told"\nexit ${code}\n`);
  chmodSync(join(home, 'bin', 'systemctl'), 0o755);
  const told = (): string => (existsSync(join(home, 'told')) ? readFileSync(join(home, 'told'), 'utf8') : '');
  return { env: { PATH: `${home}/bin:${process.env.PATH}`, HOME: home }, told, home };
}

describe.runIf(process.platform === 'linux')('tollkeeper service', { timeout: 60_000 }, () => {
  const asRoot = process.getuid?.() === 0 ? ['--root'] : [];

  it('installs a file, tells the system, and takes both back', async () => {
    const { env, told, home } = machine();
    const unit = join(home, '.config/systemd/user/tollkeeper.service');
    const installed = await runCommand(['service', 'install', '--port', '4199', ...asRoot, '--json'], { env });
    expect([installed.code, JSON.parse(installed.out)]).toEqual([0, { file: unit, installed: true, running: true }]);
    expect(readFileSync(unit, 'utf8')).toContain('"--port" "4199"');
    expect(told()).toMatch(/^--user daemon-reload\n--user enable --now tollkeeper\.service\n/);
    const removed = await runCommand(['service', 'remove', ...asRoot], { env });
    expect([removed.code, existsSync(unit)]).toEqual([0, false]);
    expect(told()).toContain('disable --now');
    expect((await runCommand(['service', 'status'], { env })).code).toBe(1);
  });

  it('says what the system said, and what to run', async () => {
    const { env } = machine(5);
    const { code, err } = await runCommand(['service', 'install', ...asRoot], { env });
    expect([code, err]).toEqual([1, expect.stringMatching(/systemctl" ended with 5.*Run yourself: systemctl --user/s)]);
  });

  it('--print shows it and does nothing', async () => {
    const { env, told, home } = machine();
    const { code, out } = await runCommand(['service', 'install', '--print'], { env });
    expect([code, told(), existsSync(join(home, '.config'))]).toEqual([0, '', false]);
    expect(out).toMatch(/ExecStart=.*\$ systemctl --user enable/s);
  });

  it.runIf(process.getuid?.() === 0)('is nothing for root unless that is said', async () => {
    const { env, told } = machine();
    const { code, err } = await runCommand(['service', 'install'], { env });
    expect([code, err, told()]).toEqual([1, expect.stringContaining('not installed for root'), '']);
  });
});
