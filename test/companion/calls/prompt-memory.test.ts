import { describe, expect, it } from 'vitest';
import { openPromptMemory } from '../../../companion/calls/prompt-memory.ts';
import { UNREAD_DRAFT } from '../../../lib/engine/reopen-call.ts';
import { findProvider } from '../../../lib/providers/registry.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const openai = findProvider('openai');
const LONG = 'You answer questions about tolls on roads and bridges. '.repeat(400);

describe('a prompt whose beginning changes', () => {
  if (openai === null) throw new Error('there is no such provider');
  const draft = { ...UNREAD_DRAFT, model: 'gpt-5.5', inputTokens: { low: 4000, likely: 4000, high: 4000 } };
  const body = (first: string, question = 'How far?'): string =>
    JSON.stringify({
      model: 'gpt-5.5',
      messages: [
        { role: 'system', content: `${first}\n${LONG}` },
        { role: 'user', content: question },
      ],
    });
  const ask = (bodies: readonly string[], change: object = {}): readonly number[] => {
    const memory = openPromptMemory();
    return bodies.map((bodyText, number) =>
      memory.note({
        ...{ callId: `c${number}`, provider: openai, payer: 'f', draft, bodyText, at: NOW + number * 1000 },
        ...change,
      }),
    );
  };

  it('has lost its cache from the third one on, nearly all of it', () => {
    const [first, second, third = 0] = ask(['12:00:01', '12:00:02', '12:00:03'].map((time) => body(`It is ${time}.`)));
    expect([first, second]).toEqual([0, 0]);
    expect(third).toBeGreaterThan(3500);
    expect(third).toBeLessThan(4000);
  });

  it('has lost nothing where it begins the same, is short, is of other keys, or nobody knows of a cache', () => {
    const steady = ['How far?', 'How long?', 'How dear?'].map((question) => body('It is noon.', question));
    expect(ask(steady)).toEqual([0, 0, 0]);
    const changing = ['1', '2', '3'].map((time) => body(time));
    const short = { ...draft, inputTokens: { low: 500, likely: 500, high: 500 } };
    expect(ask(changing, { draft: short })).toEqual([0, 0, 0]);
    expect(ask(changing, { provider: { ...openai, promptCaches: [] } })).toEqual([0, 0, 0]);
    const memory = openPromptMemory();
    const others = changing.map((bodyText, number) =>
      memory.note({ callId: `c${number}`, provider: openai, payer: `key${number}`, draft, bodyText, at: NOW }),
    );
    expect(others).toEqual([0, 0, 0]);
  });

  it('is forgotten when so many others came since', () => {
    const memory = openPromptMemory();
    const note = (time: string, payer: string): number =>
      memory.note({ callId: `${payer}${time}`, provider: openai, payer, draft, bodyText: body(time), at: NOW });
    expect([note('1', 'a'), note('2', 'a')]).toEqual([0, 0]);
    for (let other = 0; other < 256; other += 1) note('1', `b${other}`);
    expect(note('3', 'a')).toBe(0);
  });
});
