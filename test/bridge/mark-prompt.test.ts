import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markPrompt } from '../../lib/bridge/mark-prompt.ts';
import { PROMPT_PARTS_MAX, sharedParts } from '../../lib/domain/prompt-marks.ts';

const SECRET = 'ab'.repeat(32);
const CANARY = 'the canary sings of a toll road';

function marks(body: unknown, secret = SECRET) {
  const made = markPrompt(JSON.stringify(body), secret);
  if (made === undefined) throw new Error('no marks');
  return made;
}

const said = (...texts: readonly string[]) =>
  texts.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }));

/** The same prompt as each wire writes it, and with one message more. */
const BODIES: readonly (readonly [string, (messages: readonly string[]) => unknown])[] = [
  ['openai-chat', (texts) => ({ model: 'm', tools: [{ name: 't' }], messages: said(...texts) })],
  ['anthropic-messages', (texts) => ({ model: 'm', system: 'Be short.', messages: said(...texts) })],
  ['openai-responses', (texts) => ({ model: 'm', instructions: 'Be short.', input: said(...texts) })],
  [
    'gemini-generate',
    (texts) => ({ systemInstruction: { parts: [] }, contents: texts.map((text) => ({ parts: [{ text }] })) }),
  ],
];

describe.each(BODIES)('marks of %s', (_, bodyOf) => {
  it('are the same for the same prompt, and begin with those of the conversation before', () => {
    const before = marks(bodyOf(['one', 'two', 'three']));
    const after = marks(bodyOf(['one', 'two', 'three', 'four', 'five']));
    expect(marks(bodyOf(['one', 'two', 'three']))).toEqual(before);
    expect(sharedParts(before, after)).toBe(before.parts.length);
    expect(after.parts.length).toBe(before.parts.length + 2);
    expect(after.whole).not.toBe(before.whole);
  });

  it('are others from the message on that is another one', () => {
    const [one, other] = [marks(bodyOf(['a', 'b', 'c', 'd'])), marks(bodyOf(['a', 'b', 'c', 'e']))];
    expect(sharedParts(one, other)).toBe(one.parts.length - 1);
  });
});

describe('marks', () => {
  it('say nothing of the text, and are others with another secret', () => {
    const made = marks({ model: 'm', messages: said(CANARY) });
    expect(JSON.stringify(made)).not.toMatch(/canary|toll|user/);
    expect([made.whole, ...made.parts].every((mark) => /^[0-9a-f]{16}$/.test(mark))).toBe(true);
    const others = marks({ model: 'm', messages: said(CANARY) }, 'cd'.repeat(32));
    expect(others.parts.some((part) => made.parts.includes(part))).toBe(false);
  });

  it('tell the first lines apart, so that a date at the top does not hide what comes again', () => {
    const dated = (date: string) =>
      marks({ messages: [{ role: 'system', content: `Now: ${date}\nYou are a clerk.\n${'Rule. '.repeat(50)}` }] });
    const [one, other] = [dated('10:01'), dated('10:02')];
    const differ = one.parts.map((part, index) => part !== other.parts[index]);
    expect(differ.filter(Boolean)).toHaveLength(1);
    expect(differ[0]).toBe(true);
    expect(one.chars[0]).toBeLessThan(50);
  });

  it('say up to where the request asks for keeping', () => {
    const kept = { type: 'text', text: 'Long.', cache_control: { type: 'ephemeral' } };
    expect(marks({ system: 'Short.', messages: said('"cache_control":{}') }).marked).toBe(0);
    const made = marks({ system: [kept], messages: said('one') });
    expect(made.marked).toBeGreaterThan(0);
    expect(made.marked).toBeLessThan(made.parts.length);
    const all = marks({ cache_control: { type: 'ephemeral' }, messages: said('one') });
    expect(all.marked).toBe(all.parts.length);
  });

  it('say what is to be kept for an hour, which stands before what is not', () => {
    const block = (text: string, ttl?: string) => ({
      type: 'text',
      text,
      cache_control: { type: 'ephemeral', ...(ttl && { ttl }) },
    });
    const made = marks({ system: [block('one', '1h'), block('two')], messages: said('three') });
    expect((made.hour ?? 0) > 0 && (made.hour ?? 0) < made.marked).toBe(true);
    expect(marks({ system: [block('one'), block('two', '5m')], messages: said('three') }).hour).toBe(0);
    const all = marks({ cache_control: { type: 'ephemeral', ttl: '1h' }, messages: said('one') });
    expect([all.marked, all.hour]).toEqual([all.parts.length, all.parts.length]);
    // Somebody may write so: that asks for nothing.
    expect(marks({ messages: said('"cache_control":{"ttl":"1h"}') })).toMatchObject({ marked: 0, hour: 0 });
  });

  it('are bounded, whatever a page sends', () => {
    const made = marks({ messages: said(...Array.from({ length: 1000 }, (_, index) => `${index}`)) });
    expect(made.parts).toHaveLength(PROMPT_PARTS_MAX);
    expect(made.chars).toHaveLength(PROMPT_PARTS_MAX);
    expect(markPrompt(`"${'x'.repeat(3_000_000)}"`, SECRET)).toBeUndefined();
  });

  it('are none of what is nested too deeply to be written', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(() => markPrompt(`{"messages":${deep}}`, SECRET)).not.toThrow();
  });

  it('are none without a secret, or a body', () => {
    expect(markPrompt('{}', '')).toBeUndefined();
    expect(markPrompt(null, SECRET)).toBeUndefined();
  });

  it('are made of any text, as many as lengths, and the same each time', () => {
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"messages":[${json}],"system":${json}}`),
    );
    fc.assert(
      fc.property(bodies, (text) => {
        const made = markPrompt(text, SECRET);
        expect(made?.parts.length).toBe(made?.chars.length);
        expect(markPrompt(text, SECRET)).toEqual(made);
      }),
    );
  });
});
