/** What a month came to, for one kind of account. Whole numbers of calls. */
export interface Score {
  calls: number;
  /** Shortage cards. */
  held: number;
  /** Held, and it would have been refused. */
  prevented: number;
  /** Held, though it would have been let through. */
  falseAsks: number;
  /** Cards about the user's own limit of cost: nobody says that those would be refused. */
  costCards: number;
  /** Refused without a word before. */
  unannounced: number;
  /** Of these: the price list and a balance that could be read told of it. */
  knowable: number;
  /** The others, by why nobody could know. */
  readonly unknowable: { background: number; balance: number; rule: number };
}

/** False asks may be this share of what was held, or fewer than one in so many calls. */
export const FALSE_SHARE_MAX = 0.02;
export const CALLS_PER_FALSE_ASK = 500;
/** So much of what could be known is to be prevented. */
export const PREVENTED_SHARE_MIN = 0.95;

/** Nothing happened yet. */
export function emptyScore(): Score {
  const nothing = { calls: 0, held: 0, prevented: 0, falseAsks: 0, costCards: 0, unannounced: 0, knowable: 0 };
  return { ...nothing, unknowable: { background: 0, balance: 0, rule: 0 } };
}

/** All of them together. */
export function addUp(scores: readonly Score[]): Score {
  const sum = emptyScore();
  for (const score of scores) {
    for (const name of ['calls', 'held', 'prevented', 'falseAsks', 'costCards', 'unannounced', 'knowable'] as const) {
      sum[name] += score[name];
    }
    for (const why of ['background', 'balance', 'rule'] as const) sum.unknowable[why] += score.unknowable[why];
  }
  return sum;
}

/** Share of the refusals that could be known which were announced; null: there were none. */
export function preventedShare({ prevented, knowable }: Score): number | null {
  return prevented + knowable === 0 ? null : prevented / (prevented + knowable);
}

/** Whether false asks are few enough. */
export function areAsksTrue({ falseAsks, held, calls }: Score): boolean {
  return falseAsks <= held * FALSE_SHARE_MAX || falseAsks * CALLS_PER_FALSE_ASK < calls;
}

/** Whether enough was prevented; null: nothing could be. */
export function isEnoughPrevented(score: Score): boolean | null {
  const share = preventedShare(score);
  return share === null ? null : share >= PREVENTED_SHARE_MIN;
}
