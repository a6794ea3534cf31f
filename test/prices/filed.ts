import type { HeldPriceFile, PriceFileRow } from '../../lib/domain/price-file.ts';

/** A day in the middle of the time that made-up files are vouched for, epoch ms. */
export const FILE_NOW = Date.parse('2026-11-21T12:00:00Z');

/** A row of a made-up file: a model that every build has, a little dearer. */
export function filedRow(change: Partial<PriceFileRow> = {}): PriceFileRow {
  return {
    ...{ list: 'openai', model: 'gpt-5' },
    rates: { 'input-tokens': 1_500_000, 'cached-input-tokens': 150_000, 'output-tokens': 12_000_000 },
    ...{ date: '2026-11-19', source: 'https://developers.openai.com/api/docs/pricing' },
    ...change,
  };
}

/** A file in force with these rows. */
export function heldFile(rows: readonly PriceFileRow[], change: Partial<HeldPriceFile> = {}): HeldPriceFile {
  return {
    ...{ tollkeeper: 1, serial: 7, issuedAt: '2026-11-20T08:00:00Z', expiresAt: '2026-12-20T08:00:00Z' },
    ...{ host: 'prices.example.org', kid: 'k', digest: 'd', rows },
    ...change,
  };
}
