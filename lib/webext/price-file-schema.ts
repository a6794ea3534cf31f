import * as v from 'valibot';
import { freeSchema } from '../described/free-schema.ts';
import { METERS } from '../domain/call.ts';
import { isDay } from '../domain/utc-day.ts';

/*
 * What a price file may say. The JSON Schema in public/ is made of what stands here. Only data: no addresses that are opened,
 * no patterns, no providers; a field that is not here is refused.
 */

/** More rows than this are no price list. */
export const PRICE_ROWS_MAX = 5000;
/** Nobody vouches for prices longer than this. */
const LIFE_MS_MAX = 400 * 86_400_000;

const words = (charsMax: number, what: string) =>
  v.pipe(v.string(), v.maxLength(charsMax), v.regex(/^[^\p{C}\s](?:[^\p{C}]*[^\p{C}\s])?$/u), v.description(what));

const day = (what: string) =>
  v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/), v.check(isDay), v.description(`${what} ISO: 2026-11-20.`));

const instant = (what: string) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    v.check((value) => isDay(value.slice(0, 10)) && !Number.isNaN(Date.parse(value))),
    v.description(`${what} ISO, UTC, whole seconds: 2026-11-20T08:00:00Z.`),
  );

const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

const rate = v.pipe(
  whole(0, Number.MAX_SAFE_INTEGER),
  v.description('Pico-units (10⁻¹²) for one: a token at $10 a million is 10000000.'),
);

const rates = v.strictObject(
  Object.fromEntries(METERS.map((meter) => [meter, v.exactOptional(rate)])) as Record<
    (typeof METERS)[number],
    v.ExactOptionalSchema<typeof rate, undefined>
  >,
);

const sizes = v.pipe(
  v.array(v.strictObject({ aboveInputTokens: whole(0, 1_000_000_000), rates })),
  v.maxLength(8),
  v.description('Rates for whole calls whose input, cached and written tokens included, is above a bound.'),
);

const rowSchema = v.strictObject({
  list: v.pipe(
    words(64, 'A list of the base prices (openai, anthropic, google), or the id of a provider with prices of its own.'),
    v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  ),
  model: words(128, 'The model, as that list names it. No pattern.'),
  unit: v.exactOptional(v.pipe(words(12, 'A currency or credit. Absent: USD.'), v.regex(/^[A-Za-z]+$/))),
  rates: v.pipe(rates, v.description('None: what is told of this model cannot be relied on, and it is unpriced.')),
  callFee: v.exactOptional(v.pipe(rate, v.description('Pico-units for each call besides.'))),
  sessionFee: v.exactOptional(v.pipe(rate, v.description('Pico-units for each session besides, once.'))),
  steps: v.exactOptional(
    v.pipe(
      v.record(
        v.picklist(METERS),
        v.strictObject({ each: whole(1, 1_000_000_000), least: v.exactOptional(whole(1, 1_000_000_000)) }),
      ),
      v.description('Units that are billed in whole steps of so many, rounded up, and so many at least.'),
    ),
  ),
  callMin: v.exactOptional(v.pipe(rate, v.description('Pico-units that a call costs at least.'))),
  free: v.exactOptional(freeSchema),
  sizes: v.exactOptional(sizes),
  dated: v.exactOptional(
    v.pipe(
      v.array(v.strictObject({ from: day('The first day.'), rates, sizes: v.exactOptional(sizes) })),
      v.maxLength(8),
      v.description('Other rates from certain days on, the latest first.'),
    ),
  ),
  windows: v.exactOptional(
    v.pipe(
      v.array(
        v.strictObject({
          fromMinute: whole(0, 1439),
          toMinute: whole(1, 1440),
          weekdays: v.pipe(v.array(whole(0, 6)), v.maxLength(7)),
          exceptDays: v.pipe(v.array(day('A day without it.')), v.maxLength(60)),
          rates,
        }),
      ),
      v.maxLength(8),
      v.description('Other rates at certain hours, in minutes after midnight UTC; the first that holds counts.'),
    ),
  ),
  isGuess: v.exactOptional(v.pipe(v.literal(true), v.description('It may be another price: nobody is held for it.'))),
  mark: v.exactOptional(
    v.pipe(v.picklist(['third-party', 'unverified']), v.description('Where the provider itself does not say so.')),
  ),
  date: day('The day the price was read.'),
  source: words(300, 'Where: shown as words, never opened.'),
});

/** The payload of a signed file. */
export const priceFileSchema = v.pipe(
  v.strictObject({
    tollkeeper: v.literal(1),
    serial: v.pipe(
      whole(1, Number.MAX_SAFE_INTEGER),
      v.description('Counts up with every file. A lower one than was seen before is refused.'),
    ),
    issuedAt: instant('When it was signed.'),
    expiresAt: instant('Until when its prices are vouched for: at most 400 days.'),
    rows: v.pipe(v.array(rowSchema), v.minLength(1), v.maxLength(PRICE_ROWS_MAX)),
  }),
  v.check(({ issuedAt, expiresAt }) => {
    const life = Date.parse(expiresAt) - Date.parse(issuedAt);
    return life > 0 && life <= LIFE_MS_MAX;
  }),
);
