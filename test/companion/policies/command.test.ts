import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand, startCommand } from '../start-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-policies-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const env = { PATH: process.env.PATH, HOME: folder, TOLLKEEPER_HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
const run = (...args: readonly string[]) => runCommand(args, { env });

describe('tollkeeper policies', { timeout: 90_000 }, () => {
  it('shows, sets and removes them, and says what is wrong with one', async () => {
    expect((await run('policies')).err).toContain('Start it with "tollkeeper up"');
    const { output } = startCommand(['up', '--port', '0', '--json'], env);
    await expect.poll(() => output.out, { timeout: 30_000 }).toContain('\n');
    expect((await run('policies')).out).toContain('No policies');
    const set = await run(
      'policies',
      'set',
      'small',
      '--kind',
      'cheaper-model',
      '--map',
      'gpt-4o=gpt-4o-mini',
      '--below',
      '300',
      '--tool',
      'nightly',
      '--json',
    );
    expect([set.code, JSON.parse(set.out)]).toEqual([
      0,
      {
        policies: [
          {
            name: 'small',
            kind: 'cheaper-model',
            tool: 'nightly',
            label: null,
            models: { 'gpt-4o': 'gpt-4o-mini' },
            promptTokensBelow: 300,
          },
        ],
      },
    ]);
    expect((await run('policies', 'set', 'patient', '--kind', 'wait', '--seconds', '30')).code).toBe(0);
    const { out } = await run('policies');
    expect(out).toMatch(/small +cheaper-model +nightly +gpt-4o → gpt-4o-mini; prompts below 300/);
    expect(out).toMatch(/patient +wait +all +at most 30 s/);
    const refused = await run('policies', 'set', 'x', '--kind', 'wait', '--seconds', '900');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('--seconds: it is at most 600')]);
    for (const args of [
      ['set', 'x'],
      ['set'],
      ['sett', 'x'],
      ['set', 'x', '--kind', 'cache', '--seconds', 'long'],
      ['set', 'x', '--kind', 'cheaper-model', '--map', 'a'],
    ]) {
      expect([args, (await run('policies', ...args)).code]).toEqual([args, 2]);
    }
    expect((await run('policies', 'remove', 'small')).out).not.toContain('small');
    expect((await run('policies', 'remove', 'small')).code).toBe(1);
    expect((await run('budgets', 'release', 'nightly')).code).toBe(0);
  });
});
