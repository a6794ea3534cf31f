import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CommandContext } from '../../../companion/commands/command.ts';
import { writeCommandHelp, writeHelp } from '../../../companion/commands/help.ts';
import { readOptions } from '../../../companion/commands/read-options.ts';
import { loadCommands } from '../../../companion/commands/table.ts';
import { isUserError, writeUserError } from '../../../companion/commands/user-error.ts';
import { widthOf } from '../../../companion/terminal/columns.ts';
import { setLanguage } from '../../../companion/terminal/speak.ts';
import { runCommand, startCommand } from '../start-command.ts';

/* Whoever chose Chinese is told nothing in English but names: of commands, options, models, files. */

const CHINESE = /[\u4e00-\u9fff]/;

/** Words without which no English sentence can do, and which name nothing. */
const OF_SENTENCES =
  /(?<![\w$./:=-])(the|an?|is|are|was|were|be|has|have|can|cannot|could|of|and|or|not|no|its?|for|with|what|which|that|this|there|who|how|your?|from|nobody|nothing|when|where)(?![\w./:=-])/i;

/** A command line without a process of its own, in Chinese. */
async function say(line: string): Promise<{ readonly out: string; readonly err: string }> {
  await setLanguage('zh');
  const [name, ...args] = line.split(' ');
  const command = commands.find((one) => one.name === name);
  const [out, err]: [string[], string[]] = [[], []];
  try {
    if (command === undefined) throw new Error(`there is no command ${name}`);
    const context: CommandContext = {
      ...readOptions(command, args),
      input: Readable.from([]),
      print: (each) => void out.push(each),
      complain: (each) => void err.push(each),
      stopped: new AbortController().signal,
    };
    await command.run(context);
  } catch (error) {
    if (!isUserError(error)) throw error;
    err.push(writeUserError(error));
  }
  return { out: out.join('\n'), err: err.join('\n') };
}

/** What is quoted, written as an option or stands for a value is a name. */
function withoutNames(line: string): string {
  return line.replace(/“[^”]*”|"[^"]*"|'[^']*'|<[^>]*>|\[[^\]]*\]|(?<!\w)--?[a-z][\w-]*|https?:\S+/g, ' ');
}

/** What is English of a text. Lines that begin with blanks are examples and figures: they may have no Chinese. */
function englishOf(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.filter((line) => {
    const said = withoutNames(line);
    const isSentence = !line.startsWith('  ') && /[A-Za-z]{2,}[,;:]? +[A-Za-z]{2,}/.test(said);
    return OF_SENTENCES.test(said) || (isSentence && !CHINESE.test(line));
  });
}

