import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostOf, isPrivate } from '../../../companion/channels/address.ts';
import type { Channel } from '../../../companion/channels/channel.ts';
import { channelKinds, findKind } from '../../../companion/channels/channel-kinds.ts';
import { fieldsOf, hideSettings, readSettings, shownSettings } from '../../../companion/channels/channel-settings.ts';
import { products } from './receivers.ts';

function kindOf(name: string): Channel {
  const found = findKind(name);
  if (found === null) throw new Error(`there is no ${name}`);
  return found;
}

describe('settings of a channel', () => {
  it.each(channelKinds)('$kind asks for each field in words of its own, and knows which are secret', (channel) => {
    const fields = fieldsOf(channel);
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    for (const { name, summary } of fields) expect(summary).not.toBe(name);
    for (const secret of channel.secrets) expect(fields.find(({ name }) => name === secret)?.isSecret).toBe(true);
  });

  it.each(products)('$kind shows none of its secrets, neither as settings nor as where it leads', (product) => {
    const channel = kindOf(product.kind);
    const read = readSettings(channel, product.settings('https://receiver.example'));
    if (read.kind === 'wrong') throw new Error(read.why);
    const shown = JSON.stringify([shownSettings(channel, read.settings), channel.describe(read.settings)]);
    for (const secret of product.secrets) expect(shown).not.toContain(secret);
  });

  it('whatever is given: it is read, or refused in words that repeat none of it', () => {
    const value = fc.oneof(fc.string({ minLength: 9 }), fc.integer(), fc.constant(null), fc.array(fc.string()));
    const names = channelKinds.flatMap((channel) => fieldsOf(channel).map(({ name }) => name));
    const given = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string({ minLength: 9 })), value);
    fc.assert(
      fc.property(fc.constantFrom(...channelKinds), given, (channel, settings) => {
        const read = readSettings(channel, settings);
        if (read.kind === 'read') return;
        for (const text of [...Object.keys(settings), ...Object.values(settings)]) {
          if (typeof text === 'string' && text.trim().length >= 9) expect(read.why).not.toContain(text);
        }
      }),
    );
  });

  it('a secret that a receiver repeated is taken out', () => {
    const settings = { url: 'https://hooks.example/a/CANARY' };
    expect(hideSettings(kindOf('slack'), settings, 'no such https://hooks.example/a/CANARY here')).toBe(
      'no such … here',
    );
  });
});

describe('addresses', () => {
  const slack = kindOf('slack');
  const isTaken = (url: string): boolean => readSettings(slack, { url }).kind === 'read';

  it.each([
    'https://hooks.slack.com/services/x',
    'http://127.0.0.1:9/x',
    'http://localhost/x',
    'http://[::1]:80/',
    'https://10.0.0.1/',
  ])('%s is one', (url) => expect(isTaken(url)).toBe(true));

  it.each([
    ...[
      'http://hooks.slack.com/x',
      'http://127.0.0.1.example.com/',
      'http://localhost.example.com/',
      'ftp://127.0.0.1/',
    ],
    ...[
      'file:///etc/passwd',
      'https://a:b@hooks.example/',
      'http://0.0.0.0/',
      'http://192.168.1.1/',
      '//hooks.example',
      'x',
    ],
  ])('%s is none', (url) => expect(isTaken(url)).toBe(false));

  it('own networks are known by their numbers', () => {
    const own = ['10.1.2.3', '172.16.0.1', '192.168.9.9', '169.254.169.254', '100.64.0.1', '[fd00::1]', '[fe80::1]'];
    const others = ['8.8.8.8', '172.32.0.1', '[2001:db8::1]', 'intern.example', ''];
    expect(own.map(isPrivate)).toEqual(own.map(() => true));
    expect(others.map(isPrivate)).toEqual(others.map(() => false));
    expect(hostOf('https://h.example:8443/secret?x=1')).toBe('h.example:8443');
  });
});
