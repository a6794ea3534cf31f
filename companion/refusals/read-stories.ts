import type { NoHeard, PressurePoint, RefusalSaid, RefusalStory } from '../../lib/domain/refusal-view.ts';
import {
  GIVEN_UP_MS,
  joinNext,
  noOfRecord,
  pressurePoints,
  tellRefusals,
  wentOfRecord,
} from '../../lib/watch/refusal-story.ts';
import { findRises } from '../../lib/watch/rises.ts';
import type { Below, LedgerStore } from '../ledger/open-ledger.ts';
import { findWentRecord, openRefusalTables, readRefused } from '../ledger/refusal-tables.ts';
import { openWatchTables } from '../ledger/watch-tables.ts';

/** Refusals, and as many of our own, that are looked at: the newest. */
const NOS_MAX = 300;
/** Readings of a balance that are looked at, of each account. */
const READINGS_MAX = 2000;

/** Stories of some time. */
export interface ToldStories {
  /** The newest first. */
  readonly stories: readonly (RefusalStory & { readonly said: RefusalSaid })[];
  readonly points: readonly PressurePoint[];
  /** There are more: only the newest were looked at. */
  readonly isPart: boolean;
}

/** Every no in `[start, end)`, epoch ms, told as stories. @throws LedgerError */
export function readStories(
  store: LedgerStore,
  span: { readonly start: number; readonly end: number; readonly now: number },
): Promise<ToldStories> {
  return store.transactBelow(async (below) => {
    const { tx, ledger } = below;
    const { blockedCalls, refusalNotes } = openRefusalTables(tx, ledger);
    const refused = await readRefused(tx, ledger, { ...span, rowsMax: NOS_MAX });
    const blocks = await blockedCalls.where('at').between(span.start, span.end).reverse().limit(NOS_MAX).toArray();
    const nos = [...refused.map(noOfRecord).filter((no) => no !== null), ...blocks];
    const heard = await joinNext(nos, async ({ provider, origin }, { after, until }) => {
      const record = await findWentRecord(tx, ledger, { provider, origin, after, until });
      return record && wentOfRecord(record);
    });
    const told = tellRefusals(heard, { now: span.now, rises: await readRises(below, nos) });
    const stories: ToldStories['stories'][number][] = [];
    for (const story of told) {
      const { isClear = null, note = '' } = (await refusalNotes.get(story.no.id)) ?? {};
      stories.push({ ...story, said: { isClear, note } });
    }
    return {
      stories,
      points: pressurePoints(told),
      isPart: refused.length === NOS_MAX || blocks.length === NOS_MAX,
    };
  });
}

async function readRises(
  { tx, ledger }: Below,
  nos: readonly NoHeard[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { balanceHistory } = openWatchTables(tx, ledger);
  const accounts = new Set(nos.flatMap(({ account }) => account ?? []));
  const from = Math.min(...nos.map(({ at }) => at));
  const rises = new Map<string, readonly number[]>();
  for (const account of accounts) {
    const points = await balanceHistory
      .where('[account+at]')
      .between([account, from - GIVEN_UP_MS], [account, Number.MAX_SAFE_INTEGER])
      .limit(READINGS_MAX)
      .toArray();
    rises.set(
      account,
      findRises(points).map(({ at }) => at),
    );
  }
  return rises;
}
