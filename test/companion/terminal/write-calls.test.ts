import { expect, test } from 'vitest';
import { type ShownCall, writeCalls } from '../../../companion/terminal/write-calls.ts';

const NOW = new Date(2026, 10, 22, 12).getTime();

const CALL: ShownCall = {
  at: new Date(2026, 10, 22, 9, 5, 7).getTime(),
  provider: 'openai',
  model: 'gpt-5.5-mini',
  origin: 'tool:nightly/prod',
  outcome: 'answer',
  certainty: 'billed',
  cost: { unit: 'USD', likely: '0.00062' },
};

test('what a policy did with a call stands beside it, and there is no such column where none did anything', () => {
  const [head, one, other] = writeCalls([CALL, { ...CALL, policies: ['cache:a'] }], NOW);
  expect(head).toMatch(/Policies$/);
  expect([one, other]).toEqual([expect.stringMatching(/\$0\.00062$/), expect.stringMatching(/cache:a$/)]);
  expect(writeCalls([CALL], NOW).join()).not.toContain('Policies');
});

test('a call whose cost nobody knows costs "?", never 0, and 80 columns hold the longest names', () => {
  const policies = ['backup-provider:other', 'lower-max-tokens:x'];
  const lines = writeCalls([{ ...CALL, model: 'm'.repeat(90), certainty: 'unknown', policies }], NOW);
  expect(lines[1]).toContain('?');
  expect(lines[1]).not.toContain('0.00062');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test.each([
  [0, '09:05:07'],
  [3, '11-19 09:05'],
  [400, '2025-10-18'],
])('of a call %i days ago stands when it was, as shortly as that can be said', (days, said) => {
  const at = new Date(2026, 10, 22 - days, 9, 5, 7).getTime();
  expect(writeCalls([{ ...CALL, at }], NOW)[1]).toMatch(new RegExp(`^${said}  `));
});

test('what was counted here, and not billed, is told apart', () => {
  expect(writeCalls([{ ...CALL, certainty: 'estimated' }], NOW)[1]).toMatch(/\$0\.00062 {2}counted$/);
});

test('a corrected call costs what it came to after all, also where nobody knew before', () => {
  const costNow = { unit: 'USD', likely: '0.00042' };
  expect(writeCalls([{ ...CALL, costNow }], NOW)[1]).toMatch(/\$0\.00042 {2}corrected$/);
  expect(writeCalls([{ ...CALL, cost: null, certainty: 'unknown', costNow }], NOW)[1]).toMatch(
    /\$0\.00042 {2}corrected$/,
  );
});
