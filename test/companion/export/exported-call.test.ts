import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCall } from '../../../companion/export/exported-call.ts';
import { encodeJson } from '../../../lib/domain/bigint-json.ts';
import { chatDraft } from '../../domain/samples.ts';
import { recordOf } from '../export-samples.ts';

const tricky = fc.constantFrom(
  'gpt',
  ',"draft":{"model":1},"outcome":"x"',
  '","cost":null,"',
  '\\',
  ',"counted":',
  '"}',
);

it('a row is read the same in whatever order its members stand, and whatever its texts say', () => {
  const record = {
    ...recordOf(1, { draft: chatDraft({}) }),
    forecast: { lowNano: 1n, highNano: 2n, basis: { input: { low: 1, likely: 1, high: 1 } } },
    counted: { input: { billed: 1, counted: 1 } },
    pricedBy: { unit: 'USD', rates: { 'input-tokens': 5n }, rounding: 'up', date: '2026-11-21' },
  };
  const usual = readCall(encodeJson(record));
  expect(usual).toMatchObject({ cost: { unit: 'USD', likely: '0.0015' }, estimate: '0.002', outcome: 'answer' });
  const names = Object.keys(record) as (keyof typeof record)[];
  const orders = fc.shuffledSubarray(names, { minLength: names.length });
  fc.assert(
    fc.property(orders, tricky, tricky, (order, model, label) => {
      const changed = { ...record, model, origin: `tool:x/${label}` };
      const shuffled = Object.fromEntries(order.map((name) => [name, changed[name]]));
      expect(readCall(encodeJson(shuffled))).toEqual({ ...usual, model, origin: changed.origin, tool: 'x', label });
    }),
    { numRuns: 300 },
  );
});
