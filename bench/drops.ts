import { learnFromDrops } from '../lib/domain/learn-from-drops.ts';
import type { Price } from '../lib/domain/price.ts';
import { trailOf } from '../test/domain/drop-histories.ts';

/*
 * `npm run bench -- drops`: histories of wallets whose prices nobody publishes, with rounding, late bookings, calls of known
 * price and other tools that spend. How often a price is learned, how often the true one lies in its interval, how wide that
 * is, and what looking for it costs.
 */

const HISTORIES = 200;
const KINDS: readonly { readonly name: string; readonly rates: Price['rates']; readonly stepNano: bigint }[] = [
  { name: 'whole credits, one rate', rates: { pages: 18_000_000_000_000n }, stepNano: 10n ** 9n },
  { name: 'cents, one rate', rates: { 'input-tokens': 10_000_000n }, stepNano: 10n ** 7n },
  {
    name: 'cents, two rates',
    rates: { 'input-tokens': 10_000_000n, 'output-tokens': 30_000_000n },
    stepNano: 10n ** 7n,
  },
  {
    name: 'millionths, two rates',
    rates: { 'input-tokens': 10_000_000n, 'output-tokens': 30_000_000n },
    stepNano: 10n ** 3n,
  },
  {
    name: 'hundredths of a cent, three rates',
    rates: { 'input-tokens': 10_000_000n, 'cached-input-tokens': 1_000_000n, 'output-tokens': 30_000_000n },
    stepNano: 10n ** 5n,
  },
];
/** How often other tools spend between two readings, in hundredths; several readings may be one drop. */
const UNSEEN = [0, 20, 40] as const;

const rows = KINDS.flatMap((kind) =>
  UNSEEN.map((unseenPercent) => ({ ...kind, unseenPercent, ...play(kind, unseenPercent) })),
);

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(rows.map(({ rates: _rates, stepNano: _step, ...row }) => row)));
} else {
  console.log(`${HISTORIES} histories of 40 readings each:`);
  console.log('balance shown in                   unseen  learned  true price inside  half width  look, ms');
  for (const { name, unseenPercent, learned, inside, halfWidth, lookMs } of rows) {
    const cells = [`${unseenPercent} %`, `${learned}`, percent(inside), `± ${percent(halfWidth)}`, lookMs.toFixed(2)];
    const widths = [6, 7, 17, 10, 8];
    console.log([name.padEnd(34), ...cells.map((cell, index) => cell.padStart(widths[index] ?? 0))].join('  '));
  }
}

function play(kind: (typeof KINDS)[number], unseenPercent: number) {
  let [learned, inside, width, lookMs] = [0, 0, 0, 0];
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const lagMs = seed % 2 === 0 ? 50_000 : 0;
    const { samples } = trailOf({ ...kind, unseenPercent, readings: 40, callsMax: 6, isMixed: true, lagMs, seed });
    const begun = performance.now();
    const lesson = learnFromDrops(samples, 'big');
    lookMs += performance.now() - begun;
    if (lesson.kind !== 'learned') continue;
    learned += 1;
    const isInside = lesson.rates.every(({ meter, low, high }) => {
      const rate = kind.rates[meter];
      return rate !== undefined && low <= rate && rate <= high;
    });
    inside += isInside ? 1 : 0;
    width += Math.max(...lesson.rates.map(({ low, likely, high }) => Number(high - low) / Number(likely) / 2));
  }
  const share = (sum: number): number => (learned === 0 ? Number.NaN : sum / learned);
  return { learned, inside: share(inside), halfWidth: share(width), lookMs: lookMs / HISTORIES };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