function tempHome(): NodeJS.ProcessEnv {
  const home = mkdtempSync(join(tmpdir(), 'tollkeeper-chinese-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const { LC_ALL: _, LC_MESSAGES: __, ...others } = process.env;
  return { ...others, LANG: 'zh_CN.UTF-8', TOLLKEEPER_HOME: home, TOLLKEEPER_KEYCHAIN: 'off' };
}

const commands = await loadCommands();

afterEach(() => setLanguage('en'));

describe('what is English', () => {
  it.each([
    ['There is no key.', true],
    ['没有密钥（an account）', true],
    ['Account  Key', true],
    ['没有“there is no key”这个命令。', false],
    ['  tollkeeper accounts add openai work < key.txt', false],
    ['  alerts threshold set daily --of-limit 10   (a budget)', true],
    ['用 --of 指定 gpt-4o。', false],
  ])('%s: %s', (line, isEnglish) => {
    expect(englishOf(line).length > 0).toBe(isEnglish);
  });
});

describe('help in Chinese', () => {
  it('of every command has no English sentence, and 80 columns', async () => {
    await setLanguage('zh');
    for (const text of [writeHelp(commands), ...commands.map(writeCommandHelp)]) {
      expect(englishOf(text)).toEqual([]);
      for (const line of text.split('\n')) expect([line, widthOf(line) <= 80]).toEqual([line, true]);
    }
  });

  it('is given by LANG, by --lang before the command and behind it', async () => {
    const env = tempHome();
    const [byLang, before, behind, topic, english] = await Promise.all([
      runCommand(['spend', '--help'], { env }),
      runCommand(['--lang', 'zh', 'spend', '--help'], { env: { ...env, LANG: 'C' } }),
      runCommand(['spend', '--help', '--lang=zh'], { env: { ...env, LANG: 'C' } }),
      runCommand(['help', '--lang', 'zh', 'spend'], { env: { ...env, LANG: 'C' } }),
      runCommand(['spend', '--help', '--lang', 'en'], { env }),
    ]);
    expect(byLang.out).toContain('用法：tollkeeper spend');
    expect([before.out, behind.out, topic.out]).toEqual([byLang.out, byLang.out, byLang.out]);
    expect(english.out).toContain('Usage: tollkeeper spend');
  }, 120_000);
});

describe('what is typed wrong', () => {
  it.each([
    ...['spend --frobnicate', 'spend --by nothing', 'spend --by', 'spend --json=yes', 'spend extra', 'spend --lang fr'],
    ...['calls --limit many', 'calls refund x', 'savings --days 0', 'whatif', 'whatif --cache often', 'budgets set'],
    ...[
      'budgets raise x --by 1',
      'envelopes juggle',
      'envelopes set x y',
      'owners set',
      'owners contact ann --days 1-5',
    ],
    ...['alerts juggle', 'alerts ack', 'alerts threshold set x', 'policies set p', 'policies juggle', 'rates set EUR'],
    ...[
      'accounts add openai',
      'sites add',
      'tools juggle',
      'pair --list --remove x',
      'channels juggle',
      'channels add slack',
    ],
    ...[
      'balance',
      'balance nobody',
      'balance --all',
      'estimate nowhere.json',
      'estimate --balance much',
      'accuracy no.json',
    ],
    ...['explain --status x y', 'export --json', 'export --format csv --days 3 --from 2026-11-01', 'report juggle'],
    ...[
      'reconcile --accept work',
      'refusals juggle',
      'funding juggle',
      'recharge juggle x',
      'runway juggle',
      'run',
      'service',
    ],
    ...[
      'completion tcsh',
      'sandbox --as nobody',
      'sandbox --port x',
      'sandbox --scenario x',
      'install-host --browser lynx',
    ],
  ])('%s: is said in Chinese, with what, why and what to do', async (line) => {
    vi.stubEnv('TOLLKEEPER_HOME', tempHome().TOLLKEEPER_HOME);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { out, err } = await say(line);
    expect(out).toBe('');
    expect(err).toMatch(/\n {2}原因：.+\n {2}怎么办：.+/);
    for (const said of err.split('\n')) expect([said, CHINESE.test(said)]).toEqual([said, true]);
    expect(englishOf(err)).toEqual([]);
  });

  it('is said in Chinese where there is no such command, nothing runs, or it cannot start', async () => {
    const env = tempHome();
    for (const line of ['frobnicate', 'status', 'up --zone Nowhere']) {
      const { err, code } = await runCommand(line.split(' '), { env });
      expect([line, code === 0, englishOf(err)]).toEqual([line, false, []]);
      for (const said of err.trimEnd().split('\n')) expect([said, CHINESE.test(said)]).toEqual([said, true]);
    }
  }, 120_000);
});

it('a companion and the commands that ask it say nothing in English', async () => {
  const env = tempHome();
  const up = startCommand(['up', '--port', '0', '--no-polling'], env);
  await expect.poll(() => up.output.out, { timeout: 60_000 }).toContain('tollkeeper status');
  vi.stubEnv('TOLLKEEPER_HOME', env.TOLLKEEPER_HOME);
  vi.stubEnv('HOME', env.TOLLKEEPER_HOME);
  onTestFinished(() => void vi.unstubAllEnvs());
  const file = join(env.TOLLKEEPER_HOME ?? '', 'request.json');
  writeFileSync(file, '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}');
  const wrong: (readonly string[])[] = [];
  for (const line of [
    ...[
      'budgets set daily --limit 5 --per day',
      'rates set EUR USD 1.08',
      'policies set small --kind wait --seconds 5',
    ],
    ...[
      'tools',
      'budgets',
      'envelopes',
      'rates',
      'policies',
      'accounts',
      'sites',
      'pair',
      'pair --list',
      'status',
      'runway',
    ],
    ...[
      'runway schedule',
      'spend',
      'spend --since-recharge',
      'savings',
      'whatif --model gpt-4o',
      'advise',
      'calls',
      'refusals',
    ],
    ...[
      'balance watched',
      'reconcile --no-ask',
      'accuracy',
      'report',
      'report schedule',
      'alerts',
      'alerts history',
      'funding',
    ],
    ...[
      'alerts threshold list',
      'recharge',
      'recharge runs',
      'owners',
      'channels',
      'channels log',
      'doctor',
      'service status',
    ],
    ...[
      'install-host --remove',
      `estimate ${file}`,
      'budgets remove nobody',
      'envelopes set daily a=1 b=1',
      'sandbox --list',
    ],
    ...[
      'alerts ack nobody',
      'owners set daily nobody',
      'rates remove EUR CNY',
      'tools remove nobody',
      'calls refund x --amount 1',
    ],
  ]) {
    const { out, err } = await say(line);
    const wide = out.split('\n').filter((each) => widthOf(each) > 80);
    const found = [...englishOf(out), ...englishOf(err), ...wide];
    if (found.length > 0) wrong.push([line, ...found]);
  }
  expect(wrong).toEqual([]);
  up.child.kill('SIGTERM');
  expect(await up.ended).toBe(0);
  expect([up.output.err, englishOf(up.output.out)]).toEqual(['', []]);
}, 180_000);
