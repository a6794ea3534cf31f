import './fake-browser.ts';
import { beforeEach, expect, it } from 'vitest';
import {
  askAboveOn,
  quietPage,
  readRepeatLimit,
  readRepeatsView,
  writeRepeatLimit,
} from '../../lib/webext/repeat-limit.ts';
import { seen } from './fake-browser.ts';

const NOW = 1_000_000;
const PAGE = 'https://shop.example';

beforeEach(() => {
  seen.stored = {};
});

it('nobody is asked before a number was set, nor after it was taken back', async () => {
  expect(askAboveOn(PAGE, await readRepeatLimit(), NOW)).toBeNull();
  await writeRepeatLimit(5);
  expect(askAboveOn(PAGE, await readRepeatLimit(), NOW)).toBe(5);
  await writeRepeatLimit(null);
  expect(askAboveOn(PAGE, await readRepeatLimit(), NOW)).toBeNull();
});

it.each([[0], [-1], [1.5], [1001], [Number.NaN], ['5'], [{}], [null]])(
  '%s is no number to ask above',
  async (above) => {
    seen.stored = { repeatLimit: { above, quiet: null } };
    expect(await readRepeatLimit()).toEqual({ above: null, quiet: {} });
  },
);

it('a page that is left alone is so until its time is over; a new number asks of all pages again', async () => {
  await writeRepeatLimit(5);
  await quietPage(PAGE, NOW + 10, NOW);
  const limit = await readRepeatLimit();
  expect([NOW, NOW + 10].map((now) => askAboveOn(PAGE, limit, now))).toEqual([null, 5]);
  expect(askAboveOn('https://other.example', limit, NOW)).toBe(5);
  expect(askAboveOn('constructor', limit, NOW)).toBe(5);
  expect(await readRepeatsView(NOW)).toEqual({ above: 5, quietPages: 1 });
  expect(await readRepeatsView(NOW + 11)).toEqual({ above: 5, quietPages: 0 });
  await writeRepeatLimit(6);
  expect(askAboveOn(PAGE, await readRepeatLimit(), NOW)).toBe(6);
});

it('pages that are left alone are forgotten when their time is over, and bounded', async () => {
  await quietPage(PAGE, NOW + 10, NOW);
  for (let index = 0; index < 300; index += 1) await quietPage(`https://${index}.example`, NOW + 100, NOW + 20);
  const { quiet } = await readRepeatLimit();
  expect(Object.keys(quiet)).toHaveLength(200);
  expect(quiet).not.toHaveProperty([PAGE]);
  expect(quiet).toHaveProperty(['https://299.example']);
});

it('what was said while the clock was ahead holds no longer than a day', async () => {
  const day = 24 * 60 * 60 * 1000;
  await writeRepeatLimit(5);
  await quietPage(PAGE, NOW + 30 * day, NOW + 29.5 * day);
  expect(askAboveOn(PAGE, await readRepeatLimit(), NOW + 29.6 * day)).toBeNull();
  expect(askAboveOn(PAGE, await readRepeatLimit(), NOW)).toBe(5);
  expect(await readRepeatsView(NOW)).toEqual({ above: 5, quietPages: 0 });
});
