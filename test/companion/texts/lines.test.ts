import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { describeCommand } from '../../../companion/commands/describe-command.ts';
import { optionsOf } from '../../../companion/commands/options-of.ts';
import { loadCommands } from '../../../companion/commands/table.ts';
import { setLanguage, speak } from '../../../companion/terminal/speak.ts';
import { en } from '../../../companion/texts/en.ts';
import { enHelp } from '../../../companion/texts/en-help.ts';
import { zh } from '../../../companion/texts/zh.ts';
import { zhHelp } from '../../../companion/texts/zh-help.ts';

const root = join(import.meta.dirname, '../../..');
const commands = await loadCommands();
const english: Readonly<Record<string, string>> = { ...en, ...enHelp };
const chinese: Readonly<Record<string, string>> = { ...zh, ...zhHelp };

afterEach(() => setLanguage('en'));

function placeholders(template: string): readonly string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').toSorted();
}

describe('the lines of the command line', () => {
  it('are there in both languages, with the same placeholders', () => {
    expect(Object.keys(chinese).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const [key, template] of Object.entries(chinese)) {
      expect([key, placeholders(template)]).toEqual([key, placeholders(english[key] ?? '')]);
    }
  });

  it('are said in one place each, and each somewhere', () => {
    const folder = join(root, 'companion/texts');
    const keys = readdirSync(folder)
      .filter((file) => file.startsWith('en-') && !file.startsWith('en-help'))
      .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}'([\w.]+)':/gm)])
      .map((match) => match[1] ?? '');
    expect(keys.length).toBe(Object.keys(en).length);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    const code = readdirSync(join(root, 'companion'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('texts'))
      .map((file) => readFileSync(join(root, 'companion', file), 'utf8'))
      .join('\n');
    const named = new Set([...code.matchAll(/'([\w.]+)'/g)].map((match) => match[1] ?? ''));
    const prefixes = [...code.matchAll(/speak\(`([\w.]+\.)\$\{/g)].map((match) => match[1] ?? '');
    expect(keys.filter((key) => !named.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)))).toEqual([]);
  });

  it('blame nobody', () => {
    for (const template of Object.values(english)) {
      expect(template).not.toMatch(/\byou (failed|forgot|should have)\b|\binvalid\b|\boops\b/i);
    }
  });

  it('have Chinese punctuation in Chinese', () => {
    for (const [key, template] of Object.entries(chinese)) {
      const text = template.replace(/\{\w+\}/g, '');
      expect([key, text]).toEqual([key, expect.not.stringMatching(/[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]/)]);
    }
  });

  it('set what is filled in apart from Chinese, and leave it as it is', async () => {
    await setLanguage('zh');
    const said = speak('any.cannotBeRead', {
      what: '/a/{what}/very/long/path/that/goes/on/and/on/and/on/and/on/and/on.csv',
    });
    expect(said).toBe('无法读取 /a/{what}/very/long/path/that/goes/on/and/on/and/on/and/on/and/on.csv。');
    expect(speak('balanceWatched.readAgo', { now: '3 小时' })).toBe('3 小时前读取');
  });
});

describe.each(['en', 'zh'] as const)('help in %s', (language) => {
  it('says what every command and each of its options is for', () => {
    for (const command of commands) {
      const { name, summary, options } = describeCommand(command, language);
      expect([name, summary]).toEqual([name, expect.stringMatching(/\S/)]);
      for (const [option, one] of Object.entries(options)) {
        expect([name, option, one.summary]).toEqual([name, option, expect.stringMatching(/[.。)]$/)]);
      }
    }
  });

  it('says nothing of what there is not', () => {
    const known = new Set(
      commands.flatMap((command) => [
        ...[command.name, `${command.name}.notes`],
        ...Object.keys(optionsOf(command)).map((option) => `${command.name}.${option}=`),
      ]),
    );
    const shared = ['any.help=', 'any.json=', 'any.lang='];
    const texts = language === 'en' ? enHelp : zhHelp;
    expect(Object.keys(texts).filter((key) => !known.has(key) && !shared.includes(key))).toEqual([]);
  });
});
