import browser from 'webextension-polyfill';
import { balanceNow } from '../domain/balance.ts';
import { formatBadge } from '../domain/format-badge.ts';
import type { Database, ReadingRow } from './database.ts';
import { readContext } from './ledger-context.ts';

const COLORS = { calm: '#1f6f54', empty: '#b3261e' } as const;

/** Shows the balance of the account that was used last; nothing known leaves the badge as it is. */
export async function showBadge(database: Database, account: string | null, unit: string | null): Promise<void> {
  if (account === null) return;
  const row = await database.accounts.get(account);
  const reading = await findReading(database, account, unit);
  if (!row || !reading) return;
  const context = await readContext(database, { provider: row.provider, fingerprint: null, model: null, callId: '' });
  const use = context.account?.balances.find((entry) => entry.reading.unit === reading.unit);
  const balance = balanceNow(reading.reading, reading.spentSinceNano, use?.openNano ?? 0n);
  const nano = balance.usableNano;
  const text = nano === null ? '?' : formatBadge({ unit: reading.unit, nano });
  await browser.action.setBadgeText({ text });
  await browser.action.setBadgeBackgroundColor({ color: nano !== null && nano <= 0n ? COLORS.empty : COLORS.calm });
}

/** The reading in that unit, else the account's first one. */
async function findReading(database: Database, account: string, unit: string | null): Promise<ReadingRow | undefined> {
  const rows = await database.readings.where('account').equals(account).toArray();
  return rows.find((row) => row.unit === unit) ?? rows[0];
}
