import { expect, it } from 'vitest';
import { isPaused, PAUSE_MS_MAX } from '../../lib/domain/pause.ts';
import { NOW } from './samples.ts';

it.each([
  [0, false],
  [NOW - 1, false],
  [NOW, false],
  [NOW + 1, true],
  [NOW + PAUSE_MS_MAX, true],
  // A clock that was set back must not make a pause of months.
  [NOW + PAUSE_MS_MAX + 1, false],
])('a pause until %i lasts: %s', (until, lasts) => {
  expect(isPaused(until, NOW)).toBe(lasts);
});
