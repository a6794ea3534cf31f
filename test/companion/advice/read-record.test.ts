import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openRecordReader } from '../../../companion/advice/read-record.ts';
import { decodeJson, encodeJson } from '../../../lib/domain/bigint-json.ts';
import { made, usd } from '../../advice/samples.ts';

const tricky = fc.constantFrom('gpt', ',"forecast":{"a":1},"outcome":"x"', ',"pricedBy":', '{"$nano":"1"}', '\\', '"}');
const nano = fc.bigInt(0n, 10n ** 24n);

const records = fc
  .record({
    number: fc.nat(1000),
    input: fc.nat(100_000),
    model: tricky,
    label: tricky,
    cost: fc.option(nano),
    saved: fc.option(nano),
    estimate: fc.option(nano),
    hasForecast: fc.boolean(),
    isPriced: fc.boolean(),
  })
  .map(({ number, input, model, label, cost, saved, estimate, hasForecast, isPriced }) => {
    const record = made(number, {
      ...{ usage: { 'input-tokens': input, 'output-tokens': 7 }, origin: `tool:x/${label}` },
      ...{ estimateLikelyNano: estimate, ...(saved !== null && { saved: usd(saved) }) },
    });
    const { pricedBy, ...rest } = record;
    const basis = { input: { low: 1, likely: 1, high: 1 } };
    return {
      ...{ ...rest, model, cost: cost === null ? null : { ...usd(cost), highNano: cost + 1n } },
      ...(hasForecast && { forecast: { lowNano: 1n, highNano: 2n, basis } }),
      ...(isPriced && { pricedBy }),
    };
  });

function slowly(body: string): unknown {
  const { forecast: _, ...record } = decodeJson(body) as Record<string, unknown>;
  return record;
}

function withoutForecast(record: unknown): unknown {
  const { forecast: _, ...rest } = record as Record<string, unknown>;
  return rest;
}

it('a record is read as its JSON says, but for its forecast, in whatever order its members stand', () => {
  const read = openRecordReader();
  fc.assert(
    fc.property(records, fc.infiniteStream(fc.nat()), (record, order) => {
      const usual = encodeJson(record);
      const entries = Object.entries(record).map((entry) => ({ entry, at: order.next().value ?? 0 }));
      const shuffled = Object.fromEntries(entries.toSorted((a, b) => a.at - b.at).map(({ entry }) => entry));
      for (const body of [usual, encodeJson(shuffled)]) expect(withoutForecast(read(body))).toEqual(slowly(body));
    }),
    { numRuns: 300 },
  );
});

it('an amount in a member that nobody knows of is read all the same', () => {
  const body = encodeJson({ ...made(1, { usage: { 'input-tokens': 5 } }), later: { nano: 5n } });
  expect(openRecordReader()(body)).toMatchObject({ later: { nano: 5n } });
});

it('what is no row is nothing', () => {
  for (const body of ['', 'null', '[', '{"callId":']) expect(openRecordReader()(body)).toBeNull();
});
