import { afterEach, expect, it, vi } from 'vitest';
import type { BackgroundLink } from '../../lib/bridge/background-link.ts';
import { openTokenCounter as openBroughtCounter } from '../../lib/bridge/counter-parts.ts';
import { countTokens, openTokenCounter } from '../../lib/domain/count-tokens.ts';
import { openRecount } from '../../lib/domain/recount.ts';
import { isolatedWorld } from '../../lib/webext/page-ui.ts';

const TEXT = 'Nobody knows what an answer costs before it is written. '.repeat(20);

afterEach(() => {
  vi.useRealTimers();
  vi.resetModules();
  delete isolatedWorld.__tollkeeperCounter;
});

function countBrought() {
  const counter = openBroughtCounter();
  counter.push(TEXT);
  return counter.total();
}

/** As in a new document. */
const fresh = () => import('../../lib/bridge/counter-parts.ts');

const linkTo = (answer: () => Promise<unknown>) => ({ ask: vi.fn(answer) }) as unknown as BackgroundLink;

it('counts roughly, and never nothing, until the counter is here; then as it does', () => {
  const exact = countTokens(TEXT);
  const rough = countBrought();
  expect(rough.low).toBeGreaterThan(0);
  expect(rough.low).toBeLessThan(exact.low);
  expect(rough.high).toBeGreaterThan(exact.high);
  isolatedWorld.__tollkeeperCounter = { openTokenCounter, openRecount };
  expect(countBrought()).toEqual(exact);
});

it('is asked for once by all who need it, and not at all when it is here', async () => {
  const { bringCounter } = await fresh();
  const link = linkTo(async () => {
    isolatedWorld.__tollkeeperCounter = { openTokenCounter, openRecount };
  });
  await Promise.all([bringCounter(link), bringCounter(link)]);
  expect(link.ask).toHaveBeenCalledExactlyOnceWith({ kind: 'bring-counter' });
  expect(bringCounter(link)).toBeNull();
});

it('is waited for a quarter of a second; calls that follow do not wait again for half a minute', async () => {
  vi.useFakeTimers();
  const { bringCounter } = await fresh();
  const link = linkTo(() => new Promise(() => undefined));
  let isOver = false;
  const brought = bringCounter(link)?.then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(240);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(20);
  await brought;
  expect(isOver).toBe(true);
  expect(bringCounter(link)).toBeNull();
  await vi.advanceTimersByTimeAsync(30_100);
  expect(bringCounter(link)).not.toBeNull();
});

it('a background that is gone rejects nothing', async () => {
  const { bringCounter } = await fresh();
  const link = linkTo(() => Promise.reject(new Error('gone')));
  await expect(bringCounter(link)).resolves.toBeUndefined();
  // Nor is it asked with each key.
  expect(bringCounter(link)).toBeNull();
});
