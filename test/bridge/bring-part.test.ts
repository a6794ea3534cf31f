import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BackgroundLink } from '../../lib/bridge/background-link.ts';
import { askForPart, bringPart } from '../../lib/bridge/bring-part.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A background whose answers the test gives, in the order of the questions. */
function openLink() {
  const asked: { readonly kind: string; readonly answer: () => void; readonly fail: () => void }[] = [];
  const ask = ({ kind }: { readonly kind: string }) =>
    new Promise((resolve, reject) => {
      asked.push({ kind, answer: () => resolve(null), fail: () => reject(new Error('gone')) });
    });
  return { link: { ask } as unknown as BackgroundLink, asked };
}

it('one question is asked for all who need a bundle, and one for each bundle', async () => {
  const { link, asked } = openLink();
  const all = [bringPart(link, 'bring-wires', 250), bringPart(link, 'bring-wires', 5000)];
  const other = bringPart(link, 'bring-reader', 250);
  expect(asked.map(({ kind }) => kind)).toEqual(['bring-wires', 'bring-reader']);
  for (const { answer } of asked) answer();
  expect(await Promise.all([...all, other])).toEqual([true, true, true]);
  // What was answered is over: the next question is one of its own.
  void bringPart(link, 'bring-wires', 250);
  expect(asked).toHaveLength(3);
  asked[2]?.answer();
});

it('a background that fails has answered: nobody waits on, and nothing rejects', async () => {
  const { link, asked } = openLink();
  const brought = bringPart(link, 'bring-sockets', 250);
  asked[0]?.fail();
  expect(await brought).toBe(true);
});

it('what is late is waited for no longer by those who cannot, and its late answer ends no later question', async () => {
  const { link, asked } = openLink();
  let isHere = false;
  void askForPart(link, 'bring-wires').then(() => {
    isHere = true;
  });
  const patient = bringPart(link, 'bring-wires', 5000);
  const hasty = bringPart(link, 'bring-wires', 250);
  await vi.advanceTimersByTimeAsync(250);
  expect(await hasty).toBe(false);
  const again = bringPart(link, 'bring-wires', 250);
  expect(asked).toHaveLength(2);
  asked[0]?.answer();
  expect([await patient, isHere]).toEqual([true, true]);
  void bringPart(link, 'bring-wires', 250);
  expect(asked).toHaveLength(2);
  asked[1]?.answer();
  expect(await again).toBe(true);
});
