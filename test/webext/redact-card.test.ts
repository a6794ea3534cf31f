import { describe, expect, it } from 'vitest';
import { writeCardReport } from '../../lib/webext/redact-card.ts';
import { exampleOf, refusalOf } from '../domain/explain-examples.ts';
import { chatDraft } from '../domain/samples.ts';

const facts = {
  ...exampleOf('key-limit', 'en'),
  account: { name: 'dev@example.org', isAssumed: true },
};
const MAKER = { version: '0.1.0', language: 'en' } as const;
const about = { callId: '1-2-3-4-5', surface: 'relay/chat', draft: chatDraft(), facts };

describe('what "This was wrong" copies from a card', () => {
  it('tells what the card was made of', () => {
    const report = writeCardReport({ ...about, card: 'ask', cause: 'key-limit', refusal: null }, MAKER);
    expect(report.split('\n')).toEqual([
      'Tollkeeper 0.1.0',
      'Card: ask, key-limit',
      'Call: 1-2-3-4-5',
      'API: relay/chat',
      'Model: gpt-4-turbo',
      'At: 2001-09-09T01:46:40.000Z',
      'Asked for: openai-chat, input 1200 tokens, at most 4096 out, 1 answer, no stream',
      'Estimate: 0.024 USD (0.015 USD to 0.25 USD)',
      'Set aside: 0.25 USD (at least 0.25 USD)',
      'Balance: 43.1 USD, read in the console, 180 s old; spent since 0 USD, running 0 USD, frozen 0 USD',
      'Account: assumed',
      'Key: billing unknown, limit 10 USD, used 9.98 USD',
      'Own limit: unknown',
      'Refused: no',
      'What it should have said: ',
    ]);
  });

  it('names neither account nor key, and holds nothing of the error body', () => {
    const refusal = refusalOf('depleted').reading;
    const report = writeCardReport({ ...about, card: 'refusal', cause: 'depleted', refusal }, MAKER);
    expect(report).not.toMatch(/dev@example\.org|dev-1|Insufficient/);
    expect(report).toContain('Refused: HTTP 402, money, code insufficient_balance, states unknown of unknown');
  });

  it('is in the language of the user, without our inner words', () => {
    const asked = { ...about, card: 'ask', cause: 'key-limit', refusal: null } as const;
    const report = writeCardReport(asked, { version: '0.1.0', language: 'zh' });
    expect(report).toContain('接口：relay/chat');
    expect(report).toContain('请求大小：openai-chat，提问 1200 tokens，回答最多 4096，1 个回答，非流式');
    expect(report).not.toMatch(/Surface|Model|Balance|unknown/);
  });

  it('says what is not known', () => {
    const nothing = { ...facts, estimate: null, balance: null, key: null, account: null };
    const report = writeCardReport(
      { ...about, facts: nothing, draft: null, card: 'ask', cause: 'unsure', refusal: null },
      MAKER,
    );
    expect(report).toContain('Asked for: not read');
    expect(report).toContain('Balance: never read');
    expect(report).toContain('Account: unknown');
    expect(report).toContain('Key: not described');
  });
});
