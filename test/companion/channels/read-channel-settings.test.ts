import { PassThrough, Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findKind } from '../../../companion/channels/channel-kinds.ts';
import { fieldsOf } from '../../../companion/channels/channel-settings.ts';
import type { CommandContext } from '../../../companion/commands/command.ts';
import { readChannelSettings } from '../../../companion/commands/read-channel-settings.ts';

afterEach(() => void vi.restoreAllMocks());

function shownKind(name: string) {
  const kind = findKind(name);
  if (kind === null) throw new Error(`there is no ${name}`);
  return { kind: name, summary: kind.summary, fields: fieldsOf(kind) };
}

function contextWith(input: CommandContext['input']): CommandContext {
  const nothing = (): void => undefined;
  return { values: {}, operands: [], input, print: nothing, complain: nothing, stopped: new AbortController().signal };
}

describe('settings of a channel from standard input', () => {
  it.each([
    ['the first field alone', 'slack', 'https://hooks.example/x\n', { url: 'https://hooks.example/x' }],
    ['lines, with signs in their values', 'telegram', 'token=1:a=b\r\n\n chat = -5 \n', { token: '1:a=b', chat: '-5' }],
    ['JSON', 'mail', '{"to":"a@b.example","port":25}', { to: 'a@b.example', port: '25' }],
    ['nothing', 'ntfy', '', {}],
    ['nothing to be asked', 'desktop', 'whatever', {}],
  ])('%s', async (_name, kind, text, settings) => {
    expect(await readChannelSettings(contextWith(Readable.from([text])), shownKind(kind))).toEqual(settings);
  });

  it.each(['{"to":', '{"to":{}}', 'canary\ncanary', 'to=a\ncanary', 'x'.repeat(70_000)])(
    'what is none of these is refused, and not repeated',
    async (text) => {
      const reading = readChannelSettings(contextWith(Readable.from([text, '\nx'])), shownKind('mail'));
      await expect(reading).rejects.toThrow('The settings at standard input were not understood.');
      await expect(reading).rejects.not.toThrow('canary');
    },
  );

  it('at a terminal each field is asked for, and a secret does not show as it is typed', async () => {
    let shown = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      shown += text;
      return true;
    });
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const answers = new Map([
      ['token of the bot', '123:canary-secret-secret-secret'],
      ['chat:', '-42'],
      ['address of the API', ''],
    ]);
    const reading = readChannelSettings(contextWith(input), shownKind('telegram'));
    for (const [question, answer] of answers) {
      await vi.waitUntil(() => shown.includes(question), { interval: 1 });
      input.write(`${answer}\r`);
    }
    expect(await reading).toEqual({ token: '123:canary-secret-secret-secret', chat: '-42', url: '' });
    expect(shown).not.toContain('canary');
    expect(shown).toContain('-42');
  });
});
