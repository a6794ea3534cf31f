import { describe, expect, it } from 'vitest';
import { CARD_CAUSES } from '../../lib/domain/card.ts';
import { explainNote } from '../../lib/domain/explain-note.ts';
import { explainRefusal } from '../../lib/domain/explain-refusal.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import { exampleOf, nano, refusalOf } from './explain-examples.ts';

const TIME = '2026-11-21T20:05:09+08:00';
/** As long as one may be. */
const LONG_ID = 'r'.repeat(128);

const refusal = {
  ...refusalOf('key-limit').reading,
  providerRequestId: LONG_ID,
  availableNano: nano('0.02'),
  neededNano: nano('0.25'),
  unit: 'USD',
};
const facts = { ...exampleOf('key-limit', 'en'), account: { name: 'dev@example.org', isAssumed: true } };

function noteOf(over: Partial<Parameters<typeof explainNote>[0]>, language: Language): readonly string[] {
  const about = { reader: 'support', cause: 'key-limit', time: TIME, refusal, facts } as const;
  return explainNote({ support: null, ...about, ...over }).map((line) => renderText(line, language));
}

describe('the note for support', () => {
  it('says who, when, which request, why and which sums', () => {
    expect(noteOf({}, 'en')).toEqual([
      'A call of mine was refused. What was seen of it:',
      'Provider: Laozhang',
      'Account: dev@example.org (assumed: the only one seen here)',
      'Key: dev-1',
      `Time: ${TIME}`,
      `Request id: ${LONG_ID}`,
      'Answer: HTTP 402, code insufficient_balance',
      'Model: gpt-4-turbo',
      "Cause, as far as it shows: the key's own limit is used up, not the account",
      'Balance, as the answer states it: $0.02',
      'Needed, as the answer states it: $0.25',
      'Balance, as read 3 min ago: $43.10',
      'Can you see on your side why, and what ends it?',
    ]);
  });

  it('says where it goes and under what subject, where the provider has told', () => {
    const to = (support: string, subject?: readonly ('account' | 'request-id' | 'email')[]) =>
      noteOf({ support: { support, ...(subject && { subject }) } }, 'en').slice(0, 2);
    expect(to('mailto:help@relay.example')).toEqual(['To: help@relay.example', `Subject: call refused (${LONG_ID})`]);
    expect(to('https://help.relay.example', ['email', 'account'])).toEqual([
      'To: https://help.relay.example',
      'Subject: call refused (dev@example.org)',
    ]);
    expect(noteOf({ support: { support: 'mailto:a@b.example' }, refusal: null }, 'en')[1]).toBe(
      'Subject: call refused (Laozhang)',
    );
    expect(noteOf({ support: {} }, 'en')[0]).toBe('A call of mine was refused. What was seen of it:');
  });

  it('is Chinese where the user reads Chinese', () => {
    const note = noteOf({}, 'zh');
    expect(note).toContain('服务商：Laozhang');
    expect(note).toContain('目前看来的原因：令牌自身的额度用尽，不是账户没钱');
    expect(note.join('').replaceAll(LONG_ID, '')).not.toMatch(/Provider|Request id|Time:|not stated/);
  });

  it('says what is not known, and leaves out what there is none of', () => {
    const bare = { ...facts, account: null, key: null, model: null, balance: null };
    const note = noteOf({ refusal: null, facts: bare }, 'en');
    expect(note).toContain('Account: not known');
    expect(note).toContain('Request id: not stated');
    expect(note).toContain('Answer: HTTP not known');
    expect(note.join('\n')).not.toMatch(/Key:|Model:|as read|: \?$/m);
  });

  it.each(CARD_CAUSES)('names the cause %s in both languages', (cause) => {
    for (const language of ['en', 'zh'] as const) expect(noteOf({ cause }, language).join()).not.toMatch(/undefined/);
  });
});

describe('the note for the relay', () => {
  it('asks its owner to look at the channel, and is another text than the one for support', () => {
    const note = noteOf({ reader: 'relay', cause: 'supplier-empty' }, 'en');
    expect(note[0]).toBe('A call through your relay was refused, by its words because your own supplier was not paid:');
    expect(note.at(-1)).toBe(
      'My balance with you is not what is missing. Please check the balance of the channel that serves this model.',
    );
  });

  it('is what the card about the supplier offers, every other card the one for support', () => {
    for (const cause of CARD_CAUSES) {
      const card = explainRefusal(cause, exampleOf(cause, 'en'), refusalOf(cause));
      const readers = [...card.buttons, ...card.more].flatMap(({ action }) =>
        action.kind === 'copy-note' ? [action.reader] : [],
      );
      expect([cause, readers]).toEqual([cause, [cause === 'supplier-empty' ? 'relay' : 'support']]);
    }
  });
});
