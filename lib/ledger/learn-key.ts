import type { RefusedModel } from '../domain/facts.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Learned } from '../engine/ports.ts';
import { findKey, marksOf } from './find-key.ts';
import type { KeyRow } from './rows.ts';
import type { LedgerTables } from './tables.ts';

/**
 * What a call takes from its key's own limit, and whether the key's billing kind suits the model. Kept where the key is
 * described, which may be under the mark of what its list shows of it. Call inside a transaction.
 */
export async function learnKey(tables: LedgerTables, record: CallRecord, learned: Learned): Promise<void> {
  const { fingerprint, provider, cost } = record;
  if (fingerprint === null) return;
  const row = await findKey(tables, provider, record);
  const refused = learnBilling(row?.refused ?? [], record, learned.billing);
  const isSpent = row?.usedNano != null && cost !== null && row.unit === cost.unit && cost.likelyNano > 0n;
  if (refused === null && !isSpent) return;
  const unseen: KeyRow = {
    ...{ fingerprint, provider, account: record.account ?? '', how: 'seen', readAt: record.settledAt },
    ...{ name: '', billing: null, limitNano: null, usedNano: null, unit: '' },
  };
  const own = row ?? unseen;
  await tables.keys.put({
    ...own,
    ...(refused && { refused }),
    ...(isSpent && { usedNano: (row.usedNano ?? 0n) + cost.likelyNano }),
  });
  // What older versions kept under the other mark is in that row now.
  const others = marksOf(record).filter((mark) => mark !== own.fingerprint);
  if (refused !== null) await forgetSeen(tables, provider, others);
}

async function forgetSeen(tables: LedgerTables, provider: string, marks: readonly string[]): Promise<void> {
  const rows = await tables.keys.bulkGet([...marks]);
  const seen = rows.filter((row) => row?.how === 'seen' && row.provider === provider);
  await tables.keys.bulkDelete(seen.flatMap((row) => (row ? [row.fingerprint] : [])));
}

/** The models that the key was refused for; null: nothing new. */
function learnBilling(
  known: readonly RefusedModel[],
  { model, settledAt: at }: CallRecord,
  billing: Learned['billing'],
): readonly RefusedModel[] | null {
  if (model === null || billing === null) return null;
  const others = known.filter((other) => other.model !== model);
  if (billing === 'accepted') return others.length < known.length ? others : null;
  return [...others, { model, at }].slice(-REFUSED_MODELS_MAX);
}

const REFUSED_MODELS_MAX = 64;
