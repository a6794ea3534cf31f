import * as v from 'valibot';
import { METERS } from '../domain/call.ts';
import { FREE_PERIODS } from '../domain/free-quantity.ts';

/** So many a price may say; more are no price list. */
const FREE_MAX = 4;

const one = v.strictObject({
  meters: v.pipe(
    v.array(v.picklist(METERS)),
    v.minLength(1),
    v.maxLength(METERS.length),
    v.description('What is counted for it: of several meters together, and free in this order.'),
  ),
  count: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1),
    v.maxValue(1_000_000_000_000),
    v.description('How many cost nothing.'),
  ),
  per: v.pipe(v.picklist(FREE_PERIODS), v.description('A calendar day or month where the user is.')),
  pool: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'name-form'),
      v.maxLength(32),
      v.description('Models that name the same pool use it up together. Absent: it is this model’s alone.'),
    ),
  ),
});

/** What a price says of units that cost nothing up to so many a period. */
export const freeSchema = v.pipe(
  v.array(one),
  v.minLength(1),
  v.maxLength(FREE_MAX),
  v.check((all) => {
    const meters = all.flatMap((each) => each.meters);
    return new Set(meters).size === meters.length;
  }, 'free-twice'),
  v.description('Units that cost an account nothing up to so many a day or month. No meter is named twice.'),
);
