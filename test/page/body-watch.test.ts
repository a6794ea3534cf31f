import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Sink, watchBody } from '../../lib/page/body-watch.ts';

function openSink(): Sink & { seen: string } {
  const sink = {
    seen: '',
    push: (text: string) => {
      sink.seen += text;
    },
    pushJson: (value: unknown) => {
      sink.seen += JSON.stringify(value);
    },
  };
  return sink;
}

function watch(): ReturnType<typeof watchBody> & { readonly settled: (readonly [string | null, boolean])[] } {
  const settled: (readonly [string | null, boolean])[] = [];
  const watched = watchBody(openSink, (sink, isWhole) => settled.push([sink?.seen ?? null, isWhole]));
  return { ...watched, settled };
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

  it('settles once, with the first end that was read through', () => {
    const { branch, settled } = watch();
    const copy = branch.fork();
    branch.text('half');
    copy.json({ whole: true });
    copy.end(true);
    branch.text('more');
    branch.end(true);
    expect(settled).toEqual([['{"whole":true}', true]]);
  });

  it('is cut only when all its ends are broken off, and then tells what the longest has seen', () => {
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

  it('survives a sink that throws', () => {
    const settled: boolean[] = [];
    const broken = {
      push: () => {
        throw new Error('broken');
      },
      pushJson: () => {},
    };
    const { branch } = watchBody(
      () => broken,
      (_sink, isWhole) => settled.push(isWhole),
    );
    branch.text('some');
    branch.end(true);
    expect(settled).toEqual([true]);
  });

  it('survives chunks that are no bytes', () => {
    const { branch, settled } = watch();
    branch.bytes('text');
    branch.bytes(null);
    branch.bytes({});
    branch.end(true);
    expect(settled).toEqual([[null, true]]);
  });
});

describe('a body nobody reads', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['is settled as an answer of which nothing was seen after 30 s', false, [[null, true]]],
    ['but is waited for as long as it takes once reading has begun', true, []],
  ])('%s', async (_name, hasBegun, expected) => {
    // The timers are captured when the module is loaded.
    const { watchBody: watchAnew } = await import('../../lib/page/body-watch.ts');
    const settled: unknown[] = [];
    const { branch } = watchAnew(openSink, (sink, isWhole) => settled.push([sink, isWhole]));
    if (hasBegun) branch.begin();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(settled).toEqual([]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(settled).toEqual(expected);
  });
});
