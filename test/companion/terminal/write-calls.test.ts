import { expect, test } from 'vitest';
import { type ShownCall, writeCalls } from '../../../companion/terminal/write-calls.ts';

const CALL: ShownCall = {
  at: Date.UTC(2026, 10, 22, 9),
  provider: 'openai',
  model: 'gpt-5.5-mini',
  origin: 'tool:nightly/prod',
  outcome: 'answer',
  certainty: 'billed',
  cost: { unit: 'USD', likely: '0.00062' },
};

test('what a policy did with a call stands beside it, and there is no such column where none did anything', () => {
  const [head, one, other] = writeCalls([CALL, { ...CALL, policies: ['cache:a'] }]);
  expect(head).toMatch(/Policies$/);
  expect([one, other]).toEqual([expect.stringMatching(/USD$/), expect.stringMatching(/cache:a$/)]);
  expect(writeCalls([CALL]).join()).not.toContain('Policies');
});

test('a call whose cost nobody knows costs "?", never 0, and 80 columns hold the longest names', () => {
  const lines = writeCalls([
    { ...CALL, model: 'm'.repeat(90), certainty: 'unknown', policies: ['backup-provider:other', 'lower-max-tokens:x'] },
  ]);
  expect(lines[1]).toContain('?');
  expect(lines[1]).not.toContain('0.00062');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});
