import './fake-browser.ts';
import { afterEach, expect, it } from 'vitest';
import type { Price } from '../../lib/domain/price.ts';
import { putPriceFileInForce, withFiled } from '../../lib/prices/file-prices.ts';
import { findKnownPrice } from '../../lib/prices/known-prices.ts';
import { followPriceFile } from '../../lib/webext/follow-price-file.ts';
import { writePriceFile } from '../../lib/webext/price-file-store.ts';
import { filedRow, heldFile } from '../prices/filed.ts';
import { seen } from './fake-browser.ts';

afterEach(() => {
  putPriceFileInForce(null);
  seen.stored = {};
});

it('prices of an API that a person described are that person\u2019s, whatever a file says of it', async () => {
  const own: Price = {
    ...{ model: 'm', unit: 'USD', rates: { 'output-tokens': 1_000_000n }, rounding: 'half-up' },
    ...{ outputTokensDefault: null, outputTokensPrior: null, date: '2026-11-20', source: 'own' },
  };
  const rows = [
    filedRow({ list: 'own-acme', model: 'm', rates: { 'output-tokens': 9_000_000_000_000_000 } }),
    filedRow(),
  ];
  await writePriceFile({ isOn: true }, heldFile(rows));
  await followPriceFile()();
  expect(withFiled('own-acme', own)).toBe(own);
  expect(findKnownPrice({ list: 'openai', setsAside: 'nothing' }, 'gpt-5')?.rates['output-tokens']).toBe(12_000_000n);
});
