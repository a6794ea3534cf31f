import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchBody } from '../../lib/page/body-watch.ts';

interface Watched extends ReturnType<typeof watchBody> {
  /** Each time it settled: what had been passed on until then, and whether it was whole. */
  readonly settled: (readonly [string | null, boolean])[];
  /** How much came in one go, characters. */
  readonly sizes: number[];
}

/** Collects as the bridge does. */
function watch(watcher = watchBody): Watched {
  const settled: (readonly [string | null, boolean])[] = [];
  const sizes: number[] = [];
  let seen: string | null = null;
  const watched = watcher(
    (text, isAll) => {
      seen = (isAll ? '' : (seen ?? '')) + text;
      sizes.push(text.length);
    },
    (isWhole) => void settled.push([seen, isWhole]),
  );
  return { ...watched, settled, sizes };
}

describe('a body under watch', () => {
  it('gives the same text wherever its bytes are cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(40)), (text, cuts) => {
        const { branch, settled } = watch();
        let rest = new TextEncoder().encode(text);
        for (const cut of cuts) {
          branch.bytes(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        branch.bytes(rest);
        branch.end(true);
        expect(settled[0]?.[0] ?? '').toBe(text.replace(/^\ufeff/, ''));
      }),
    );
  });

  it('passes each part on once, from the end that comes to it first', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.tuple(fc.boolean(), fc.nat(9))), (text, steps) => {
        const { branch, settled } = watch();
        const bytes = new TextEncoder().encode(text);
        const ends = [
          { at: 0, of: branch },
          { at: 0, of: branch.fork() },
        ];
        for (const [isFirst, size] of [...steps, [true, bytes.length] as const]) {
          const end = ends[isFirst ? 0 : 1] as (typeof ends)[number];
          end.of.bytes(bytes.subarray(end.at, end.at + size));
          end.at += size;
        }
        branch.end(true);
        expect(settled).toEqual([[text.replace(/^\ufeff/, '') || null, true]]);
      }),
    );
  });

  it('settles once, with the first end that was read through', () => {
    const { branch, settled } = watch();
    const copy = branch.fork();
    branch.text('half');
    copy.all('{"whole":true}');
    copy.end(true);
    branch.text('more');
    branch.end(true);
    expect(settled).toEqual([['{"whole":true}', true]]);
  });

  it('is cut only when all its ends are broken off, and then has told what the longest has seen', () => {
    const { branch, settled } = watch();
    const copy = branch.fork();
    branch.text('longer');
    branch.end(false);
    expect(settled).toEqual([]);
    copy.text('short');
    copy.end(false);
    expect(settled).toEqual([['longer', false]]);
  });

  it('cut from outside tells what was seen', () => {
    const { branch, cut, settled } = watch();
    branch.text('some');
    cut();
    branch.text('more');
    branch.end(true);
    expect(settled).toEqual([['some', false]]);
  });

  it('survives chunks that are no bytes', () => {
    const { branch, settled } = watch();
    branch.bytes('text');
    branch.bytes(null);
    branch.bytes({});
    branch.end(true);
    expect(settled).toEqual([[null, true]]);
  });

  it('passes much on in parts, and a whole body that is too large not at all', () => {
    const { branch, cut, settled, sizes } = watch();
    for (let times = 0; times < 10; times += 1) branch.text('x'.repeat(2_000_000));
    branch.all('x'.repeat(9_000_000));
    cut();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(settled[0]?.[0]?.length).toBe(20_000_000);
  });
});

describe('with the clock', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('what was seen is passed on together, a few times a second', async () => {
    // The timers are captured when the module is loaded.
    const { branch, sizes } = watch((await import('../../lib/page/body-watch.ts')).watchBody);
    for (let event = 0; event < 100; event += 1) {
      branch.text('event');
      await vi.advanceTimersByTimeAsync(5);
    }
    expect(sizes).toEqual([250, 250]);
  });

  it.each([
    ['a body nobody reads is settled as an answer of which nothing was seen after 30 s', false, [[null, true]]],
    ['a body is waited for as long as it takes once reading has begun', true, []],
  ])('%s', async (_name, hasBegun, expected) => {
    const { branch, settled } = watch((await import('../../lib/page/body-watch.ts')).watchBody);
    if (hasBegun) branch.begin();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(settled).toEqual([]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(settled).toEqual(expected);
  });
});
