import { OPEN_CALL_MS_MAX } from '../domain/open-call.ts';
import {
  NOTE_CHARS_MAX,
  type NoHeard,
  type RefusalSaid,
  type RefusalsView,
  type WentThrough,
} from '../domain/refusal-view.ts';
import type { AccountRow } from '../ledger/rows.ts';
import { nameOf } from '../screens/account-name.ts';
import { showStory } from '../screens/show-story.ts';
import {
  joinNext,
  noOfRecord,
  pressurePoints,
  tellRefusals,
  type WhenLater,
  wentOfRecord,
} from '../watch/refusal-story.ts';
import type { Database } from './database.ts';
import type { BlockRow } from './note-block.ts';

/** So many refusals, and so many held calls, are looked at: the newest. */
const NOS_MAX = 300;
const DAY_MS = 86_400_000;

/** Whether anybody ever heard no. */
export async function hasRefusals(database: Database): Promise<boolean> {
  // The newest, not how many: most ledgers have one among the calls of the last days.
  const newest = await database.records.where('[outcome+openedAt]').between(['refusal', 0], END).last();
  if (newest !== undefined) return true;
  return (await database.blocks.count()) > 0;
}

const END = ['refusal', Number.MAX_SAFE_INTEGER];

/** Every no of so many days, told as stories. */
export async function readRefusals(
  database: Database,
  { days, now }: { readonly days: number; readonly now: number },
): Promise<RefusalsView> {
  const since = now - days * DAY_MS;
  const [refused, blocks, accounts, lists, notes] = await Promise.all([
    database.records.where('[outcome+openedAt]').between(['refusal', since], END).reverse().limit(NOS_MAX).toArray(),
    database.blocks.where('at').aboveOrEqual(since).reverse().limit(NOS_MAX).toArray(),
    database.accounts.toArray(),
    database.priceLists.toArray(),
    database.refusalNotes.toArray(),
  ]);
  const nos = [...refused.map(noOfRecord).filter((no) => no !== null), ...blocks.filter((row) => isNo(row, now))];
  const heard = await joinNext(nos, (no, when) => findWent(database, no, when));
  const stories = tellRefusals(heard, { now, rises: risesOf(accounts) });
  const said = new Map<string, RefusalSaid>(notes.map(({ id, isClear, note }) => [id, { isClear, note }]));
  return {
    days,
    isPart: refused.length === NOS_MAX || blocks.length === NOS_MAX,
    points: pressurePoints(stories).map((point) => ({ ...point, providerName: nameOf(point.provider, lists) })),
    stories: stories.map((story) => ({
      ...showStory(story, accounts, lists),
      said: said.get(story.no.id) ?? { isClear: null, note: '' },
    })),
  };
}

/** A card that nobody answered is over with its call: its tab was closed. */
function isNo({ state, at }: BlockRow, now: number): boolean {
  return state === 'no' || at + OPEN_CALL_MS_MAX < now;
}

async function findWent(
  database: Database,
  { provider, origin }: NoHeard,
  { after, until }: WhenLater,
): Promise<WentThrough | null> {
  const later = database.records
    .where('[provider+openedAt]')
    .between([provider, after], [provider, until], false, true);
  const record = await later.filter((row) => row.origin === origin && wentOfRecord(row) !== null).first();
  return record === undefined ? null : wentOfRecord(record);
}

/** Only the last rise of each is known here. */
function risesOf(accounts: readonly AccountRow[]): ReadonlyMap<string, readonly number[]> {
  return new Map(accounts.flatMap(({ id, arrivedAt }) => (arrivedAt ? [[id, [arrivedAt]] as const] : [])));
}

/** Keeps what the user says of a story. What says nothing is no row. */
export async function saidOfRefusal(
  database: Database,
  { id, account, origin }: Pick<NoHeard, 'id' | 'account' | 'origin'>,
  { isClear, note }: RefusalSaid,
): Promise<void> {
  const kept = note.slice(0, NOTE_CHARS_MAX);
  if (isClear === null && kept.trim() === '') await database.refusalNotes.delete(id);
  else await database.refusalNotes.put({ id, account, origin, isClear, note: kept });
}
