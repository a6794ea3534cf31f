import { expect, test } from 'vitest';
import { keyActions } from './firefox-keys.ts';
import { createMessageReader } from './marionette.ts';

test('Marionette messages are cut by bytes, however they arrive', () => {
  const messages: unknown[] = [];
  const read = createMessageReader((message) => messages.push(message));
  const bytes = Buffer.from(`${Buffer.byteLength('["额度"]')}:["额度"]2:{}`);
  for (const byte of bytes) read(Buffer.from([byte]));
  expect(messages).toEqual([['额度'], {}]);
});

test('a key nobody knows is refused, a combination is released in reverse', () => {
  expect(() => keyActions('Return')).toThrow('no key is called "Return"');
  expect(keyActions('Shift+a').map(({ type, value }) => [type, value])).toEqual([
    ['keyDown', '\uE008'],
    ['keyDown', 'a'],
    ['keyUp', 'a'],
    ['keyUp', '\uE008'],
  ]);
});
