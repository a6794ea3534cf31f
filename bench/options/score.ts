import type { Situation } from './play.ts';

/** What is offered is within so much of the largest that would have been let through. */
const NEAR = 0.95;

/** How the options of several situations did. */
export interface Score {
  readonly situations: number;
  readonly offered: number;
  readonly accepted: number;
  /** Accepted, and near the largest where there is such a thing. */
  readonly right: number;
  /** Situations in which a shorter answer would have gone through, and in how many of them one was offered. */
  readonly possible: number;
  readonly found: number;
}

/** Counts. */
export function scoreOf(situations: readonly Situation[]): Score {
  const tried = situations.flatMap((situation) => situation.tried);
  const accepted = tried.filter(({ isAccepted }) => isAccepted);
  const possible = situations.filter(({ couldHave }) => couldHave !== null);
  return {
    situations: situations.length,
    offered: tried.length,
    accepted: accepted.length,
    right: accepted.filter(({ share }) => share === null || share >= NEAR).length,
    possible: possible.length,
    found: possible.filter(({ tried: [first] }) => first !== undefined && first.kind !== 'model').length,
  };
}

/** Several together. */
export function addUp(scores: readonly Score[]): Score {
  const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
  return {
    situations: sum((score) => score.situations),
    offered: sum((score) => score.offered),
    accepted: sum((score) => score.accepted),
    right: sum((score) => score.right),
    possible: sum((score) => score.possible),
    found: sum((score) => score.found),
  };
}
