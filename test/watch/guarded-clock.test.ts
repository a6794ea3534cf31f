import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceClock, type ClockReading } from '../../lib/watch/guarded-clock.ts';

const START: ClockReading = { wall: 1_800_000_000_000, uptime: 5000, boot: 'a' };

describe('the clock that caps are counted by', () => {
  it('begins at what the clock says', () => {
    expect(advanceClock(null, START).guarded).toBe(START.wall);
  });

  it.each([
    ['set a year ahead', { ...START, wall: START.wall + 366 * 86_400_000, uptime: 6000 }, 1000],
    ['set back', { ...START, wall: START.wall - 10_000, uptime: 6000 }, 1000],
    ['after a restart, without the time it was off', { wall: START.wall + 9000, uptime: 100, boot: 'b' }, 100],
    ['after a restart with its clock set ahead', { wall: START.wall + 31 * 86_400_000, uptime: 100, boot: 'b' }, 100],
    ['after a restart where starts cannot be told apart', { wall: START.wall + 9000, uptime: 100, boot: null }, 100],
    ['after a restart a while ago', { wall: START.wall + 90_000, uptime: 8000, boot: 'b' }, 8000],
    ['on another machine that was up before', { wall: START.wall + 9000, uptime: 80_000, boot: 'b' }, 9000],
    ['after a restart without its time', { wall: 0, uptime: 100, boot: 'b' }, 0],
    ['where starts cannot be told apart', { ...START, wall: 0, uptime: 7000, boot: null }, 2000],
  ])('%s, it goes on by what has passed', (_, now, passed) => {
    expect(advanceClock(advanceClock(null, START), now).guarded).toBe(START.wall + passed);
  });

  it('while the machine is up it follows time, however its clock is set', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1e9), fc.integer({ min: -1e12, max: 1e12 })), { maxLength: 50 }),
        (steps) => {
          let note = advanceClock(null, START);
          let passed = 0;
          for (const [ms, set] of steps) {
            passed += ms;
            note = advanceClock(note, { ...START, wall: START.wall + set, uptime: START.uptime + passed });
          }
          expect(note.guarded).toBe(START.wall + passed);
        },
      ),
    );
  });
});
