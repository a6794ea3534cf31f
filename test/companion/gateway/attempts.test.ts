import { beforeEach, describe, expect, it } from 'vitest';
import { ATTEMPTS_MAX, type Attempts, openAttempts, REPEATED_WITHIN_MS } from '../../../companion/gateway/attempts.ts';
import type { CallEnd, CallOf, ReviewedBody } from '../../../companion/gateway/review-port.ts';

const call = (callId: string, change: Partial<CallOf> = {}): CallOf => ({
  ...{ callId, requestId: callId, kind: 'call', provider: 'openai', surface: null, wire: 'openai-chat' },
  ...{ method: 'POST', path: '/v1/chat/completions', tool: 'unnamed', label: null, account: null, key: 'sk' },
  ...{ isSigned: false, retry: null, idempotencyKey: null, ...change },
});
const text = (body: string): ReviewedBody => ({ kind: 'text', text: body, bytes: body.length });
const BODY = text('{"model":"m"}');

let attempts: Attempts;
const end = (of: CallOf, status: number | null, how: CallEnd['how'] = status === null ? 'failed' : 'answer', now = 0) =>
  attempts.ended({ call: of, how, status }, now);

beforeEach(() => {
  attempts = openAttempts();
});

describe('attempts of one request', () => {
  it('share its id where the client counts them, also when the first has not ended', () => {
    const first = call('a', { retry: 0 });
    expect(attempts.requestIdOf(first, BODY, 0)).toBe('a');
    end(first, 500);
    const second = call('b', { retry: 1 });
    expect(attempts.requestIdOf(second, BODY, 10)).toBe('a');
    expect(attempts.requestIdOf(call('c', { retry: 2 }), BODY, 20)).toBe('a');
  });

  it('are told by what they follow where nobody counts', () => {
    for (const [status, isSame] of [
      [429, true],
      [503, true],
      [408, true],
      [null, true],
      [200, false],
      [402, false],
      [401, false],
      [400, false],
    ] as const) {
      attempts = openAttempts();
      const first = call('a');
      attempts.requestIdOf(first, BODY, 0);
      end(first, status);
      expect([status, attempts.requestIdOf(call('b'), BODY, 100)]).toEqual([status, isSame ? 'a' : 'b']);
    }
  });

  it('are two requests when they run at once, come late, or differ in anything', () => {
    const first = call('a');
    attempts.requestIdOf(first, BODY, 0);
    expect(attempts.requestIdOf(call('b'), BODY, 1)).toBe('b');
    const third = call('c');
    attempts.requestIdOf(third, text('{"model":"n"}'), 0);
    end(third, 500);
    expect(attempts.requestIdOf(call('d'), text('{"model":"n"}'), REPEATED_WITHIN_MS + 1)).toBe('d');
    const fifth = call('e');
    attempts.requestIdOf(fifth, text('x'), 0);
    end(fifth, 500);
    for (const change of [{ tool: 'other' }, { label: 'l' }, { key: 'sk2' }, { path: '/v1/responses' }]) {
      expect(attempts.requestIdOf(call('f', change), text('x'), 1)).toBe('f');
    }
    expect(attempts.requestIdOf(call('g'), text('x'), 1)).toBe('e');
  });

  it('a count that begins anew is another request; what names its request is believed', () => {
    const first = call('a', { retry: 0 });
    attempts.requestIdOf(first, BODY, 0);
    end(first, 500);
    expect(attempts.requestIdOf(call('b', { retry: 0 }), BODY, 1)).toBe('b');
    expect(attempts.requestIdOf(call('c', { retry: 5 }), BODY, 1)).toBe('c');
    expect(attempts.requestIdOf(call('d', { requestId: 'mine', retry: 1 }), BODY, 1)).toBe('mine');
  });

  it('are remembered within a bound', () => {
    const first = call('first');
    attempts.requestIdOf(first, text('first'), 0);
    end(first, 500);
    for (let index = 0; index <= ATTEMPTS_MAX; index += 1) {
      const other = call(`n${index}`);
      attempts.requestIdOf(other, text(`n${index}`), 0);
      end(other, 500);
    }
    expect(attempts.requestIdOf(call('again'), text('first'), 1)).toBe('again');
    expect(attempts.requestIdOf(call('late'), text(`n${ATTEMPTS_MAX}`), 1)).toBe(`n${ATTEMPTS_MAX}`);
  });

  it('a body that nobody read is its own request', () => {
    const first = call('a');
    const body = { kind: 'unreviewed', why: 'too-large', bytes: 9 } as const;
    attempts.requestIdOf(first, body, 0);
    end(first, 500);
    expect(attempts.requestIdOf(call('b'), body, 1)).toBe('b');
  });
});
