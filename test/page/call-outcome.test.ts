import { describe, expect, it } from 'vitest';
import { toFailed } from '../../lib/page/call-outcome.ts';

describe('a failure', () => {
  it('tells bounded headers that are read only, and a bounded body', () => {
    const headers: Readonly<Record<string, string>> = {
      'content-type': 'application/json',
      'retry-after': '7',
      'set-cookie': 'secret',
      'x-request-id': 'r1',
      'request-id': 'r'.repeat(2000),
      'character-cost': '403',
      'x-litellm-key-spend': '2.6e-05',
    };
    const failed = toFailed({ status: 402, header: (name) => headers[name] ?? null }, 'x'.repeat(100_000), true);
    expect(failed).toEqual({
      kind: 'failed',
      status: 402,
      headers: {
        'content-type': 'application/json',
        'retry-after': '7',
        'x-request-id': 'r1',
        'character-cost': '403',
      },
      bodyText: 'x'.repeat(65_536),
      isWithheld: true,
    });
  });
});
