import type { Draft } from '../domain/call.ts';
import type { CardCause } from '../domain/card.ts';
import type { NoHeard, RefusalSaid } from '../domain/refusal-view.ts';
import { isSameSize } from '../engine/forecast-of.ts';
import { sizesOf } from '../watch/refusal-story.ts';
import type { Desk } from './desk.ts';

/** A call that a card held: nothing else would remember it, because what never left has no record. */
export interface BlockRow extends NoHeard {
  /** `asked`: the card may be open still; `no`: it did not leave, or left changed. */
  readonly state: 'asked' | 'no';
  readonly draft: Draft;
}

/** What the user said of a refusal, with what it is deleted by. */
export interface RefusalNoteRow extends RefusalSaid {
  /** Of the story: of the first call of it. */
  readonly id: string;
  readonly account: string | null;
  readonly origin: string;
}

/** Held calls that are kept; the oldest give way, so many at a time. */
export const BLOCKS_MAX = 2000;
const DROPPED = 100;

/** A card comes up for a call. In private windows nothing is kept. */
export async function noteAsked(callId: string, cause: CardCause, { database, sender, ports }: Desk): Promise<void> {
  if (sender.isPrivate) return;
  await database.transaction('rw', database.blocks, database.openCalls, async () => {
    const row = await database.openCalls.get(callId);
    if (row === undefined) return;
    const { requestId, provider, account, origin, draft, estimate } = row;
    if ((await database.blocks.count()) >= BLOCKS_MAX) {
      await database.blocks.bulkDelete(await database.blocks.orderBy('at').limit(DROPPED).primaryKeys());
    }
    await database.blocks.put({
      ...{ id: callId, requestId, by: 'us', cause, provider, account, origin, model: draft.model, attempts: 1 },
      ...{ state: 'asked', draft, sizes: sizesOf(draft), at: row.openedAt, endedAt: ports.now() },
      wouldCost: estimate && { unit: estimate.unit, nano: estimate.likelyNano },
    });
  });
}

/** It leaves after all: as it was, then it was a question and no refusal, or changed. */
export async function noteLeft(callId: string, draft: Draft, { database, sender }: Desk): Promise<void> {
  if (sender.isPrivate) return;
  const row = await database.blocks.get(callId);
  if (row === undefined) return;
  if (isSameSize(row.draft, draft)) await database.blocks.delete(callId);
  else await database.blocks.update(callId, { state: 'no' });
}

/** It never leaves. */
export async function noteStopped(callId: string, { database, sender, ports }: Desk): Promise<void> {
  if (!sender.isPrivate) await database.blocks.update(callId, { state: 'no', endedAt: ports.now() });
}
