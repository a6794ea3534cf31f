import type { Draft } from '../domain/call.ts';
import { groupBy } from '../domain/group-by.ts';
import type { Money } from '../domain/money.ts';
import type { CallRecord } from '../domain/record.ts';
import type {
  NextStep,
  NoCause,
  NoHeard,
  PressurePoint,
  RefusalStory,
  TriedSizes,
  WentThrough,
} from '../domain/refusal-view.ts';

/** Attempts of the same that follow each other within this are one story, ms. */
export const STORY_GAP_MS = 30 * 60_000;
/** What goes through within this, smaller or by another model, was changed because of the no, ms. */
export const REVISED_MS = 30 * 60_000;
/** What went through nowhere within this was given up, ms. */
export const GIVEN_UP_MS = 24 * 3_600_000;
/** An input below so many percent of the refused one is smaller, not just another turn of a talk. */
const SMALLER_PERCENT = 90;

/** A no, and the first call of its origin and provider that went through after it; null: none within {@link GIVEN_UP_MS}. */
export interface NoAndNext {
  readonly no: NoHeard;
  readonly went: WentThrough | null;
}

/** What is known besides. */
export interface StoryContext {
  /** Epoch ms. */
  readonly now: number;
  /** When the balance of an account rose, epoch ms, in order. Accounts that are not in it: nobody saw. */
  readonly rises: ReadonlyMap<string, readonly number[]>;
}

/** A record of a refusal as a no; null: it is none. */
export function noOfRecord(record: CallRecord): NoHeard | null {
  if (record.outcome !== 'refusal') return null;
  const { callId: id, requestId, provider, account, origin, model, openedAt: at, settledAt: endedAt } = record;
  const unit = record.pricedBy?.unit ?? record.cost?.unit ?? null;
  const nano = record.estimateLikelyNano;
  return {
    ...{ id, requestId, provider, account, origin, model, at, endedAt, by: 'provider', attempts: 1 },
    cause: record.refusalCause ?? 'unsure',
    sizes: sizesOf(record.draft),
    wouldCost: nano === null || unit === null ? null : { unit, nano },
  };
}

/** A record of a call that went through; null: it did not. */
export function wentOfRecord(record: CallRecord): WentThrough | null {
  if (record.outcome !== 'answer' && record.outcome !== 'cut') return null;
  const { requestId, model, openedAt: at } = record;
  return { requestId, model, at, sizes: sizesOf(record.draft) };
}

/** The sizes of a draft that tell people what was attempted. */
export function sizesOf(draft: Draft | null): TriedSizes | null {
  if (draft === null) return null;
  return {
    wire: draft.wire,
    inputTokens: draft.inputTokens?.likely ?? null,
    outputTokensMax: draft.outputTokensMax,
    units: draft.units,
    media: (draft.media ?? []).reduce((sum, { times }) => sum + times, 0),
  };
}

/** Epoch ms: behind `after`, up to and with `until`. */
export interface WhenLater {
  readonly after: number;
  readonly until: number;
}

/**
 * Finds what went through after each no, asking as little as can be: nos of one origin and provider before the same call have the
 * same, and no time is looked through twice. In the order of time.
 * @param find the first call of the no's origin and provider that went through in that time
 */
export async function joinNext(
  nos: readonly NoHeard[],
  find: (no: NoHeard, when: WhenLater) => PromiseLike<WentThrough | null>,
): Promise<readonly NoAndNext[]> {
  const last = new Map<string, { readonly went: WentThrough | null; readonly lookedTo: number }>();
  const joined: NoAndNext[] = [];
  for (const no of nos.toSorted((a, b) => a.at - b.at)) {
    const key = JSON.stringify([no.provider, no.origin]);
    const until = no.at + GIVEN_UP_MS;
    const known = last.get(key);
    const isKnown = known?.went != null && known.went.at > no.at;
    const after = known?.went === null ? Math.max(no.at, known.lookedTo) : no.at;
    const went = isKnown ? known.went : await find(no, { after, until });
    last.set(key, { went, lookedTo: until });
    joined.push({ no, went });
  }
  return joined;
}

/** Puts attempts together into stories and says what happened next, the newest first. */
export function tellRefusals(heard: readonly NoAndNext[], context: StoryContext): readonly RefusalStory[] {
  const open = new Map<string, NoAndNext[]>();
  const groups: NoAndNext[][] = [];
  for (const one of heard.toSorted((a, b) => a.no.at - b.no.at)) {
    const { no } = one;
    const key = JSON.stringify([no.by, no.cause, no.provider, no.account, no.origin]);
    const group = open.get(key);
    const before = group?.at(-1);
    if (group !== undefined && before !== undefined && isSameStory(before, no)) group.push(one);
    else {
      const begun = [one];
      open.set(key, begun);
      groups.push(begun);
    }
  }
  return groups.map((group) => tellOne(group, context)).toSorted((a, b) => b.no.at - a.no.at);
}

