import * as v from 'valibot';
import { ANSWER_WIRE_IDS, METERS, REFUSAL_SAYS } from '../domain/call.ts';
import { isQuery, parseQuery, QUERY_CHARS_MAX } from '../domain/json-query.ts';
import { isDay } from '../domain/utc-day.ts';
import { addressProblem } from './address.ts';
import { freeSchema } from './free-schema.ts';

/*
 * What a person writes about an API of their own, as JSON. Data only: addresses, paths, words and figures. The JSON Schema
 * that editors check it with (public/api-description.schema.json) is made of what stands here.
 */

/** Messages of checks are kinds of problems (`DescriptionProblem`). */
const text = (charsMax: number, what: string) =>
  v.pipe(v.string(), v.regex(/^\S(?:.*\S)?$/u, 'blank'), v.maxLength(charsMax), v.description(what));

const path = (what: string) =>
  v.pipe(
    v.string(),
    v.maxLength(QUERY_CHARS_MAX),
    v.check((value) => isQuery(parseQuery(value)), 'path'),
    v.description(`${what} A path as in JSONPath (RFC 9535), without filters: $.data.items[*].text`),
  );

/** Programs have meanings of their own for words like `constructor`: no money is called so. */
const isUnit = (value: string): boolean => !(value in Object.prototype);
const unit = (what: string) => v.pipe(text(12, what), v.check(isUnit, 'unit-form'));

/** What stands at a path, or the word itself. */
const pathOrWord = (what: string) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(QUERY_CHARS_MAX),
    v.check((value) => !value.startsWith('$') || isQuery(parseQuery(value)), 'path'),
    v.description(`${what} A path that begins with $, or the word itself.`),
  );

const decimal = (what: string) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,12}(\.\d{1,18})?$/, 'decimal-form'),
    v.description(`${what} A decimal in quotes: "0.15".`),
  );

/** How many of the figures make one unit. */
const divisor = v.pipe(
  decimal('How many of the figures make one unit.'),
  v.check((value) => /[1-9]/.test(value), 'nothing-makes-one'),
);

const address = (what: string) => v.pipe(v.string(), v.minLength(1), v.maxLength(512), v.description(what));

/** An address that can be watched, as it stands; whose it is, is seen to later (`contradictionsOf`). */
const watched = (what: string) =>
  v.pipe(
    address(what),
    v.check(
      (value) => addressProblem(value) === null,
      ({ input }) => addressProblem(input) ?? 'address',
    ),
  );

/** What a call or a balance is known by. */
const name = (what: string) =>
  v.pipe(v.string(), v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'name-form'), v.maxLength(32), v.description(what));

const meter = v.picklist(METERS);

const countSchema = v.variant('of', [
  v.strictObject({ of: v.literal('call') }),
  v.strictObject({
    of: v.literal('elements'),
    path: path('The list whose elements are billed.'),
    per: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
  }),
  v.strictObject({
    of: v.literal('number'),
    path: path('The number that is billed.'),
    default: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1e9))),
    per: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
  }),
  v.strictObject({
    of: v.literal('characters'),
    paths: v.pipe(v.array(path('A text, or a list of texts.')), v.minLength(1), v.maxLength(8)),
  }),
]);

const callSchema = v.strictObject({
  name: name('What the call is known by: "scrape".'),
  url: watched(
    'Its whole address. * is one part of the path (or a part of the host before the first point), ** the rest.',
  ),
  method: v.exactOptional(v.picklist(['GET', 'POST'])),
  speaks: v.exactOptional(
    v.pipe(
      v.picklist(ANSWER_WIRE_IDS),
      v.description('The API it speaks as; "metered" (or nothing): what is counted is said below.'),
    ),
  ),
  modelInPath: v.exactOptional(v.pipe(v.boolean(), v.description('The stars of the path name the model.'))),
  model: v.exactOptional(path('Where a metered request names a model.')),
  meter: v.exactOptional(v.pipe(meter, v.description('What one unit is. Metered calls only.'))),
  count: v.exactOptional(countSchema),
  cost: v.exactOptional(path('Where the answer states its cost, in the unit of the price.')),
  billed: v.exactOptional(path('Where the answer states how many units it billed.')),
});

const count = (description: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000), v.description(description));

