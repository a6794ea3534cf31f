import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const dockerfile = readFileSync('Dockerfile', 'utf8')
  .split('\n')
  .filter((line) => !line.startsWith('#'));
const of = (word: string): readonly string[] => dockerfile.filter((line) => line.startsWith(`${word} `));
const copied = of('COPY').flatMap((line) => line.split(' ').slice(1, -1));

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

describe('the Dockerfile', () => {
  it('copies what is there, and .dockerignore lets just that through', () => {
    expect(copied.filter((path) => !existsSync(path))).toEqual([]);
    const allowed = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    expect(allowed.map((line) => line.slice(1)).toSorted()).toEqual(copied.toSorted());
  });

  it('does not run as root, keeps its data in a volume, and asks whether it lives', () => {
    expect(of('USER')).toEqual(['USER node']);
    expect(of('VOLUME')).toEqual(['VOLUME /data']);
    expect(of('ENV')[0]).toContain('TOLLKEEPER_HOME=/data');
    expect(of('HEALTHCHECK')[0]).toContain('"status", "--line"');
    expect(dockerfile.indexOf('USER node')).toBeLessThan(
      dockerfile.findIndex((line) => line.startsWith('ENTRYPOINT ')),
    );
  });

  it('has no secret in it', () => {
    for (const line of [...of('ENV'), ...of('ARG')]) expect(line).not.toMatch(/(PASSWORD|SECRET|TOKEN|KEY)\s*=\s*\S/i);
  });
});

/** A copy of what the image has, with the packages that are installed there. Hard links: nothing is written twice. */
function imageFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-image-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const copy = (from: string): void => {
    mkdirSync(dirname(join(folder, from)), { recursive: true });
    spawnSync('cp', ['-a', from, join(folder, from)]);
  };
  for (const path of copied) copy(path);
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
  for (const [path, { dev, optional, devOptional }] of Object.entries(packages)) {
    if (path === '' || dev || optional || devOptional || existsSync(join(folder, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const { status } = spawnSync('cp', ['-al', path, join(folder, path)]);
    if (status !== 0) copy(path);
  }
  return folder;
}

describe.runIf(process.platform === 'linux')('what is in the image', { timeout: 120_000 }, () => {
  it('runs: the command line, the companion, its health check, an export', async () => {
    const folder = imageFolder();
    expect(existsSync(join(folder, 'node_modules', 'vitest'))).toBe(false);
    const env = { PATH: process.env.PATH, HOME: folder, TOLLKEEPER_HOME: join(folder, 'data') };
    const cli = join(folder, 'companion', 'cli.mjs');
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, [cli, ...args], { env, cwd: folder, encoding: 'utf8' });
    const help = run('help');
    expect([help.status, help.stderr]).toEqual([0, '']);
    const up = spawn(process.execPath, [cli, 'up', '--port', '0', '--json'], { env, cwd: folder });
    onTestFinished(() => void up.kill('SIGKILL'));
    let err = '';
    up.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    await Promise.race([once(up.stdout, 'data'), once(up, 'exit')]);
    expect(err).toBe('');
    expect(run('status', '--line')).toMatchObject({ status: 0, stderr: '', stdout: '0\n' });
    expect(run('export', '--format', 'jsonl')).toMatchObject({ status: 0, stdout: '' });
    up.kill('SIGTERM');
    expect((await once(up, 'exit'))[0]).toBe(0);
  });
});
