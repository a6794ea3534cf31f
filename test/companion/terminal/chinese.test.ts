import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { writeCommandHelp, writeHelp } from '../../../companion/commands/help.ts';
import { commands, loadCommands } from '../../../companion/commands/table.ts';
import { widthOf } from '../../../companion/terminal/columns.ts';
import { setLanguage } from '../../../companion/terminal/speak.ts';
import { runCommand, startCommand } from '../start-command.ts';

/* Whoever chose Chinese is told nothing in English but names: of commands, options, models, files. */

const CHINESE = /[\u4e00-\u9fff]/;

/** Words without which no English sentence can do, and which name nothing. */
const OF_SENTENCES =
  /(?<![\w$./:=-])(the|an?|is|are|was|were|be|has|have|can|cannot|could|of|and|or|not|no|its?|for|with|what|which|that|this|there|who|how|your?|from|nobody|nothing|when|where)(?![\w./:=-])/i;

/** What is quoted, written as an option or stands for a value is a name. */
function withoutNames(line: string): string {
  return line.replace(/“[^”]*”|"[^"]*"|'[^']*'|<[^>]*>|\[[^\]]*\]|(?<!\w)--?[a-z][\w-]*|https?:\S+/g, ' ');
}

/** What is English of a text. Lines that begin with blanks are examples and figures: they may have no Chinese. */
function englishOf(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.filter((line) => {
    const said = withoutNames(line);
    const isSentence = !line.startsWith('  ') && (said.match(/[A-Za-z]{2,}/g) ?? []).length > 1;
    return OF_SENTENCES.test(said) || (isSentence && !CHINESE.test(line));
  });
}

function tempHome(): NodeJS.ProcessEnv {
  const home = mkdtempSync(join(tmpdir(), 'tollkeeper-chinese-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const { LC_ALL: _, LC_MESSAGES: __, ...others } = process.env;
  return { ...others, LANG: 'zh_CN.UTF-8', TOLLKEEPER_HOME: home, TOLLKEEPER_KEYCHAIN: 'off' };
}

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
    setLanguage('zh');
    const all = await loadCommands();
    for (const text of [writeHelp(all), ...all.map(writeCommandHelp)]) {
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
  });
});

describe('what is typed wrong', () => {
  it.each([
    ['frobnicate'],
    ['spend --frobnicate'],
    ['spend --by'],
    ['spend --json=yes'],
    ['spend --lang fr'],
    ['calls --limit many'],
    ['alerts threshold set x'],
    ['estimate nowhere.json'],
    ['explain --status x y'],
    ['run'],
    ['sandbox --as nobody'],
    ['up --zone Nowhere'],
    ['up --database postgres://user:password@host/name'],
    ['status'],
  ])('%s: is said in Chinese, with what, why and what to do', async (line) => {
    const { out, err, code } = await runCommand(line.split(' '), { env: tempHome() });
    expect([code === 0, out]).toEqual([false, '']);
    expect(err).toMatch(/\n {2}原因：.+\n {2}怎么办：.+/);
    for (const said of err.trimEnd().split('\n')) expect([said, CHINESE.test(said)]).toEqual([said, true]);
    expect(englishOf(err)).toEqual([]);
  });
});

/** What they say is not for people, or not theirs; or they do not end by themselves. */
const OTHERS = ['up', 'run', 'env', 'host', 'mcp', 'completion', 'sandbox', 'export', 'estimate', 'explain', 'open'];

/** Beside their names, what some need. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  tools: ['tools'],
  whatif: ['whatif --model gpt-4o'],
  service: ['service status', 'service install --print'],
  'install-host': ['install-host --remove'],
  balance: ['balance watched'],
  alerts: ['alerts', 'alerts history', 'alerts threshold list'],
  pair: ['pair', 'pair --list'],
  recharge: ['recharge', 'recharge runs'],
  report: ['report', 'report schedule'],
  runway: ['runway', 'runway schedule'],
  channels: ['channels', 'channels log'],
  reconcile: ['reconcile --no-ask'],
  spend: ['spend', 'spend --since-recharge'],
  mcp: ['mcp --http'],
};

it('a companion and the commands that ask it say nothing in English', async () => {
  const own = tempHome();
  const env: NodeJS.ProcessEnv = { ...own, HOME: own.TOLLKEEPER_HOME };
  const up = startCommand(['up', '--port', '0', '--no-polling'], env);
  await expect.poll(() => up.output.out, { timeout: 60_000 }).toContain('tollkeeper status');
  expect(englishOf(up.output.out)).toEqual([]);
  const file = join(env.TOLLKEEPER_HOME ?? '', 'request.json');
  writeFileSync(file, '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}');
  for (const change of [
    'budgets set daily --limit 5 --per day',
    'rates set EUR USD 1.08',
    'policies set small --kind wait --seconds 5',
    'tools token claude',
    'owners contact ann --channels mail',
    `estimate ${file}`,
  ]) {
    const { out, err } = await runCommand(change.split(' '), { env });
    expect([change, englishOf(out), englishOf(err)]).toEqual([change, [], []]);
  }
  const lines = Object.keys(commands)
    .filter((name) => !OTHERS.includes(name))
    .flatMap((name) => LINES[name] ?? [name]);
  for (const line of [...lines, ...(LINES.mcp ?? [])]) {
    const { out, err } = await runCommand(line.split(' '), { env });
    const said = line === 'mcp --http' || line.endsWith('--print') ? '' : out;
    expect([line, englishOf(said), englishOf(err)]).toEqual([line, [], []]);
    for (const each of said.split('\n')) expect([line, each, widthOf(each) <= 100]).toEqual([line, each, true]);
  }
  up.child.kill('SIGTERM');
  expect(await up.ended).toBe(0);
  expect([up.output.err, englishOf(up.output.out)]).toEqual(['', []]);
}, 180_000);
