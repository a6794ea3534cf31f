import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCommand } from '../../companion/commands/describe-command.ts';
import { loadCommands } from '../../companion/commands/table.ts';
import { SHELLS, type Shell } from '../../companion/completion/shells.ts';
import { writeCompletion } from '../../companion/completion/write-completion.ts';
import { runCommand } from './start-command.ts';

const commands = (await loadCommands()).map((command) => describeCommand(command, 'en'));
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** What bash offers for a line that ends where the cursor is. */
function offered(line: string): readonly string[] {
  const words = line.split(' ');
  const script = [
    writeCompletion('bash', commands),
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`,
    '_tollkeeper',
    `printf "%s\\n" "\${COMPREPLY[@]}"`,
  ].join('\n');
  const out = execFileSync('bash', ['--noprofile', '--norc', '-c', script], { encoding: 'utf8', cwd: '/' });
  return out.split('\n').filter((word) => word !== '');
}

describe.runIf(has('bash'))('bash', () => {
  it('offers every command', () => {
    expect(offered('tollkeeper ').toSorted()).toEqual([...commands.map(({ name }) => name), 'help'].toSorted());
  });

  it('offers what begins as the word does', () => {
    expect(offered('tollkeeper expo')).toEqual(['export']);
    expect(offered('tollkeeper help sta')).toEqual(['status']);
  });

  it('offers the options of the command that stands there, all of them', () => {
    for (const { name, options } of commands) {
      const flags = Object.keys(options).map((option) => `--${option}`);
      expect([name, offered(`tollkeeper ${name} --`).toSorted()]).toEqual([name, flags.toSorted()]);
    }
  });

  it('offers files behind an option that takes a value', () => {
    expect(offered('tollkeeper export --out /et')).toContain('/etc');
  });
});

describe.each([
  ['zsh', ['-n']],
  ['fish', ['--no-execute']],
] as const)('%s', (shell, args) => {
  it.runIf(has(shell))('reads the script', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-completion-'));
    const path = join(folder, 'script');
    writeFileSync(path, writeCompletion(shell, commands));
    const { status, stderr } = spawnSync(shell, [...args, path], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('a script for any shell', () => {
  it.each(SHELLS)('%s: names every command and each of its options', (shell: Shell) => {
    const script = writeCompletion(shell, commands);
    for (const { name, options } of commands) {
      expect(script).toContain(name);
      const written = (option: string): string => (shell === 'fish' ? `-l ${option}` : `--${option}`);
      for (const option of Object.keys(options)) expect(script).toContain(written(option));
    }
  });

  it.each(SHELLS)('%s: a text with quotes ends no string', (shell: Shell) => {
    const options = { odd: { type: 'string', value: '<a>', summary: `it's [a]: $(touch x) "z"` } } as const;
    const script = writeCompletion(shell, [{ name: 'odd', summary: `it's $(touch x)`, options }]);
    const quotes = script.replace(/'\\''|\\'|''/g, '').match(/'/g) ?? [];
    expect(quotes.length % 2).toBe(0);
  });

  it('is asked for by the name of the shell', async () => {
    const { code, out } = await runCommand(['completion', 'fish']);
    expect([code, out]).toEqual([0, expect.stringContaining('complete -c tollkeeper')]);
    const wrong = await runCommand(['completion', 'tcsh']);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('bash, zsh, fish, powershell')]);
  });
});
