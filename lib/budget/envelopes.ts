import type { Budget } from './budget.ts';

/** A named part of a budget. */
export interface Envelope {
  readonly name: string;
  /** Whole parts of the sum of all shares: 60, 20 and 20, or 3, 1 and 1. */
  readonly share: number;
  /** Calls with one of these draw on it. The reserve has none: it takes all the others. */
  readonly labels: readonly string[];
}

/** An amount that went from one envelope to another, in the window that it was moved in. History: never changed. */
export interface Move {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** In the budget's unit, above 0. */
  readonly amount: bigint;
  /** Epoch ms: when it was moved, and when the window ends that it counts in. */
  readonly at: number;
  readonly until: number;
}

/** How a budget's limit is shared out. */
export interface Envelopes {
  /** At least one, and exactly one without labels: the reserve. */
  readonly shares: readonly Envelope[];
  readonly moves: readonly Move[];
  /** With no more than this left of the whole, calls with these labels stop. Absent: all stop together. */
  readonly emergency?: { readonly amount: bigint; readonly stopsFirst: readonly string[] };
}

/** The labels whose calls stop first where nothing else is said. */
export const STOPS_FIRST: readonly string[] = ['development', 'test'];

/**
 * Whole parts of a total by whole shares, by largest remainder; equal remainders go to the first. They sum to the total.
 * @throws RangeError when a share is no whole number of at least 0, or all are 0.
 */
export function shareOut(total: bigint, shares: readonly number[]): readonly bigint[] {
  if (shares.some((share) => !Number.isSafeInteger(share) || share < 0) || shares.every((share) => share === 0)) {
    throw new RangeError(`[budget] shares must be whole numbers of at least 0 and not all 0, got ${shares.join(', ')}`);
  }
  const sum = shares.reduce((all, share) => all + BigInt(share), 0n);
  const parts = shares.map((share) => (total * BigInt(share)) / sum);
  const rests = shares.map((share, index) => ({ index, rest: (total * BigInt(share)) % sum }));
  const left = Number(total - parts.reduce((all, part) => all + part, 0n));
  const first = rests.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1)).slice(0, left);
  const more = new Set(first.map(({ index }) => index));
  return parts.map((part, index) => (more.has(index) ? part + 1n : part));
}

/**
 * A budget and the budgets of its envelopes (`<id>/<name>`): a call draws on the whole and on one of the parts.
 * @throws RangeError when not exactly one envelope takes what the others leave.
 */
export function budgetsOf(budget: Budget): readonly Budget[] {
  if (budget.envelopes === undefined) return [budget];
  const { shares } = budget.envelopes;
  if (shares.filter(({ labels }) => labels.length === 0).length !== 1) {
    throw new RangeError(`[budget] exactly one envelope of ${budget.id} must have no labels: the reserve`);
  }
  const taken = shares.flatMap(({ labels }) => labels);
  const { envelopes: _, ...whole } = budget;
  const parts = shares.map(({ name, labels }): Budget => {
    const isRest = labels.length === 0;
    return {
      ...whole,
      id: `${budget.id}/${name}`,
      scope: { kind: 'envelope', within: budget.scope, labels: isRest ? taken : labels, isRest },
      raises: [],
      partOf: { budget, envelope: name },
    };
  });
  return [budget, ...parts];
}

/** What an envelope may come to at an instant (epoch ms): see {@link capsOf}. An envelope that there is none of has 0. */
export function capOfEnvelope(budget: Budget, name: string, limit: bigint, instant: number): bigint {
  if (budget.envelopes === undefined) return limit;
  return capsOf(budget.envelopes, limit, instant).get(name) ?? 0n;
}

/**
 * What each envelope may come to at an instant (epoch ms), by its name: its share of the limit in force, and what was moved.
 * They sum to the limit, and none is below 0: of a limit that was lowered after a move, the move takes what there is.
 */
export function capsOf({ shares, moves }: Envelopes, limit: bigint, instant: number): ReadonlyMap<string, bigint> {
  const parts = shareOut(
    limit,
    shares.map(({ share }) => share),
  );
  const caps = new Map(shares.map(({ name }, index) => [name, parts[index] ?? 0n]));
  for (const { from, to, amount, at, until } of moves) {
    const [given, taken] = [caps.get(from), caps.get(to)];
    if (instant < at || instant >= until || from === to || given === undefined || taken === undefined) continue;
    const rest = given > amount ? given - amount : 0n;
    caps.set(from, rest);
    caps.set(to, taken + given - rest);
  }
  return caps;
}

/** Envelopes are few: each call looks at all of its budget's. */
export const ENVELOPES_MAX = 20;
const LABELS_MAX = 50;

/**
 * What is wrong with a way to share out a limit, as a sentence; null: nothing. Names are what can stand in an id, and no label
 * is in two envelopes: its calls would have two to draw on.
 */
export function faultOf({ shares, emergency }: Omit<Envelopes, 'moves'>): string | null {
  const names = shares.map(({ name }) => name);
  const labels = shares.flatMap((envelope) => envelope.labels);
  const odd = names.find((name) => !/^[\w.-]{1,32}$/.test(name));
  const twice = repeated(names);
  const shared = repeated(labels);
  if (shares.length > ENVELOPES_MAX) return `at most ${ENVELOPES_MAX} envelopes share a budget`;
  if (labels.length > LABELS_MAX) return `at most ${LABELS_MAX} labels are shared out`;
  if (odd !== undefined) return `"${odd}" is no name of an envelope: 1 to 32 letters, digits, dots, dashes`;
  if (twice !== undefined) return `there are two envelopes "${twice}"`;
  if (shared !== undefined) return `the label "${shared}" is in two envelopes; its calls could draw on one only`;
  if (shares.filter(isReserve).length !== 1) {
    return 'exactly one envelope must have no labels: the reserve, on which all other calls draw';
  }
  if (
    shares.some(({ share }) => !Number.isSafeInteger(share) || share < 0) ||
    shares.every(({ share }) => share === 0)
  ) {
    return 'shares are whole numbers of at least 0, and not all 0';
  }
  if (emergency !== undefined && emergency.amount < 0n) return 'an emergency reserve is at least 0';
  return null;
}

/** Which envelope of which budget the id of a part names (`<budget>/<envelope>`); null: it is a budget's own. */
export function partNamed(id: string): { readonly budget: string; readonly envelope: string } | null {
  const at = id.indexOf('/');
  return at === -1 ? null : { budget: id.slice(0, at), envelope: id.slice(at + 1) };
}

/** Whether it takes the calls that no other envelope takes. */
export function isReserve({ labels }: Envelope): boolean {
  return labels.length === 0;
}

function repeated(texts: readonly string[]): string | undefined {
  return texts.find((text, index) => texts.indexOf(text) !== index);
}
