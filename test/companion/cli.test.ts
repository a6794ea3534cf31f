import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeCommandHelp, writeHelp } from '../../companion/commands/help.ts';
import { loadCommands } from '../../companion/commands/table.ts';
import { wrapColumns } from '../../companion/terminal/columns.ts';
import { startCommand } from './start-command.ts';

const commands = await loadCommands();

const start = (...args: readonly string[]) => startCommand(args);

describe('help', () => {
  test('lists every command, in 80 columns', () => {
    const text = writeHelp(commands);
    for (const command of commands) expect(text).toContain(`\n  ${command.name} `);
    for (const help of [text, ...commands.map(writeCommandHelp)]) {
      for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test('every command that says something can say it as JSON', () => {
    // What these say is not theirs: the program's own words, and frames for a browser.
    const others = ['run', 'host'];
    const without = commands.filter(({ options }) => options.json?.type !== 'boolean').map(({ name }) => name);
    expect(without.toSorted()).toEqual(others.toSorted());
  });

  test('names are used once', () => {
    expect(new Set(commands.map((command) => command.name)).size).toBe(commands.length);
  });

  test('lines are cut at spaces and between Chinese signs, and no mark stands alone', () => {
    expect(wrapColumns('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapColumns('incomprehensible', 7)).toEqual(['incomprehensible']);
    expect(wrapColumns('余额已用完。去充值', 10)).toEqual(['余额已用', '完。去充值']);
    expect(wrapColumns('余额已用（见 up）。', 11)).toEqual(['余额已用', '（见 up）。']);
  });
});

describe('the command line', () => {
  test.each([
    [['frobnicate'], 'There is no command "frobnicate".'],
    [['sandbox', '--prot', '1'], '"tollkeeper sandbox" was not understood.'],
    [['sandbox', '--port', 'x'], '"x" is no port.'],
    [['up', 'extra'], '"tollkeeper up" was not understood.'],
  ])('%j ends with 2 and says what, why and what to do', async (args, what) => {
    const { output, ended } = start(...args);
    expect(await ended).toBe(2);
    expect(output.err).toContain(what);
    expect(output.err).toMatch(/\n {2}Why: .+\n {2}What to do: .+/);
    expect(output.err).not.toContain('    at ');
  });

  test('without a command it shows help', async () => {
    const { output, ended } = start();
    expect(await ended).toBe(0);
    expect(output.out).toContain('Usage: tollkeeper <command>');
  });

  test('ends quietly where nobody reads on', async () => {
    const { child, output, ended } = start('estimate', '--jsonl');
    child.stdin.on('error', () => {});
    const line = '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}\n';
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.write(line);
    const writing = setInterval(() => child.stdin.write(line.repeat(20)), 50);
    const code = await ended;
    clearInterval(writing);
    expect([code, output.err]).toEqual([0, '']);
  });

  test('--version names it', async () => {
    const { output, ended } = start('--version');
    expect(await ended).toBe(0);
    expect(output.out).toMatch(/^tollkeeper \d+\.\d+\.\d+\n$/);
  });

  test('says why it listens elsewhere, or nowhere', async () => {
    const moved = start('sandbox', '--port', '4190');
    await expect.poll(() => moved.output.out, { timeout: 20_000 }).toContain('What to try:');
    expect(moved.output.out).toMatch(/Browsers open no page on port 4190, so it listens on 4\d+\./);
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const refused = start('sandbox', '--port', String(port));
    expect(await refused.ended).not.toBe(0);
    expect(refused.output.err).toContain(`port ${port} on 127.0.0.1 is taken`);
    expect(refused.output.err).not.toContain('every port');
  }, 30_000);

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'sandbox runs until %s and ends with 0',
    async (signal) => {
      const { child, output, ended } = start('sandbox', '--port', '0', '--json');
      await expect.poll(() => output.out, { timeout: 20_000 }).toContain('\n');
      const { origin, playground } = JSON.parse(output.out);
      expect((await fetch(playground)).status).toBe(200);
      expect((await fetch(`${origin}/v1/models`)).status).toBe(200);
      child.kill(signal);
      expect(await ended).toBe(0);
    },
    30_000,
  );

  test('for people it prints where the pages are', async () => {
    const { child, output, ended } = start('sandbox', '--port', '0');
    await expect.poll(() => output.out, { timeout: 20_000 }).toContain('What to try:');
    expect(output.out).toMatch(/Playground {2}http:\/\/127\.0\.0\.1:\d+\/playground/);
    child.kill('SIGTERM');
    await ended;
  }, 30_000);
});
