import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { capture, envWithNode26, exitCodeOf, pathWithoutBin, run } from '../../scripts/run.mjs';
import { descendantsIn, endTree, isAlive } from '../../scripts/support/process-tree.mjs';

const node = process.execPath;
const runModule = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url));

describe('which Node a child finds', () => {
  it('PATH loses every node_modules/.bin and nothing else', () => {
    const folders = ['/a/node_modules/.bin', '/usr/bin', '/b/node_modules/node/bin', '/home/me/node_modules_backup'];
    expect(pathWithoutBin(folders.join(delimiter))).toBe(['/usr/bin', '/home/me/node_modules_backup'].join(delimiter));
    expect(pathWithoutBin(undefined)).toBe('');
  });
  it("this checkout's tools come first, so `node` is Node 26", async () => {
    const { output } = await capture('node', ['--version'], { env: envWithNode26({ PATH: process.env.PATH }) });
    expect(Number(/^v(\d+)/.exec(output)?.[1])).toBeGreaterThanOrEqual(26);
  });
});

describe('how a child ends', () => {
  it.each([0, 1, 42])('its exit code %i is passed on', async (code) => {
    expect(exitCodeOf(await run(node, ['-e', `process.exit(${code})`]))).toBe(code);
  });
  it('a signal becomes 128 and its number, as in a shell', async () => {
    const ending = await run(node, ['-e', 'process.kill(process.pid, "SIGKILL")']);
    expect(ending).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(exitCodeOf(ending)).toBe(137);
  });
  it('a command that does not exist is 127, with the reason in the output', async () => {
    const ending = await capture('no-such-command', []);
    expect(ending.code).toBe(127);
    expect(ending.output).toContain('no-such-command');
  });
  it('one that takes too long is ended', async () => {
    const ending = await capture(node, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 300 });
    expect(exitCodeOf(ending)).toBe(137);
  });
  it('both streams are kept', async () => {
    const { output } = await capture(node, ['-e', 'console.log("out"); console.error("err")']);
    expect(output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });
});

it('a signal to us reaches the child, and its exit code comes back', async () => {
  const inner = 'process.on("SIGTERM", () => process.exit(7)); console.log("ready"); setInterval(() => {}, 1000);';
  const outer = `
    import { exitCodeOf, interruptedBy, run } from ${JSON.stringify(runModule)};
    const code = exitCodeOf(await run(process.execPath, ['-e', ${JSON.stringify(inner)}]));
    console.log('signal ' + interruptedBy());
    process.exit(code);`;
  const child = spawn(node, ['--input-type=module', '-e', outer], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (String(chunk).includes('ready')) child.kill('SIGTERM');
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(7);
  expect(said).toContain('signal SIGTERM');
});

describe('a tree of processes', () => {
  it('is read from a listing, nearest first', () => {
    expect(descendantsIn('  1  0\n 10  1\n 11 10\n 12 11\n 20  1\n', 10)).toEqual([11, 12]);
    expect(descendantsIn('', 10)).toEqual([]);
  });
  it('is ended to the last grandchild, also one that ignores the first request', async () => {
    const stubborn = 'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000);';
    const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: 'inherit' });`;
    const child = spawn(node, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [chunk] = await once(child.stdout, 'data');
    const grandchild = Number(String(chunk));
    expect(isAlive(grandchild)).toBe(true);
    await endTree(child.pid ?? 0, 300);
    await once(child.stdout, 'close');
    await expect.poll(() => isAlive(grandchild)).toBe(false);
  });
});

it('the tools are those of this checkout', () => {
  const first = envWithNode26({ PATH: '/usr/bin' }).PATH?.split(delimiter)[0];
  expect(first).toBe(join(fileURLToPath(new URL('../../', import.meta.url)), 'node_modules', '.bin'));
});
