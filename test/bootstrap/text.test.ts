import { expect, it } from 'vitest';
import { columnsMax, errorText, problemText, tail, userError, wrap } from '../../scripts/support/text.mjs';

const problem = {
  what: 'No usable Firefox was found, and the tests need one, in a sentence that is too long for one line of a terminal.',
  why: ['There is none on the PATH or in the usual download folders, which are more than fit one line.'],
  todo: ['Install one, then start again:', `$ ${'very '.repeat(20)}long command`],
};

it('a message says what happened, why and what to do, within 80 columns but for commands', () => {
  const lines = problemText(problem).split('\n');
  expect(lines[0]).toMatch(/^No usable Firefox/);
  expect(lines.some((line) => line.startsWith('  Why: There is none'))).toBe(true);
  expect(lines.some((line) => line.startsWith('  To do: Install one'))).toBe(true);
  for (const line of lines.filter((one) => !one.includes('$ '))) expect(line.length).toBeLessThanOrEqual(columnsMax);
});

it('a command stays on one line, so that it can be copied', () => {
  expect(problemText(problem)).toContain(`    $ ${'very '.repeat(20)}long command`);
});

it('a word longer than a line is left whole', () => {
  expect(wrap(`see ${'x'.repeat(100)} there`)).toBe(`see\n${'x'.repeat(100)}\nthere`);
});

it('our own errors are shown without a stack, others with it', () => {
  expect(errorText(userError(problem))).toBe(problemText(problem));
  expect(errorText(new Error('broken'))).toMatch(/broken\n +at /);
  expect(errorText('thrown text')).toBe('thrown text');
});

it('the tail of an output is its last lines', () => {
  expect(tail('1\n2\n3\n\n', 2)).toBe('2\n3');
});
