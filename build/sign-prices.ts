import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { PriceFile, PriceFileRow } from '../lib/domain/price-file.ts';
import { readPrivateKey } from './price-key.ts';
import { rowsOfBuild, withRows } from './price-rows.ts';
import { serialOf, signPriceFile } from './sign-price-file.ts';

/*
 * `npm run prices:sign`: a signed price file of this build's prices, with rows of one's own in the place of those for the same
 * model. See docs/price-file.md.
 */

const HELP = `Signs a price file, which the extension can be told to use.

Usage: npm run prices:sign -- --out weekly.jws [--key prices.key.pem] [--rows rows.json]

  --out     Where the file is written. One that is there gives way to it, and its
            number is counted on from.
  --key     The private key's file. Without it: the environment's TOLLKEEPER_PRICE_KEY.
  --rows    Rows of your own, as JSON: a list of rows as in docs/price-file.md.
  --only    Nothing but these rows.
  --serial  The file's number, where it is not counted on.
  --days    How long you vouch for it: 30 if not said, at most 400.`;

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      key: { type: 'string' },
      rows: { type: 'string' },
      only: { type: 'boolean' },
      serial: { type: 'string' },
      days: { type: 'string', default: '30' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { out } = values;
  if (values.help || out === undefined) return console.log(HELP);
  const key = readPrivateKey(values.key, process.env);
  const own =
    values.rows === undefined ? [] : (JSON.parse(readFileSync(values.rows, 'utf8')) as readonly PriceFileRow[]);
  const before = existsSync(out) ? await serialOf(readFileSync(out, 'utf8'), key) : null;
  // Another key's file has a number, too, and somebody may have seen it.
  if (existsSync(out) && before === null && values.serial === undefined) {
    throw new Error(`${out} is not signed with this key, so its number is not known. Say the next one: --serial 12`);
  }
  const now = Math.floor(Date.now() / 1000) * 1000;
  const file: PriceFile = {
    tollkeeper: 1,
    serial: values.serial === undefined ? (before ?? 0) + 1 : Number(values.serial),
    issuedAt: iso(now),
    expiresAt: iso(now + Number(values.days) * 86_400_000),
    rows: values.only ? own : withRows(rowsOfBuild(), own),
  };
  const jws = await signPriceFile(file, key, now);
  // Whoever asks for it meanwhile gets one or the other, whole.
  writeFileSync(`${out}.new`, jws);
  renameSync(`${out}.new`, out);
  console.log(`${out}: number ${file.serial}, ${file.rows.length} prices, until ${file.expiresAt.slice(0, 10)}.`);
}

function iso(at: number): string {
  if (Number.isNaN(at)) throw new Error('--days is a number of days.');
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