/** Nothing went through in between, and it was soon tried again. */
function isSameStory({ no: before, went }: NoAndNext, no: NoHeard): boolean {
  if (no.at - before.endedAt > STORY_GAP_MS) return false;
  return no.requestId === before.requestId || went === null || went.at >= no.at;
}

function tellOne(group: readonly NoAndNext[], context: StoryContext): RefusalStory {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined) throw new Error('[watch] a story has at least one no');
  const { no } = first;
  const { went } = last;
  const lastAt = last.no.endedAt;
  const change = went && changeOf(last.no, went);
  const risen = isMoney(no.cause) ? riseIn(no, went?.at ?? context.now, context) : null;
  const next = nextOf({ last: last.no, went, isChanged: change !== null, isRisen: risen !== null, now: context.now });
  const nextAt = next === 'given-up' || next === 'open' ? null : (went?.at ?? risen);
  return {
    ...{ no, lastAt, next, nextAt },
    attempts: group.reduce((sum, one) => sum + one.no.attempts, 0),
    revised: next === 'revised' ? change : null,
    lostMs: next === 'open' ? null : Math.max(0, (nextAt ?? lastAt) - no.at),
  };
}

interface Ending {
  readonly last: NoHeard;
  readonly went: WentThrough | null;
  readonly isChanged: boolean;
  readonly isRisen: boolean;
  readonly now: number;
}

function nextOf({ last, went, isChanged, isRisen, now }: Ending): NextStep {
  // What was changed on the card went through for that, whatever else came in the meantime.
  if (isChanged && went?.requestId === last.requestId) return 'revised';
  if (isRisen) return 'recharged';
  if (went === null) return now - last.endedAt < GIVEN_UP_MS ? 'open' : 'given-up';
  if (isChanged && went.at - last.endedAt <= REVISED_MS) return 'revised';
  // Without money coming the same could not have gone through.
  return isShortage(last.cause) && last.by === 'provider' && !isChanged ? 'recharged' : 'went-on';
}

/** Null: it went as it was, or larger. */
function changeOf(no: NoHeard, went: WentThrough): RefusalStory['revised'] {
  const model = went.model !== no.model ? went.model : null;
  const isSmaller = no.sizes !== null && went.sizes !== null && isBelow(went.sizes, no.sizes);
  return model === null && !isSmaller ? null : { model, isSmaller };
}

function isBelow(now: TriedSizes, before: TriedSizes): boolean {
  const { inputTokens: input, outputTokensMax: bound, units } = before;
  if (units !== null) return now.units !== null && now.units.meter === units.meter && now.units.count < units.count;
  if (now.outputTokensMax !== null && (bound === null || now.outputTokensMax < bound)) return true;
  return input !== null && now.inputTokens !== null && now.inputTokens * 100 < input * SMALLER_PERCENT;
}

function riseIn({ account, at }: NoHeard, until: number, { rises }: StoryContext): number | null {
  if (account === null) return null;
  return rises.get(account)?.find((risen) => risen > at && risen <= Math.min(until, at + GIVEN_UP_MS)) ?? null;
}

/** More money ends it. */
function isMoney(cause: NoCause): boolean {
  return isShortage(cause) || cause === 'unsure' || cause === 'frozen';
}

function isShortage(cause: NoCause): boolean {
  return cause === 'depleted' || cause === 'not-enough';
}

/** By provider and cause, ours and theirs apart; where most was heard first. */
export function pressurePoints(stories: readonly RefusalStory[]): readonly PressurePoint[] {
  const groups = groupBy(stories, ({ no }) => JSON.stringify([no.provider, no.by, no.cause]));
  return [...groups.values()].flatMap(pointOf).toSorted((a, b) => b.stories - a.stories || b.lostMs - a.lostMs);
}

function pointOf(stories: readonly RefusalStory[]): readonly PressurePoint[] {
  const [first] = stories;
  if (first === undefined) return [];
  const { provider, by, cause } = first.no;
  const next: Record<NextStep, number> = { recharged: 0, revised: 0, 'went-on': 0, 'given-up': 0, open: 0 };
  const costs = new Map<string, bigint>();
  for (const story of stories) {
    next[story.next] += 1;
    const { wouldCost } = story.no;
    if (wouldCost !== null) costs.set(wouldCost.unit, (costs.get(wouldCost.unit) ?? 0n) + wouldCost.nano);
  }
  return [
    {
      ...{ provider, by, cause, next, stories: stories.length },
      attempts: stories.reduce((sum, { attempts }) => sum + attempts, 0),
      lostMs: stories.reduce((sum, { lostMs }) => sum + (lostMs ?? 0), 0),
      wouldCost: [...costs].map(([unit, nano]): Money => ({ unit, nano })),
    },
  ];
}
