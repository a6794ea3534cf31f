import type { CardView } from '../domain/card.ts';
import { decideRefusal, decideShortage } from '../domain/decide-cause.ts';
import { explainAsk } from '../domain/explain-ask.ts';
import { explainRefusal } from '../domain/explain-refusal.ts';
import { findSurfaceById } from '../providers/registry.ts';
import { preview } from './answer-call.ts';
import type { Database } from './database.ts';
import type { Desk } from './desk.ts';
import type { RequestOf } from './messages.ts';
import { writeSettings } from './settings.ts';

/** The user says on a card whose key it is, or forgets that; what the card says then. */
export async function answerLinkKey(request: RequestOf<'link-key'>, desk: Desk): Promise<CardView | null> {
  const { fingerprint, account } = request;
  const provider = findSurfaceById(request.surface)?.provider;
  if (provider === undefined || fingerprint === null || desk.sender.isPrivate) return null;
  const isDone =
    account === null
      ? await unlinkKey(desk.database, fingerprint)
      : await linkKey(desk.database, { fingerprint, provider, account, now: desk.ports.now() });
  return isDone ? explainAnew(request, desk) : null;
}

/** Says of a key whose it is. False: there is no such account at its provider, or its console has said so itself. */
export function linkKey(
  database: Database,
  link: { readonly fingerprint: string; readonly provider: string; readonly account: string; readonly now: number },
): Promise<boolean> {
  const { fingerprint, provider, account, now } = link;
  return database.transaction('rw', database.accounts, database.keys, async () => {
    const [row, known] = await Promise.all([database.accounts.get(account), database.keys.get(fingerprint)]);
    if (row?.provider !== provider || (known !== undefined && (known.how ?? 'console') === 'console')) return false;
    const nothing = { name: '', billing: null, limitNano: null, usedNano: null, unit: '' } as const;
    await database.keys.put({ ...nothing, ...known, fingerprint, provider, account, how: 'user', readAt: now });
    return true;
  });
}

/** Forgets what the user said of a key. False: they said nothing. What calls with it have taught stays. */
export function unlinkKey(database: Database, fingerprint: string): Promise<boolean> {
  return database.transaction('rw', database.keys, async () => {
    const known = await database.keys.get(fingerprint);
    if (known?.how !== 'user') return false;
    if (known.refusedModels?.length) await database.keys.put({ ...known, how: 'seen' });
    else await database.keys.delete(fingerprint);
    return true;
  });
}

/** Says that two accounts are one wallet, or that they are not (`into` null). False: they cannot be. */
export async function mergeAccounts(database: Database, id: string, into: string | null): Promise<boolean> {
  const isDone = await database.transaction('rw', database.accounts, async () => {
    const [row, other] = await Promise.all([
      database.accounts.get(id),
      into === null ? null : database.accounts.get(into),
    ]);
    if (row === undefined || other === undefined || row.id === other?.id) return false;
    // One step only: what is merged stands for nobody.
    const isTaken = other !== null && (other.mergedInto != null || other.provider !== row.provider);
    const hasOthers = (await database.accounts.filter(({ mergedInto }) => mergedInto === id).count()) > 0;
    if (isTaken || (other !== null && hasOthers)) return false;
    await database.accounts.put({ ...row, mergedInto: into });
    return true;
  });
  if (isDone) await writeSettings({ balancesChangedAt: Date.now() });
  return isDone;
}

async function explainAnew(request: RequestOf<'link-key'>, desk: Desk): Promise<CardView | null> {
  const facts = await preview(request, desk);
  if (facts === null) return null;
  const { refusal: reading, canRetry } = request;
  if (reading === null) return explainAsk(decideShortage(facts) ?? request.cause, facts);
  const isCharged = reading.hasAnswerBegun ? null : false;
  return explainRefusal(decideRefusal(reading, facts), facts, { reading, original: '', canRetry, isCharged });
}
