import * as v from 'valibot';
import { parseDecimal } from '../../lib/domain/money.ts';
import { providers } from '../../lib/providers/registry.ts';
import { type CreditRate, EXPORT_FORMATS, type ExportEnd } from '../export/export-query.ts';
import { formats } from '../export/formats.ts';
import { mayExport, startExport } from '../export/start-export.ts';
import { dayIn, daysBefore } from './days.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';
import { streamed } from './stream.ts';

const day = v.pipe(v.string(), v.isoDate('a day is written 2026-11-30'));

/** The ledger as files, as far as it is when it is asked. */
export const exportRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/export',
    summary: 'Calls or sums of days as a file; its trailers say how many rows it has and how many calls it cannot say',
    types: [...new Set(Object.values(formats).map(({ type }) => type.replace(/;.*/, '')))],
    input: v.object({
      format: v.optional(v.picklist(EXPORT_FORMATS), 'csv'),
      by: v.optional(v.picklist(['call', 'day']), 'call'),
      /** The last so many days, today included; instead of the two that follow. */
      days: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,4}$/, 'days are a whole number'), v.transform(Number))),
      from: v.optional(day),
      to: v.optional(day),
      /** `credits=1000/USD`, several with commas. */
      rates: v.optional(v.pipe(v.string(), v.maxLength(1000)), ''),
    }),
    answer: async ({ format, by, days, to = null, rates, ...given }, { source, zone, now }) => {
      const from = days === undefined ? (given.from ?? null) : daysBefore(dayIn(zone, now()), days - 1);
      const { type, day: rowOfDay } = formats[format];
      if (by === 'day' && rowOfDay === null) throw new ApiProblem(400, `${format} knows single calls only`);
      if (from !== null && to !== null && from > to) throw new ApiProblem(400, `${from} is after ${to}`);
      if (!mayExport()) throw new ApiProblem(409, 'two exports are under way; wait for one of them to end');
      const providerNames = Object.fromEntries(providers.map(({ id, name }) => [id, name]));
      const query = { format, by, from, to, zone, rates: readRates(rates), providerNames };
      const { total, pieces, stop } = await startExport({ source, ledger: 'main', query });
      let end: ExportEnd = { rows: 0, leftOut: 0 };
      return streamed({
        type,
        headers: {
          trailer: 'tollkeeper-rows, tollkeeper-left-out',
          ...(total !== null && { 'tollkeeper-rows-at-most': `${total}` }),
        },
        pieces: (async function* () {
          end = yield* pieces;
        })(),
        end: stop,
        trailers: () => ({ 'tollkeeper-rows': `${end.rows}`, 'tollkeeper-left-out': `${end.leftOut}` }),
      });
    },
  }),
];

function readRates(text: string): Readonly<Record<string, CreditRate>> {
  const entries = text.split(',').filter((entry) => entry.trim() !== '');
  return Object.fromEntries(
    entries.map((entry) => {
      const [, unit = '', amount, currency = ''] = /^\s*([^=]{1,40})=([\d.]{1,30})\/([A-Z]{3})\s*$/.exec(entry) ?? [];
      const rateNano = parseDecimal(amount);
      if (rateNano === null || rateNano <= 0n) {
        throw new ApiProblem(400, `"${entry}" is no rate: 1000 credits for a dollar are credits=1000/USD`);
      }
      return [unit, { currency, rateNano }];
    }),
  );
}
