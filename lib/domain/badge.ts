import type { Balance } from './balance.ts';
import { formatBadge } from './format-badge.ts';
import type { Text, TextParam } from './text.ts';

/** What the toolbar's badge can say. Each differs from the others by its signs, not by its colour alone. */
export const BADGE_STATES = ['amount', 'low', 'empty', 'stale', 'unknown', 'off'] as const;
export type BadgeState = (typeof BADGE_STATES)[number];

/** A badge, and what it says in words to whoever points at it. */
export interface Badge {
  readonly state: BadgeState;
  /** At most four characters. */
  readonly text: string;
  readonly title: Text;
}

/** Older than this a reading is marked, ms. */
export const BADGE_STALE_MS = 24 * 3_600_000;

/** As on a player's button; plain letters, which every system has. */
const PAUSED = 'II';
const CHARS_MAX = 4;

/** Nothing is checked at the moment. */
export const PAUSED_BADGE: Badge = { state: 'off', text: PAUSED, title: { key: 'pause.badge' } };

/**
 * What the badge says of an account's balance. `isLow`: somebody is told of it. Empty wins over low, and low over old: what
 * needs somebody is said first. `now`: epoch ms.
 */
export function badgeOf(given: {
  readonly account: string;
  readonly balance: Balance;
  readonly isLow: boolean;
  readonly now: number;
}): Badge {
  const { account, balance, isLow, now } = given;
  const { unit, usableNano: nano } = balance;
  if (nano === null && balance.isUnlimited) {
    return { state: 'amount', text: '∞', title: { key: 'badge.unlimited', params: { account } } };
  }
  if (nano === null) return { state: 'unknown', text: '?', title: { key: 'badge.unknown', params: { account } } };
  const text = formatBadge({ unit, nano });
  const have: TextParam = { kind: 'money', money: { unit, nano }, rounding: 'down' };
  const params = { account, have, age: { kind: 'age', ms: now - balance.at } } as const;
  const state = nano <= 0n ? 'empty' : isLow ? 'low' : now - balance.at > BADGE_STALE_MS ? 'stale' : 'amount';
  return { state, text: marked(state, text), title: { key: `badge.${state}`, params } };
}

/** A sign for those who do not see the colour; where there is no room for both, the amount loses its unit. */
function marked(state: BadgeState, text: string): string {
  if (state !== 'low' && state !== 'stale') return text;
  const plain = text.length < CHARS_MAX ? text : text.replace(/^[$¥€£]|\.\d(?=[kMBT]?$)/, '');
  if (plain.length >= CHARS_MAX) return state === 'low' ? '↓' : '~';
  return state === 'low' ? `${plain}↓` : `~${plain}`;
}