const priceSchema = v.strictObject({
  model: v.exactOptional(text(128, 'The model, as requests name it. Absent: calls that name none.')),
  unit: unit('The currency (USD), or the name of the credits.'),
  rates: v.pipe(
    v.record(
      meter,
      v.strictObject({
        price: decimal('What so many cost.'),
        per: count('How many.'),
        step: v.exactOptional(
          count('Billed in whole steps of so many, rounded up: 60000 milliseconds for each minute begun.'),
        ),
        least: v.exactOptional(count('So many are billed at least.')),
      }),
    ),
    v.check((rates) => Object.keys(rates).length > 0, 'no-rates'),
  ),
  least: v.exactOptional(decimal('What a call costs at least, where it used anything.')),
  free: v.exactOptional(freeSchema),
  until: v.exactOptional(
    v.pipe(
      v.string(),
      v.check(isDay, 'date-form'),
      v.description('The first day on which it holds no more, YYYY-MM-DD.'),
    ),
  ),
  setsAside: v.exactOptional(
    v.pipe(
      v.picklist(['bound', 'nothing']),
      v.description('What the provider holds before a call: input and output bound (usual), or nothing.'),
    ),
  ),
  outputTokensDefault: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000_000))),
  rounding: v.exactOptional(v.picklist(['up', 'half-up'])),
  source: text(512, 'The page where you read the price.'),
  date: v.pipe(v.string(), v.check(isDay, 'date-form'), v.description('The day you read it, YYYY-MM-DD.')),
});

const balanceSchema = v.strictObject({
  name: name('What it is known by: "wallet".'),
  url: watched('What the console page loads when it shows the balance.'),
  each: v.exactOptional(path('The list of wallets. Absent: the answer is one wallet.')),
  account: v.exactOptional(pathOrWord('Whose it is.')),
  accountName: v.exactOptional(path('What people know the account by.')),
  unit: v.pipe(pathOrWord('The currency or the name of the credits.'), v.check(isUnit, 'unit-form')),
  available: path('What can be spent, inside one wallet.'),
  plus: v.exactOptional(v.pipe(v.array(path('Is added.')), v.maxLength(4))),
  minus: v.exactOptional(v.pipe(v.array(path('Is taken off.')), v.maxLength(4))),
  frozen: v.exactOptional(path('What is there and cannot be spent.')),
  usable: v.exactOptional(path('Where false says that nothing of it can be spent.')),
  per: v.exactOptional(divisor),
});

const words = v.pipe(v.array(text(200, 'Words, in any case of letters; no pattern.')), v.minLength(1), v.maxLength(16));

const refusalSchema = v.strictObject({
  says: v.picklist(REFUSAL_SAYS),
  status: v.exactOptional(
    v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599))), v.maxLength(8)),
  ),
  code: v.exactOptional(words),
  message: v.exactOptional(words),
  amounts: v.exactOptional(
    v.strictObject({
      text: v.pipe(
        v.string(),
        v.maxLength(200),
        v.check((value) => /\{(?:available|needed)\}/.test(value), 'amounts-none'),
        v.description(
          'The words around the figures: "left: {available} USD, needed: {needed}"; {…} skips up to 40 characters.',
        ),
      ),
      unit: unit('The unit of the figures.'),
      per: v.exactOptional(divisor),
    }),
  ),
});

/** A description of somebody's own API. */
export const descriptionSchema = v.strictObject({
  $schema: v.exactOptional(v.string()),
  tollkeeper: v.pipe(v.literal(1), v.description('The version of this format.')),
  id: v.pipe(
    v.string(),
    v.regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'id-form'),
    v.maxLength(32),
    v.description('Small letters, digits and dashes. A description with the same id takes its place.'),
  ),
  name: text(60, 'What people call it.'),
  console: v.exactOptional(
    watched('The origin of the pages where people see what they have: https://console.example.com'),
  ),
  calls: v.pipe(v.array(callSchema), v.minLength(1), v.maxLength(32)),
  prices: v.exactOptional(v.pipe(v.array(priceSchema), v.maxLength(500))),
  balances: v.exactOptional(v.pipe(v.array(balanceSchema), v.maxLength(8))),
  refusals: v.exactOptional(v.pipe(v.array(refusalSchema), v.maxLength(32))),
  links: v.exactOptional(
    v.strictObject({
      recharge: v.exactOptional(address('Where people pay.')),
      keys: v.exactOptional(address('Where their keys are.')),
      transactions: v.exactOptional(address('What was spent.')),
    }),
  ),
});

/** A description that has the right form; what it says may still contradict itself (`readDescription` looks at that). */
export type Description = v.InferOutput<typeof descriptionSchema>;
