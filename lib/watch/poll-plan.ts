/** What is known of asking for one balance. Instants are epoch ms; null: it never happened. */
export interface PollTimes {
  /** When it was asked for last, with success or not. */
  readonly triedAt: number | null;
  /** Since when each ask has failed; null: the last one did not. */
  readonly failingSince: number | null;
  /** Not to be asked before this, after an error; null: there is none to wait for. */
  readonly retryAt: number | null;
}

/** Why a balance may be asked for more often than it would be by itself. */
export interface PollFacts {
  /** When it was said that money is on its way; null: it was not. */
  readonly rechargedAt: number | null;
  /** It is close to the line below which it is low, or below it. */
  readonly isNear: boolean;
  /** Something was spent since the last reading, or is being spent. */
  readonly hasSpent: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From reading to reading, ms. */
export const POLL_MS = {
  nearAndSpent: 5 * MINUTE_MS,
  spent: 15 * MINUTE_MS,
  near: 30 * MINUTE_MS,
  idle: 6 * HOUR_MS,
} as const;
/** The same while money is on its way, by how long ago that was said: providers take from seconds to days. */
const RECHARGED_MS: readonly { readonly untilMs: number; readonly everyMs: number }[] = [
  { untilMs: 15 * MINUTE_MS, everyMs: MINUTE_MS },
  { untilMs: 2 * HOUR_MS, everyMs: 5 * MINUTE_MS },
  { untilMs: 5 * DAY_MS, everyMs: 30 * MINUTE_MS },
];
/** After the first error, and at the most; doubled from one to the next. */
const RETRY_MS = { first: MINUTE_MS, max: 6 * HOUR_MS } as const;
/** After an error that only a person can put right (a wrong key): until then the same would come back. */
const HOPELESS_MS = 12 * HOUR_MS;
/** Clocks of several machines differ by less; an instant that is later than this was written by a clock that went wrong. */
const FUTURE_MS_MAX = 10 * MINUTE_MS;

/**
 * When a balance is to be asked for next, epoch ms; at most a day after it was asked for last, whatever else is so. What was
 * written by a clock that has been set back since counts for nothing: then it is `now`.
 */
export function nextPollAt(times: PollTimes, facts: PollFacts, now: number): number {
  const { triedAt, retryAt } = times;
  if (triedAt === null || triedAt > now + FUTURE_MS_MAX) return now;
  if (retryAt !== null) return Math.min(retryAt, triedAt + DAY_MS);
  return triedAt + everyMs(facts, now);
}

function everyMs({ rechargedAt, isNear, hasSpent }: PollFacts, now: number): number {
  const usual = isNear ? POLL_MS[hasSpent ? 'nearAndSpent' : 'near'] : POLL_MS[hasSpent ? 'spent' : 'idle'];
  if (rechargedAt === null || rechargedAt > now + FUTURE_MS_MAX) return usual;
  const recharged = RECHARGED_MS.find(({ untilMs }) => now - rechargedAt < untilMs);
  return Math.min(usual, recharged?.everyMs ?? usual);
}

/** What is known of asking what became of work that ends later; instants are epoch ms. */
export interface JobTimes extends Pick<PollTimes, 'triedAt' | 'retryAt'> {
  /** When it was begun. */
  readonly openedAt: number;
  /** Until when its provider has it ended. */
  readonly deadlineAt: number;
}

/** From ask to ask: an eighth of its age, within these, ms. Whoever began it asks more often if it is in a hurry. */
const JOB_MS = { least: MINUTE_MS, most: 30 * MINUTE_MS } as const;

/**
 * When it is to be asked what became of work, epoch ms: soon after it was begun, then more and more seldom, and once when its
 * deadline is over. An instant that a clock wrote which has been set back since counts for nothing.
 */
export function nextJobAskAt({ triedAt, retryAt, openedAt, deadlineAt }: JobTimes, now: number): number {
  if (triedAt === null || triedAt > now + FUTURE_MS_MAX) return openedAt > now ? now : openedAt + JOB_MS.least;
  if (retryAt !== null) return Math.min(retryAt, triedAt + DAY_MS);
  const age = Math.max(0, triedAt - openedAt);
  const next = triedAt + Math.min(JOB_MS.most, Math.max(JOB_MS.least, Math.round(age / 8)));
  return triedAt < deadlineAt ? Math.min(next, Math.max(deadlineAt, triedAt + JOB_MS.least)) : next;
}

/** An ask that failed. */
export interface FailedPoll {
  /** How many have in a row, this one included. */
  readonly failures: number;
  /** Only a person can put it right. */
  readonly isHopeless: boolean;
  /** What the provider asks to be waited for, ms; null: nothing. */
  readonly retryAfterMs: number | null;
  /** From 0 to below 1: so that those who failed together do not come again together. */
  readonly random: number;
}

/** How long to wait after an error, ms: from half of the back-off to one and a half, never less than the provider asks for. */
export function retryInMs({ failures, isHopeless, retryAfterMs, random }: FailedPoll): number {
  const doubled = RETRY_MS.first * 2 ** Math.min(Math.max(failures, 1) - 1, 20);
  const base = isHopeless ? HOPELESS_MS : Math.min(doubled, RETRY_MS.max);
  return Math.min(Math.max(Math.round(base * (0.5 + random)), retryAfterMs ?? 0), DAY_MS);
}

/** So many asks of one provider's site in an hour, by all companions together. */
export const ASKS_PER_HOUR_MAX = 60;

/** How often a site was asked in one hour. */
export interface AskCount {
  /** Which hour: whole hours since 1970. */
  readonly hour: number;
  readonly asks: number;
}

/** The count with `more` asks added. */
export function countAsks(known: AskCount | null, now: number, more: number): AskCount {
  const hour = Math.floor(now / HOUR_MS);
  return { hour, asks: (known?.hour === hour ? known.asks : 0) + more };
}
