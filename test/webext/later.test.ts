import { expect, it } from 'vitest';
import { openLater } from '../../lib/webext/later.ts';

interface Source {
  readonly add: (a: number, b: number) => Promise<number>;
  readonly ask: () => Promise<boolean>;
  readonly name: string;
}

/** A source that comes when a test says so, and how often it was fetched. */
function later() {
  let arrive: (source: Source) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let fetched = 0;
  const load = () =>
    new Promise<Source>((resolve, reject) => {
      fetched += 1;
      [arrive, fail] = [resolve, reject];
    });
  const source = openLater<Source>(load, { name: 'there at once' });
  const arriving = (asked: Source['ask'] = async () => true) =>
    arrive({ add: async (a, b) => a + b, ask: asked, name: 'never looked at' });
  return { source, arriving, fail: () => fail(new Error('gone')), fetched: () => fetched };
}

it('what is asked before the code is there is answered when it is, and it is fetched once', async () => {
  const { source, arriving, fetched } = later();
  expect(fetched()).toBe(0);
  const sums = [source.add(1, 2), source.add(3, 4)];
  arriving();
  expect(await Promise.all(sums)).toEqual([3, 7]);
  expect(await source.add(5, 6)).toBe(11);
  expect(fetched()).toBe(1);
});

it('what is there already is not waited for, and fetches nothing', () => {
  const { source, fetched } = later();
  expect(source.name).toBe('there at once');
  expect(fetched()).toBe(0);
});

it('once the code is there it is called in the click itself', async () => {
  const { source, arriving } = later();
  let isAsked = false;
  const first = source.add(0, 0);
  arriving(async () => {
    isAsked = true;
    return true;
  });
  await first;
  void source.ask();
  expect(isAsked).toBe(true);
});

it('code that cannot be loaded fails what was asked of it', async () => {
  const { source, fail } = later();
  const sum = source.add(1, 1);
  fail();
  await expect(sum).rejects.toThrow('gone');
});
