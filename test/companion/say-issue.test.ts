import * as v from 'valibot';
import { expect, it } from 'vitest';
import { sayFirst } from '../../companion/say-issue.ts';

const form = v.strictObject({
  by: v.optional(v.picklist(['card', 'transfer', 'coins'])),
  name: v.optional(v.pipe(v.string(), v.minLength(2), v.maxLength(4))),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9))),
  isOn: v.optional(v.boolean()),
  list: v.optional(
    v.nullable(v.array(v.object({ day: v.pipe(v.string(), v.isoDate('a day is written 2026-11-30')) }))),
  ),
});

it.each([
  [{ by: 'prayer' }, 'by: it is one of card, transfer, coins, not "prayer"'],
  [{ name: 'a' }, 'name: it is too short: 2 at least'],
  [{ name: 'abcde' }, 'name: it is too long: 4 at most'],
  [{ name: 5 }, 'name: it is a text, not 5'],
  [{ count: 1.5 }, 'count: it is a whole number'],
  [{ count: 0 }, 'count: it is at least 1'],
  [{ count: 10 }, 'count: it is at most 9'],
  [{ isOn: 'yes' }, 'isOn: it is true or false, not "yes"'],
  [{ list: 'Monday' }, 'list: it is a list, not "Monday"'],
  [{ list: [{}] }, 'list.0.day: it is missing'],
  [{ list: [{ day: 'soon' }] }, 'list.0.day: a day is written 2026-11-30'],
  [{ other: 1 }, 'other: there is no such field'],
  ['text', 'it is an object, not "text"'],
])('%j is refused in words', (given, why) => {
  expect(sayFirst(v.safeParse(form, given).issues ?? [])).toBe(why);
});
